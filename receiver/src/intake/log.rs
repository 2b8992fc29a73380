//! What intake shows of the evidence log: its newest checkpoint with a consistency proof, and proofs for receipts.
//!
//! Intake holds no key of the log. It reads what the desk has written, and every root there is signed already.

use package::log::checkpoint::SignedCheckpoint;
use package::log::folder::CHECKPOINT;
use package::log::reader::{ReadError, Reader};
use transfer::message::part;

use super::standing;
use super::state::{Intake, NoCard};
use crate::receipts::proof::{self, AttachError};
use crate::registry::entity::receipt;
use crate::registry::error::RegistryError;

/// The log cannot be shown now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
enum ShowError {
    /// A file of the log.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The card, which names the log's keys.
    #[error(transparent)]
    Card(#[from] NoCard),
    /// The salt of an entry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The proof in a receipt.
    #[error(transparent)]
    Attach(#[from] AttachError),
}

impl Intake {
    /// The newest checkpoint, and the proof that it only added to the one of `held` entries that the applicant keeps.
    pub fn shown(&self, held: Option<u64>) -> Option<part::Log> {
        self.show(held).unwrap_or_else(|error| {
            tracing::error!(%error, "the evidence log cannot be shown: applicants who know it will ask why");
            None
        })
    }

    /// A receipt on its way, with the log's proof if the log has come so far.
    pub async fn proven(&self, row: &receipt::Model) -> part::Receipt {
        self.proven_or_later(row).await.unwrap_or_else(|| standing::on_wire(row))
    }

    /// A receipt on its way with the log's proof; none while the log has not come so far. A log that cannot be read is
    /// not waited for.
    pub async fn proven_or_later(&self, row: &receipt::Model) -> Option<part::Receipt> {
        let bare = standing::on_wire(row);
        match self.prove(row).await {
            Ok(cose) => cose.map(|cose| part::Receipt { cose, ..bare }),
            Err(error) => {
                tracing::warn!(%error, number = row.number, "the receipt goes without the log's proof");
                Some(bare)
            }
        }
    }

    fn show(&self, held: Option<u64>) -> Result<Option<part::Log>, ShowError> {
        let Some(newest) = self.checkpoint()? else { return Ok(None) };
        let possible = held.filter(|held| (1..newest.size()).contains(held));
        let proof = match possible {
            Some(held) => Reader::new(&self.log, newest.size()).consistency(held)?,
            None => Vec::new(),
        };
        let proof = proof.into_iter().map(|hash| (*hash.as_bytes()).into()).collect();
        Ok(Some(part::Log { checkpoint: newest.text(), proof }))
    }

    async fn prove(&self, row: &receipt::Model) -> Result<Option<Vec<u8>>, ShowError> {
        let Some(newest) = self.checkpoint()?.filter(|newest| proof::covers(newest, row)) else {
            return Ok(None);
        };
        let Some(salt) = self.registry.salt(row.position).await? else { return Ok(None) };
        Ok(Some(proof::attach(row, &salt, &self.log, &newest)?))
    }

    /// The newest checkpoint under the keys that the card names; none until the desk has written one that they sign.
    fn checkpoint(&self) -> Result<Option<SignedCheckpoint>, ShowError> {
        let Some(keys) = self.card()?.face().log.clone() else { return Ok(None) };
        let Some(text) = self.log.text(CHECKPOINT).map_err(ReadError::from)? else { return Ok(None) };
        match SignedCheckpoint::read(&text, &keys) {
            Ok(newest) => Ok(Some(newest)),
            Err(error) => {
                tracing::error!(%error, file = %self.log.root().join(CHECKPOINT).display(), "no checkpoint of this log");
                Ok(None)
            }
        }
    }
}
