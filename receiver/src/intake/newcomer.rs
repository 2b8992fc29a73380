//! The session of a peer with an invitation: its request becomes a row, the desk signs it, and the answer goes back.

use std::sync::Arc;
use std::time::Duration;

use crypto::digest::Sha256Digest;
use tokio::time::timeout;
use transfer::carrier::link::Closing;
use transfer::carrier::listen::Newcomer;
use transfer::message::to_applicant::ToApplicant;
use transfer::receiver::enrolment::{Answer, Enrolment, Request};
use transfer::reject::{Code, Reason};

use super::question;
use super::reason;
use super::state::Intake;
use crate::clock::Moment;
use crate::registry::enrolment::{EnrolmentRequest, TokenRefusal};
use crate::registry::entity::enrolment;

/// Serves a newcomer: a greeting, one invitation, one answer.
pub async fn run(intake: Arc<Intake>, newcomer: Newcomer) {
    let Newcomer { mut line, link } = newcomer;
    let card = match intake.card() {
        Ok(card) => card.bytes().to_vec(),
        Err(error) => {
            tracing::error!(%error, "the card cannot be read: nobody can enrol");
            return link.close(Closing::Busy);
        }
    };
    let mut machine = Enrolment::new(card);
    // Somebody without a certificate gets little time for each message.
    while let Ok(Ok(Some(message))) = timeout(PATIENCE, line.hearer.hear()).await {
        let (answer, last) = match machine.hear(message, Moment::now().seconds()) {
            Answer::Say(message) => (message, false),
            Answer::Close(message) => (message, true),
            Answer::Redeem(request) => (redeem(&intake, request).await, true),
        };
        let said = timeout(PATIENCE, line.speaker.say(&answer)).await;
        if last || !matches!(said, Ok(Ok(()))) {
            break;
        }
    }
    // A peer that does not take the last word is not waited for.
    let _ = timeout(PATIENCE, line.speaker.finish()).await;
    link.close(Closing::Done);
}

async fn redeem(intake: &Intake, request: Request) -> ToApplicant {
    match try_redeem(intake, request).await {
        Ok(enrolled) => enrolled,
        Err(reason) => ToApplicant::Fault { reason },
    }
}

async fn try_redeem(intake: &Intake, request: Request) -> Result<ToApplicant, Reason> {
    let asked = EnrolmentRequest {
        token_sha256: Sha256Digest::of(&request.token).to_string(),
        tls_request: request.tls_request,
        signing_request: request.signing_request,
        kem: request.kem,
        public_key: request.public_key,
    };
    let registered = intake.registry.enrol(&asked, Moment::now()).await;
    let id = registered.map_err(|error| reason::internal(&error))?.map_err(refused)?;
    let row = question::answer(intake, &id).await?;
    enrolled(intake, row)
}

fn enrolled(intake: &Intake, row: enrolment::Model) -> Result<ToApplicant, Reason> {
    let (Some(tls), Some(signing)) = (row.tls_certificate, row.signing_certificate) else {
        return Err(Reason::new(Code::Request, "the request was not signed"));
    };
    let card = intake.card().map_err(|error| reason::internal(&error))?;
    Ok(ToApplicant::Enrolled {
        organisation: row.organisation,
        ca: intake.anchor.der().to_vec(),
        tls_chain: vec![tls.into()],
        signing_chain: vec![signing.into()],
        card: card.bytes().to_vec(),
    })
}

fn refused(refusal: TokenRefusal) -> Reason {
    let text = match refusal {
        TokenRefusal::Unknown => "nobody was invited with this code",
        TokenRefusal::Used => "the invitation was used before, with other keys; ask the centre for a new one",
        TokenRefusal::Expired => "the invitation has run out; ask the centre for a new one",
    };
    Reason::new(Code::Invitation, text)
}

/// How long a newcomer may take for a message.
const PATIENCE: Duration = Duration::from_secs(30);
