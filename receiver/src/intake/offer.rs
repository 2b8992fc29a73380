//! The judgement on an offer: everything that can be seen in the clear part, then the registry's word, then R0.

use package::head::{Head, Terms};
use package::identity::{Carrier, ReceiptDigest};
use package::receipt::body::Size;
use package::receipt::filing::Filing;
use package::receipt::refusal::{Earlier, Grounds, Reason as Ground};
use package::receipt::state::{Offered, Refused as RefusedReceipt};
use package::time::UtcTime;
use transfer::receiver::Refused;
use transfer::reject::{Code, Reason};

use super::member::{Member, Standing};
use super::reason;
use super::space::Need;
use super::state::Intake;
use crate::clock::Moment;
use crate::registry::entity::{receipt, submission};
use crate::registry::offer::{Offer, OfferOutcome, Shortage};
use crate::registry::signing::{Facts, SigningError};

/// The answer to an offer.
#[derive(Debug)]
pub enum Answer {
    /// Segments are wanted.
    Open(Box<Open>),
    /// Nothing is wanted: the root was delivered or judged before.
    Stored(Box<submission::Model>, Vec<receipt::Model>),
    /// No.
    Refused(Box<Refused>),
}

/// An accepted offer.
#[derive(Debug)]
pub struct Open {
    /// The clear part.
    pub head: Head,
    /// The row.
    pub submission: submission::Model,
    /// R0.
    pub receipt: receipt::Model,
    /// Numbers that gave way.
    pub superseded: Vec<String>,
}

/// Judges an offer by the package's clear part.
pub async fn judge(intake: &Intake, member: &Member, carrier: Carrier, bytes: &[u8]) -> Answer {
    match try_judge(intake, member, carrier, bytes).await {
        Ok(answer) => answer,
        Err(refused) => Answer::Refused(refused),
    }
}

async fn try_judge(
    intake: &Intake,
    member: &Member,
    carrier: Carrier,
    bytes: &[u8],
) -> Result<Answer, Box<Refused>> {
    let now = Moment::now();
    let head = Head::parse(bytes).map_err(|error| no(reason::of_head(&error), false))?;
    accept(intake, member, &head, now).await?;
    let room = intake.places.measure().map_err(|error| no(reason::internal(&error), true))?;
    let offer = offer(&head, &carrier, intake.expiry(now));
    let need = Need { package: offer.package_len, bag: offer.plaintext_len };
    let sign = |facts: &Facts| sign(intake, &head, carrier.clone(), facts);
    let outcome = intake.registry.offer(&offer, now, |reserved| room.judge(need, reserved), sign).await;
    match outcome.map_err(|error| no(reason::internal(&error), true))? {
        OfferOutcome::Open { submission, receipt, superseded, .. } => {
            Ok(Answer::Open(Box::new(Open { head, submission: *submission, receipt, superseded })))
        }
        OfferOutcome::Stored { submission, receipts } => Ok(Answer::Stored(submission, receipts)),
        OfferOutcome::Occupied { receipt, earlier, .. } => {
            let occupied = Reason::new(Code::Occupied, occupied_by(&earlier.number));
            intake.keep(&receipt).await;
            Err(Box::new(Refused {
                receipt: Some(super::standing::on_wire(&receipt)),
                ..*no(occupied, false)
            }))
        }
        OfferOutcome::Reused => {
            let text = "the package id was offered before with another header or statement: seal again";
            Err(no(Reason::new(Code::Contradiction, text), true))
        }
        OfferOutcome::NoRoom(shortage) => Err(no_room(&shortage)),
    }
}

/// Everything that can be refused without asking the registry for the submission.
async fn accept(intake: &Intake, member: &Member, head: &Head, now: Moment) -> Result<(), Box<Refused>> {
    let card = intake.card().map_err(|error| no(reason::internal(&error), true))?;
    let organisation = intake.registry.organisation(member.organisation.as_str()).await;
    let rights = Standing {
        revoked: intake.revoked.borrow().clone(),
        organisation: organisation.map_err(|error| no(reason::internal(&error), true))?,
    };
    let terms = Terms {
        now: UtcTime::from_seconds(now.seconds()),
        anchor: &intake.anchor,
        centre: &intake.centre,
        keys: &card.face().encryption,
        peer: Some(&member.organisation),
        rights: &rights,
    };
    let ended = rights.organisation.as_ref().is_some_and(|row| row.revoked_at.is_some());
    if ended {
        let text = format!("the rights of {} were revoked", member.organisation);
        return Err(no(Reason::new(Code::Revoked, text), false));
    }
    head.accept(&terms).map_err(|error| no(reason::of_head(&error), true))?;
    let most = card.face().policy.max_package_len;
    if head.package_len() > most {
        let text = format!("the package has {} bytes, this centre takes {most}", head.package_len());
        return Err(no(Reason::new(Code::TooLarge, text), false));
    }
    Ok(())
}

fn offer(head: &Head, carrier: &Carrier, expires: Moment) -> Offer {
    let (facts, segments) = (head.facts(), head.header().segments);
    Offer {
        organisation: facts.organisation.to_string(),
        application: facts.application.to_string(),
        sequence: facts.sequence.to_string(),
        manifest_root: facts.manifest_root.to_string(),
        profile: facts.kind.to_string(),
        package: facts.package.to_string(),
        header_sha256: head.header_digest().to_string(),
        statement_sha256: head.statement().digest().to_string(),
        carrier: carrier.to_string(),
        plaintext_len: segments.plaintext_len(),
        package_len: head.package_len(),
        segments: segments.count().into(),
        expires,
    }
}

/// Signs R0, or the refusal in its place.
fn sign(intake: &Intake, head: &Head, carrier: Carrier, facts: &Facts) -> Result<Vec<u8>, SigningError> {
    let filing = Filing::of(head.statement(), facts.submission.number.parse()?);
    let now = UtcTime::from_seconds(facts.time.seconds());
    if facts.kind == receipt::Kind::Refused {
        let grounds = occupied(facts)?;
        let refused = RefusedReceipt::issue(&intake.issuer, filing, carrier, grounds, now)?;
        return Ok(refused.receipt().bytes().to_vec());
    }
    let size = Size { package_len: head.package_len(), segments: head.header().segments.count().into() };
    let offered = Offered::issue(&intake.issuer, filing, carrier, size, now)?;
    Ok(offered.receipt().bytes().to_vec())
}

fn occupied(facts: &Facts) -> Result<Grounds, SigningError> {
    let earlier = facts.earlier.as_ref().ok_or("a refusal for an occupied place names none")?;
    let message = occupied_by(&earlier.number);
    let receipt_sha256 = earlier.receipt_sha256.as_deref().ok_or("the earlier submission has no receipt")?;
    Ok(Grounds {
        reasons: vec![Ground { code: Code::Occupied.name().into(), message, place: None }],
        earlier: Some(Earlier {
            number: earlier.number.parse()?,
            receipt_sha256: receipt_sha256.parse::<ReceiptDigest>()?,
        }),
        safe_to_resend: false,
    })
}

fn occupied_by(number: &str) -> String {
    format!("this application and sequence was filed before with other content, as {number}")
}

fn no(reason: Reason, safe_to_resend: bool) -> Box<Refused> {
    Box::new(Refused { reason, receipt: None, missing: None, safe_to_resend })
}

fn no_room(shortage: &Shortage) -> Box<Refused> {
    Box::new(Refused { missing: Some(shortage.missing), ..*no(reason::of_shortage(shortage), true) })
}
