//! The evidence that goes with a hand-over: what the archive holds beside the dossier, and the receipts of the registry.

use crypto::digest::Sha256Digest;
use package::receipt::Receipt;

use super::Handover;
use super::archived::Archived;
use super::error::HandoverError;
use crate::registry::entity::receipt::Kind;

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
    let receipts = receipts(handover)?;
    for (name, bytes) in &evidence {
        if let Some(file) = name.strip_prefix("receipts/")
            && !receipts.iter().any(|(given, cose)| given == file && cose == bytes)
        {
            return Err(HandoverError::unsound(
                format!("archive: evidence/{name}"),
                &"the registry has another one",
            ));
        }
    }
    evidence.retain(|(name, _)| !name.starts_with("receipts/"));
    evidence.extend(receipts.into_iter().map(|(file, cose)| (format!("receipts/{file}"), cose)));
    Ok(evidence)
}

/// The receipts, by the names of their files; each is read again, and R3 says "registered".
///
/// # Errors
/// [`HandoverError::Unsound`].
pub fn receipts(handover: &Handover<'_>) -> Result<Evidence, HandoverError> {
    let number = &handover.row.number;
    let mut receipts = Vec::new();
    for row in handover.receipts {
        let file = format!("{}.cose", row.kind.file_stem());
        let unsound = |reason: &dyn std::fmt::Display| {
            HandoverError::unsound(format!("registry: {number}/{file}"), reason)
        };
        Receipt::read(&row.cose).map_err(|error| unsound(&error))?;
        if Sha256Digest::of(&row.cose).to_string() != row.digest {
            return Err(unsound(&"it is not the one that was given"));
        }
        receipts.push((file, row.cose.clone()));
    }
    if handover.receipts.iter().any(|row| row.kind == Kind::Registered) {
        Ok(receipts)
    } else {
        Err(HandoverError::unsound(format!("registry: {number}"), &"R3 is missing"))
    }
}
