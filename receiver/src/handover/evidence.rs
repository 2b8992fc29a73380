//! The evidence that goes with a hand-over: what the archive holds beside the dossier, and the receipts of the registry.

use crypto::digest::Sha256Digest;
use crypto::sign1::Signed;
use package::log::checkpoint::SignedCheckpoint;
use package::log::folder::{CHECKPOINT, Folder};
use package::receipt::Receipt;

use super::Handover;
use super::archived::Archived;
use super::error::HandoverError;
use crate::authority::keyring;
use crate::receipts::proof;
use crate::registry::entity::receipt::{self, Kind};

/// Files with their bytes, by paths below `evidence/`.
pub type Evidence = Vec<(String, Vec<u8>)>;

/// All evidence of a submission. Receipts are the registry's: R2 and R3 may still be on their way into the archive.
///
/// # Errors
/// [`HandoverError`].
pub fn of(handover: &Handover<'_>, archived: &Archived<'_>) -> Result<Evidence, HandoverError> {
    let mut evidence = archived.evidence()?;
    let statement = evidence.iter().find(|(name, _)| name == "statement.cose");
    let signed = statement.map(|(_, bytes)| Sha256Digest::of(bytes).to_string());
    if signed.as_ref() != Some(&handover.row.statement_sha256) {
        return Err(HandoverError::unsound(
            "archive: evidence/statement.cose",
            &"it is not the one that was received",
        ));
    }
    for (name, bytes) in &evidence {
        if let Some(file) = name.strip_prefix("receipts/")
            && !handover.receipts.iter().any(|row| file_of(row) == file && is_of(row, bytes))
        {
            let file = format!("archive: evidence/{name}");
            return Err(HandoverError::unsound(file, &"the registry has another one"));
        }
    }
    evidence.retain(|(name, _)| !name.starts_with("receipts/"));
    evidence.extend(receipts(handover)?.into_iter().map(|(file, cose)| (format!("receipts/{file}"), cose)));
    Ok(evidence)
}

/// The receipts, by the names of their files: each is read again, R3 says "registered", and those that the evidence log
/// has under a checkpoint carry its proof.
///
/// # Errors
/// [`HandoverError::Unsound`].
pub fn receipts(handover: &Handover<'_>) -> Result<Evidence, HandoverError> {
    let number = &handover.row.number;
    let log = Folder::at(handover.config.log());
    let newest = checkpoint(handover, &log);
    let mut receipts = Vec::new();
    for (row, salt) in handover.receipts.iter().zip(handover.salts) {
        let file = file_of(row);
        let unsound = |reason: &dyn std::fmt::Display| {
            HandoverError::unsound(format!("registry: {number}/{file}"), reason)
        };
        Receipt::read(&row.cose).map_err(|error| unsound(&error))?;
        if Sha256Digest::of(&row.cose).to_string() != row.digest {
            return Err(unsound(&"it is not the one that was given"));
        }
        let newest = newest.as_ref().filter(|newest| proof::covers(newest, row));
        let proven = salt.as_ref().zip(newest).map(|(salt, newest)| proof::attach(row, salt, &log, newest));
        let cose = proven.and_then(|proven| told(proven, "a receipt goes without the log's proof"));
        receipts.push((file, cose.unwrap_or_else(|| row.cose.clone())));
    }
    if handover.receipts.iter().any(|row| row.kind == Kind::Registered) {
        Ok(receipts)
    } else {
        Err(HandoverError::unsound(format!("registry: {number}"), &"R3 is missing"))
    }
}

/// The newest checkpoint under the keys that the card names. Without one receipts go as they were signed.
fn checkpoint(handover: &Handover<'_>, log: &Folder) -> Option<SignedCheckpoint> {
    let silent = "the receipts go without the log's proof";
    let keys = told(keyring::card(handover.config), silent)?.face().log.clone()?;
    let text = told(log.text(CHECKPOINT), silent)??;
    told(SignedCheckpoint::read(&text, &keys), silent)
}

fn told<T>(found: Result<T, impl std::error::Error>, consequence: &str) -> Option<T> {
    found.inspect_err(|error| tracing::warn!(%error, "{consequence}")).ok()
}

fn file_of(row: &receipt::Model) -> String {
    format!("{}.cose", row.kind.file_stem())
}

/// Whether bytes are a receipt, with or without a proof of the log, which nobody signs.
fn is_of(row: &receipt::Model, bytes: &[u8]) -> bool {
    Signed::parse(bytes).is_ok_and(|signed| signed.without_unprotected().to_bytes() == row.cose)
}
