//! Receipts and the log: what proves that a receipt stands in it.

use crypto::digest::Sha256Digest;
use crypto::inclusion::{Inclusion, InclusionError, NoInclusion};
use crypto::sign1::Proofs;

use super::checkpoint::{LogKeys, SignedCheckpoint};
use super::reader::{Files, ReadError, Reader};
use super::{Entry, entry};
use crate::receipt::Receipt;

/// Where a receipt was proven to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The receipt's entry.
    pub entry: Entry,
    /// Its place in the log, from 0.
    pub index: u64,
    /// Entries of the tree that the proof is of.
    pub size: u64,
    /// The signed root of that tree.
    pub root: Sha256Digest,
}

/// Why a receipt's proof shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofFault {
    /// It is none.
    #[error(transparent)]
    Form(#[from] NoInclusion),
    /// It does not hold under a key of the log.
    #[error(transparent)]
    Inclusion(#[from] InclusionError),
    /// The card names no log, so that nobody can say whose proof it is.
    #[error("the card names no key of a log")]
    NoLog,
}

/// Makes the proofs of the entry at `index`, as they go into a receipt's unprotected map.
///
/// # Errors
/// When the checkpoint does not reach so far, or a tile cannot be read.
pub fn of(
    files: &dyn Files,
    checkpoint: &SignedCheckpoint,
    index: u64,
    salt: &[u8],
) -> Result<Proofs, ReadError> {
    let path = Reader::new(files, checkpoint.size()).inclusion(index)?;
    let inclusion =
        Inclusion { size: checkpoint.size(), index, path, signature: *checkpoint.root_signature() };
    Ok(Proofs { receipts: vec![inclusion.to_bytes()], salt: salt.to_vec() })
}

/// Verifies every proof that a receipt carries. Gives where it stands by the first; none if it carries none.
///
/// # Errors
/// When one of them does not hold.
pub fn verify(receipt: &Receipt, log: Option<&LogKeys>) -> Result<Option<Standing>, ProofFault> {
    let Some(proofs) = receipt.proofs() else { return Ok(None) };
    let log = log.ok_or(ProofFault::NoLog)?;
    let entry = entry(&proofs.salt, &receipt.bare_bytes());
    let mut first = None;
    for bytes in &proofs.receipts {
        let standing = one(&Inclusion::parse(bytes)?, entry, log)?;
        first.get_or_insert(standing);
    }
    Ok(first)
}

fn one(inclusion: &Inclusion, entry: Entry, log: &LogKeys) -> Result<Standing, ProofFault> {
    let mut fault = ProofFault::NoLog;
    for key in &log.keys {
        match inclusion.verify(key, entry.as_bytes()) {
            Ok(root) => return Ok(Standing { entry, index: inclusion.index, size: inclusion.size, root }),
            Err(error) => fault = error.into(),
        }
    }
    Err(fault)
}
