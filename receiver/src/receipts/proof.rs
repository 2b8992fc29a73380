//! The log's proof in a receipt (RFC 9942), attached when it is handed to anybody.

use crypto::sign1::{ParseError, Signed};
use package::log::checkpoint::SignedCheckpoint;
use package::log::folder::Folder;
use package::log::proof;
use package::log::reader::ReadError;

use crate::registry::entity::receipt;

/// A proof could not be attached.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AttachError {
    /// A file of the log.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The signed bytes of the receipt.
    #[error(transparent)]
    Receipt(#[from] ParseError),
}

/// Whether a checkpoint has come as far as a receipt.
pub fn covers(newest: &SignedCheckpoint, row: &receipt::Model) -> bool {
    u64::try_from(row.position).is_ok_and(|index| index < newest.size())
}

/// The receipt with its proof under a checkpoint that covers it, by the salt of its event.
///
/// # Errors
/// [`AttachError`].
pub fn attach(
    row: &receipt::Model,
    salt: &[u8],
    log: &Folder,
    newest: &SignedCheckpoint,
) -> Result<Vec<u8>, AttachError> {
    let index = u64::try_from(row.position).unwrap_or(u64::MAX);
    let proofs = proof::of(log, newest, index, salt)?;
    Ok(Signed::parse(&row.cose)?.with_proofs(proofs).to_bytes())
}
