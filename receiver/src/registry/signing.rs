//! What a receipt says that only the registry knows: the number, the time, and what came before.
//!
//! A receipt is signed inside the transaction that changes the state, because number and time stand in it. The caller
//! hands a closure from these facts to the signed bytes; the closure must be quick and must not touch the registry.

use super::entity::{receipt, submission};
use crate::clock::Moment;

/// Why a caller's closure could not sign.
pub type SigningError = Box<dyn std::error::Error + Send + Sync>;

/// The facts of one receipt.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Which receipt to sign.
    pub kind: receipt::Kind,
    /// The time to write: the centre's clock, never earlier than the log's last event.
    pub time: Moment,
    /// SHA-256 (hex) of the preceding receipt of this package, none for the first.
    pub after: Option<String>,
    /// The row as it will be committed.
    pub submission: submission::Model,
    /// The receipt that already holds this application and sequence, or the refusal that this root follows.
    pub earlier: Option<Earlier>,
}

/// An earlier submission of the same sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub number: String,
    /// SHA-256 (hex) of its last receipt; none if it has none.
    pub receipt_sha256: Option<String>,
}
