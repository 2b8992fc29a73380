//! The desk's results: R2, which occupies the place; R3, registered or refused.

use super::claim::Claim;
use super::database::{Registry, Write};
use super::delivery::out_of_order;
use super::entity::{occupation, receipt, submission};
use super::error::RegistryError;
use super::log::Event;
use super::offer::signed;
use super::signing::{Earlier, Facts, SigningError};
use super::state::State;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

/// What the desk found in an opened package.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// Number of files.
    pub files: u64,
    /// Bytes of the files.
    pub bytes: u64,
    /// Tree hash over the manifest's lines, hex.
    pub files_root: String,
    /// Error findings.
    pub errors: u64,
    /// Warning findings.
    pub warnings: u64,
    /// Other findings.
    pub infos: u64,
}

/// What came of the attempt to occupy the place.
#[derive(Clone, Debug)]
pub enum VerifyOutcome {
    /// R2 is given: the place is this submission's.
    Verified(receipt::Model),
    /// Another root got there first; refuse this one and cite it.
    Occupied(Earlier),
}

/// A refusal by the desk.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Whether the root was proven by opening: then this is a verdict on the root, and the same root is never judged
    /// again. A package that does not open proves nothing and never blocks the true one.
    pub root_proven: bool,
    /// What was found before the refusal, if it was opened.
    pub verification: Option<Verification>,
    /// The reasons as JSON, for `show`.
    pub reasons: String,
    /// What holds the place, if that is the reason.
    pub earlier: Option<Earlier>,
}

impl Registry {
    /// Gives R2 and occupies (organisation, application, sequence). Asked again, it gives the stored R2.
    ///
    /// # Errors
    /// [`RegistryError::MovedOn`] or [`RegistryError::OutOfOrder`] when the claim no longer stands.
    pub async fn verify(
        &self,
        claim: &Claim,
        found: &Verification,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<VerifyOutcome, RegistryError> {
        let mut write = self.write().await?;
        let row = write.claimed(claim).await?;
        if let Some(holder) = write.occupy(&row).await? {
            return Ok(VerifyOutcome::Occupied(write.cite(&holder).await?));
        }
        let row = submission::Model {
            state: State::Verified,
            root_proven: true,
            verified_at: row.verified_at.or(Some(now.0)),
            ..with_findings(row, found)
        };
        write.save(&row).await?;
        let receipt = write.receipt(receipt::Kind::Verified, &row, None, now, sign).await?;
        write.commit().await?;
        Ok(VerifyOutcome::Verified(receipt))
    }

    /// Gives R3 to a verified submission.
    ///
    /// # Errors
    /// As [`Registry::verify`].
    pub async fn register(
        &self,
        claim: &Claim,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<receipt::Model, RegistryError> {
        let mut write = self.write().await?;
        let row = write.claimed(claim).await?;
        if row.state != State::Verified {
            return Err(out_of_order(&row, "register"));
        }
        let row = submission::Model {
            state: State::Registered,
            registered_at: Some(write.time(now).0),
            ..released(row)
        };
        write.save(&row).await?;
        let receipt = write.receipt(receipt::Kind::Registered, &row, None, now, sign).await?;
        write.commit().await?;
        Ok(receipt)
    }

    /// Refuses a delivered submission, with a receipt.
    ///
    /// # Errors
    /// As [`Registry::verify`]; a verified submission is not refused any more.
    pub async fn refuse(
        &self,
        claim: &Claim,
        refusal: &Refusal,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<receipt::Model, RegistryError> {
        let mut write = self.write().await?;
        let row = write.claimed(claim).await?;
        if row.state != State::Delivered {
            return Err(out_of_order(&row, "refuse"));
        }
        let row = match &refusal.verification {
            Some(found) => with_findings(row, found),
            None => row,
        };
        let row = submission::Model {
            state: State::Refused,
            root_proven: refusal.root_proven,
            reasons: Some(refusal.reasons.clone()),
            earlier: refusal.earlier.as_ref().map(|earlier| earlier.number.clone()).or(row.earlier.clone()),
            refused_at: Some(write.time(now).0),
            ..released(row)
        };
        write.save(&row).await?;
        write.append(&Event::new("refusal", &row.number).with("stage", "verification"), now).await?;
        let earlier = refusal.earlier.clone();
        let receipt = write.receipt(receipt::Kind::Refused, &row, earlier, now, sign).await?;
        write.commit().await?;
        Ok(receipt)
    }
}

impl Write {
    /// Takes the place for a submission, or names the other that has it.
    async fn occupy(&self, row: &submission::Model) -> Result<Option<String>, RegistryError> {
        let key = (row.organisation.clone(), row.application.clone(), row.sequence.clone());
        match occupation::Entity::find_by_id(key).one(&self.tx).await? {
            Some(holder) if holder.number == row.number => Ok(None),
            Some(holder) => Ok(Some(holder.number)),
            None => {
                let place = occupation::Model {
                    organisation: row.organisation.clone(),
                    application: row.application.clone(),
                    sequence: row.sequence.clone(),
                    number: row.number.clone(),
                };
                place.into_active_model().insert(&self.tx).await?;
                Ok(None)
            }
        }
    }
}

fn with_findings(row: submission::Model, found: &Verification) -> submission::Model {
    submission::Model {
        files: Some(signed(found.files)),
        bytes: Some(signed(found.bytes)),
        files_root: Some(found.files_root.clone()),
        findings_error: Some(signed(found.errors)),
        findings_warning: Some(signed(found.warnings)),
        findings_info: Some(signed(found.infos)),
        ..row
    }
}

fn released(row: submission::Model) -> submission::Model {
    submission::Model { lease_owner: None, lease_until: None, phase: None, last_error: None, ..row }
}
