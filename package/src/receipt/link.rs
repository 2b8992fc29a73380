//! What makes one receipt the next of another.

use super::Receipt;
use super::body::{Body, Kind};
use super::refusal::Stage;
use crate::identity::PackageDigest;

/// Why one receipt does not follow another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// A receipt of this kind, or refused at this stage, cannot stand here.
    #[error("a receipt \"{found}\" cannot follow {}", before.map_or("nothing", Kind::word))]
    Order {
        /// Kind of the receipt before, if there is one.
        before: Option<Kind>,
        /// Kind of the receipt read.
        found: Kind,
    },
    /// The member `after` is not the digest of the receipt before, or not null in the first.
    #[error("the receipt \"{0}\" does not name the receipt before it in \"after\"")]
    After(Kind),
    /// The receipts are about different packages.
    #[error("the receipt \"{0}\" is about another package, applicant or number than the one before")]
    OtherFiling(Kind),
    /// Lengths or segments differ.
    #[error("the package was offered and delivered with different lengths")]
    OtherSize,
    /// Digests of the delivered package differ.
    #[error("the receipt \"{0}\" names another package digest than the one before")]
    OtherDigest(Kind),
    /// The receipt is older than the one it follows.
    #[error("the receipt \"{0}\" is older than the one it follows")]
    Older(Kind),
}

/// Proves that nothing stands before a receipt.
pub(super) fn first(receipt: &Receipt) -> Result<(), LinkError> {
    if receipt.after().is_some() { Err(LinkError::After(receipt.kind())) } else { Ok(()) }
}

/// Proves that `next` names `before`, is about the same package, and is not older.
pub(super) fn follows(before: &Receipt, next: &Receipt) -> Result<(), LinkError> {
    if next.after() != Some(before.digest()) {
        return Err(LinkError::After(next.kind()));
    }
    if next.filing() != before.filing() {
        return Err(LinkError::OtherFiling(next.kind()));
    }
    if next.time() < before.time() {
        return Err(LinkError::Older(next.kind()));
    }
    Ok(())
}

/// Proves that a receipt is about the package that was delivered.
pub(super) fn same_package(delivered: PackageDigest, receipt: &Receipt) -> Result<(), LinkError> {
    if receipt.body().package_digest() == Some(delivered) {
        Ok(())
    } else {
        Err(LinkError::OtherDigest(receipt.kind()))
    }
}

/// Proves that a receipt is a refusal at this stage.
pub(super) fn refused_at(stage: Stage, before: Option<Kind>, receipt: &Receipt) -> Result<(), LinkError> {
    match receipt.body() {
        Body::Refused(refusal) if refusal.stage == stage => Ok(()),
        _ => Err(order(before, receipt)),
    }
}

pub(super) fn order(before: impl Into<Option<Kind>>, found: &Receipt) -> LinkError {
    LinkError::Order { before: before.into(), found: found.kind() }
}
