//! A session that waits: it tells its applicant what the desk does and gives, as the registry has it.

use std::time::{Duration, Instant};

use transfer::message::part::{Phase, Receipt};
use transfer::receiver::{Receiver, Refused};
use transfer::reject::{Code, Reason};

use super::standing;
use super::state::Intake;
use crate::registry::entity::receipt::{self, Kind};
use crate::registry::entity::submission;

/// A submission that a session watches.
#[derive(Debug)]
pub struct Watch {
    number: String,
    told: Vec<String>,
    /// Since when a receipt waits for the log's proof.
    waiting: Option<Instant>,
    closed: bool,
    phase: Option<(Phase, u64, u64)>,
    said: Option<Instant>,
}

impl Watch {
    /// Watches a submission.
    pub fn new(row: &submission::Model) -> Self {
        Self {
            number: row.number.clone(),
            told: Vec::new(),
            waiting: None,
            closed: false,
            phase: None,
            said: None,
        }
    }

    /// Notes receipts that the applicant has already.
    pub fn told(&mut self, receipts: &[receipt::Model]) {
        self.told.extend(receipts.iter().map(|row| row.digest.clone()));
    }

    /// Returns true once nothing more is to come.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Says the findings file if R2 is among the receipts that are about to be said.
    pub fn findings_before(&mut self, intake: &Intake, receipts: &[receipt::Model], machine: &mut Receiver) {
        if receipts.iter().any(|row| row.kind == Kind::Verified) {
            self.findings(intake, machine);
        }
    }

    /// Looks at the registry and says what is new.
    pub async fn look(&mut self, intake: &Intake, machine: &mut Receiver) {
        if self.closed {
            return;
        }
        let row = match intake.registry.submission(&self.number).await {
            Ok(row) => row,
            Err(error) => return tracing::warn!(%error, number = self.number, "the registry does not answer"),
        };
        if let Some(refused) = standing::ended(&row) {
            self.closed = true;
            return machine.refused(refused);
        }
        if row.state.open() {
            return;
        }
        match intake.registry.receipts(&self.number).await {
            Ok(receipts) => self.say_new(intake, machine, &row, &receipts).await,
            Err(error) => tracing::warn!(%error, number = self.number, "the registry does not answer"),
        }
        self.say_phase(&row, machine);
    }

    async fn say_new(
        &mut self,
        intake: &Intake,
        machine: &mut Receiver,
        row: &submission::Model,
        receipts: &[receipt::Model],
    ) {
        for receipt in receipts {
            if self.told.contains(&receipt.digest) {
                continue;
            }
            let Some(said) = self.said_with(intake, receipt).await else { return };
            self.told.push(receipt.digest.clone());
            match receipt.kind {
                Kind::Refused => machine.refused(refusal(row, said)),
                Kind::Verified => {
                    self.findings(intake, machine);
                    machine.receipt(said);
                }
                _ => machine.receipt(said),
            }
            self.closed |= matches!(receipt.kind, Kind::Refused | Kind::Registered);
        }
    }

    /// The receipt as it goes out; none while it waits. What the desk gives goes with the log's proof: then the log is
    /// signed, and the registry's copy in the backup has the receipt too.
    async fn said_with(&mut self, intake: &Intake, receipt: &receipt::Model) -> Option<Receipt> {
        if matches!(receipt.kind, Kind::Offer | Kind::Delivered) {
            return Some(standing::on_wire(receipt));
        }
        let proven = intake.proven_or_later(receipt).await;
        let waited = self.waiting.get_or_insert_with(Instant::now).elapsed();
        if proven.is_none() && waited < PROOF {
            return None;
        }
        self.waiting = None;
        Some(proven.unwrap_or_else(|| standing::on_wire(receipt)))
    }

    fn say_phase(&mut self, row: &submission::Model, machine: &mut Receiver) {
        let Some(phase) = standing::phase(row) else { return };
        let quiet = self.said.is_some_and(|said| said.elapsed() < SIGN_OF_LIFE);
        if self.phase == Some(phase) && quiet {
            return;
        }
        machine.phase(phase.0, phase.1, phase.2);
        self.phase = Some(phase);
        self.said = Some(Instant::now());
    }

    fn findings(&self, intake: &Intake, machine: &mut Receiver) {
        match intake.receipts.findings(&self.number) {
            Ok(Some(file)) => machine.findings(&file),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, number = self.number, "the findings cannot be read"),
        }
    }
}

/// The refusal as the applicant hears it; the receipt says the same, signed.
fn refusal(row: &submission::Model, receipt: Receipt) -> Refused {
    let first = row
        .reasons
        .as_deref()
        .and_then(|reasons| serde_json::from_str::<Vec<Given>>(reasons).ok())
        .and_then(|reasons| reasons.into_iter().next());
    let (code, message) = first.map_or_else(
        || {
            (
                Code::Policy.name().to_owned(),
                "the centre refused the dossier; the receipt says why".to_owned(),
            )
        },
        |given| (given.code, given.message),
    );
    let safe_to_resend = code == Code::Storage.name();
    let reason = match Code::from_name(&code) {
        Some(known) => Reason::new(known, message),
        None => Reason { code, ..Reason::new(Code::Policy, message) },
    };
    Refused { reason, receipt: Some(receipt), missing: None, safe_to_resend }
}

#[derive(serde::Deserialize)]
struct Given {
    code: String,
    message: String,
}

/// The longest silence while receipts are to come.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
/// The longest that a receipt waits for the log, which is written within a second.
const PROOF: Duration = Duration::from_secs(3);
