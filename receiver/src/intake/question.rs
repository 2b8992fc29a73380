//! A member's questions beside its offer: how a submission stands, its receipts, a new certificate.

use std::time::Duration;

use tokio::time::Instant;
use transfer::receiver::Receiver;
use transfer::reject::{Code, Reason};

use super::member::Member;
use super::reason;
use super::standing;
use super::state::Intake;
use crate::clock::Moment;
use crate::registry::entity::receipt::Kind;
use crate::registry::entity::{enrolment, submission};
use crate::registry::error::RegistryError;

/// Answers how a submission of the member's organisation stands.
pub async fn status(intake: &Intake, member: &Member, machine: &mut Receiver, number: &str) {
    match find(intake, member, number).await {
        Ok(row) => machine.state(standing::of(&row)),
        Err(reason) => machine.fault(reason),
    }
}

/// Answers with all receipts of a submission of the member's organisation, and how it stands.
pub async fn receipts(intake: &Intake, member: &Member, machine: &mut Receiver, number: &str) {
    match find_receipts(intake, member, number).await {
        Ok((row, receipts)) => {
            if receipts.iter().any(|receipt| receipt.kind == Kind::Verified)
                && let Ok(Some(file)) = intake.receipts.findings(number)
            {
                machine.findings(&file);
            }
            let mut proven = Vec::with_capacity(receipts.len());
            for receipt in &receipts {
                proven.push(intake.proven(receipt).await);
            }
            machine.receipts(proven, standing::of(&row));
        }
        Err(reason) => machine.fault(reason),
    }
}

/// Has a new TLS certificate signed by the desk.
pub async fn renew(intake: &Intake, member: &Member, machine: &mut Receiver, request: Vec<u8>) {
    let asked = intake.registry.renew(member.organisation.as_str(), request, Moment::now()).await;
    let answered = match asked {
        Ok(id) => answer(intake, &id).await,
        Err(error) => Err(reason::internal(&error)),
    };
    match answered.map(|row| row.tls_certificate) {
        Ok(Some(certificate)) => machine.renewed(vec![certificate]),
        Ok(None) => machine.fault(Reason::new(Code::Request, "the request was not signed")),
        Err(reason) => machine.fault(reason),
    }
}

/// Waits for the desk's answer to an enrolment or renewal.
///
/// # Errors
/// The reason to give: refused by the desk, or the desk does not answer in time.
pub async fn answer(intake: &Intake, id: &str) -> Result<enrolment::Model, Reason> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let row = intake.registry.enrolment(id).await.map_err(|error| reason::internal(&error))?;
        match row.filter(|row| row.answered_at.is_some()) {
            Some(enrolment::Model { refusal: Some(refusal), .. }) => {
                return Err(Reason::new(Code::Request, refusal));
            }
            Some(row) => return Ok(row),
            None => tokio::time::sleep(POLL).await,
        }
    }
    Err(Reason::new(Code::Busy, "the centre's desk does not answer now; the request is kept"))
}

type Found = (submission::Model, Vec<crate::registry::entity::receipt::Model>);

async fn find_receipts(intake: &Intake, member: &Member, number: &str) -> Result<Found, Reason> {
    let row = find(intake, member, number).await?;
    let receipts = intake.registry.receipts(number).await.map_err(|error| reason::internal(&error))?;
    Ok((row, receipts))
}

/// A number of another organisation is answered like one that does not exist.
async fn find(intake: &Intake, member: &Member, number: &str) -> Result<submission::Model, Reason> {
    let unknown = || Reason::new(Code::Unknown, format!("this organisation has no submission {number}"));
    match intake.registry.submission(number).await {
        Ok(row) if row.organisation == member.organisation.as_str() => Ok(row),
        Ok(_) | Err(RegistryError::Unknown(_)) => Err(unknown()),
        Err(error) => Err(reason::internal(&error)),
    }
}

/// How long a request waits for the desk.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often its answer is looked for.
const POLL: Duration = Duration::from_millis(250);
