//! From "every segment is durable" to R1: digest, store, registry, file. Each step can be done again after a crash.

use package::digests::Digests;
use package::head::Head;
use package::identity::{Carrier, PackageDigest};
use package::receipt::state::Offered;
use package::receipt::{Receipt, ReceiptError};
use package::time::UtcTime;

use super::state::Intake;
use crate::clock::Moment;
use crate::inbox::entry::{Complete, EntryError, Found};
use crate::registry::delivery::Delivery;
use crate::registry::entity::{receipt, submission};
use crate::registry::error::RegistryError;
use crate::registry::query::Filter;
use crate::registry::signing::{Facts, SigningError};
use crate::store::{Name, Store};

/// A delivery that could not be made now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The store could not take the package.
    #[error(transparent)]
    File(#[from] durable::error::FileError),
    /// The inbox entry cannot be read.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The package is neither in the inbox nor in the store.
    #[error("the package of {0} is neither in the inbox nor in the store")]
    Gone(String),
    /// The registry failed, or the submission has moved on.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// R0 cannot be read.
    #[error("R0 of {0} is missing")]
    NoOffer(String),
    /// A stored receipt cannot be read.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The blocking thread failed.
    #[error("the storing thread failed")]
    Thread(#[from] tokio::task::JoinError),
}

/// Returns the package digest of everything that arrived.
pub fn digest(complete: &Complete) -> PackageDigest {
    digests(complete).package_digest()
}

/// Puts the package into the store and gives R1. The caller holds the submission.
///
/// # Errors
/// [`DeliveryError`]; the same call again goes on where this one stopped.
pub async fn deliver(
    intake: &Intake,
    row: &submission::Model,
    carrier: Carrier,
    complete: Complete,
) -> Result<receipt::Model, DeliveryError> {
    let last_byte = Moment::now();
    let now = intake.registry.submission(&row.number).await?;
    // A package that was replaced meanwhile must not touch the store any more.
    if now.epoch != row.epoch || !now.state.open() {
        let moved = RegistryError::MovedOn { number: now.number, epoch: now.epoch, attempt: now.attempt };
        return Err(moved.into());
    }
    let package_digest = digest(&complete);
    adopt(intake, &row.number, complete).await?;
    let delivery = Delivery { package_digest: package_digest.to_string(), last_byte };
    let offered = offered(intake, &row.number).await?;
    let sign = |facts: &Facts| sign(intake, &offered, carrier, package_digest, facts);
    let receipt = intake.registry.deliver(&row.number, row.epoch, &delivery, Moment::now(), sign).await?;
    intake.keep(&receipt).await;
    if let Err(error) = intake.inbox.forget(&row.number) {
        tracing::warn!(%error, number = row.number, "the inbox entry stays until the next start");
    }
    Ok(receipt)
}

/// Goes on with deliveries that a crash interrupted. Before any session begins.
///
/// # Errors
/// When the registry cannot be read; a single delivery that fails is left for its applicant to take up.
pub async fn recover(intake: &Intake) -> Result<(), DeliveryError> {
    for row in intake.registry.submissions(&Filter::default()).await? {
        if row.state.open()
            && let Err(error) = recover_one(intake, &row).await
        {
            tracing::warn!(%error, number = row.number, "a delivery could not go on");
        }
    }
    clear(intake).await
}

/// Removes from the inbox what is no longer arriving: delivered, superseded, lapsed.
///
/// # Errors
/// When the registry cannot be read or a folder cannot be removed.
pub async fn clear(intake: &Intake) -> Result<(), DeliveryError> {
    for number in intake.inbox.numbers().unwrap_or_default() {
        match intake.registry.submission(&number).await {
            Ok(row) if row.state.open() => {}
            Ok(_) => intake.inbox.forget(&number)?,
            // The inbox has files of its own beside the entries.
            Err(RegistryError::Unknown(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

async fn recover_one(intake: &Intake, row: &submission::Model) -> Result<(), DeliveryError> {
    let folder = intake.inbox.folder(&row.number, u32::try_from(row.epoch).unwrap_or_default());
    let Some((head, adopted)) = clear_part(intake, &folder, &row.number) else { return Ok(()) };
    let segments = head.header().segments;
    let bytes = head.bytes().to_vec();
    let complete = match Found::open(&folder, &bytes, segments)? {
        Found::Adopted(complete) => Some(complete),
        Found::Arriving(entry) if !adopted => entry.complete()?,
        Found::Arriving(_) => None,
    };
    let Some(complete) = complete else { return Ok(()) };
    let carrier = row.carrier.parse().unwrap_or(Carrier::QUIC);
    deliver(intake, row, carrier, complete).await?;
    tracing::info!(number = row.number, "delivered after a restart");
    Ok(())
}

/// Finds the clear part of a package, in the inbox or already in the store; true when it is in the store.
fn clear_part(intake: &Intake, folder: &std::path::Path, number: &str) -> Option<(Head, bool)> {
    let arriving = folder.join("package");
    if arriving.exists() {
        let mut file = std::fs::File::open(arriving).ok()?;
        return Some((Head::read(&mut file).ok()?, false));
    }
    // Without a journal nothing of this epoch had come: what lies in the store is of an earlier one.
    if !folder.join("journal").exists() {
        return None;
    }
    let mut file = std::fs::File::open(intake.delivered.place(&Name::package(number))).ok()?;
    Some((Head::read(&mut file).ok()?, true))
}

async fn adopt(intake: &Intake, number: &str, complete: Complete) -> Result<(), DeliveryError> {
    let (delivered, number) = (intake.delivered.clone(), number.to_owned());
    let bytes = digests(&complete).to_bytes();
    tokio::task::spawn_blocking(move || {
        let name = Name::package(&number);
        // Digests first: where the package is, they are.
        delivered.put(&Name::digests(&number), &bytes)?;
        match complete.package {
            Some(file) => Ok(delivered.adopt(&file, &name)?),
            None if delivered.holds(&name)? => Ok(()),
            None => Err(DeliveryError::Gone(number)),
        }
    })
    .await?
}

async fn offered(intake: &Intake, number: &str) -> Result<Offered, DeliveryError> {
    let receipts = intake.registry.receipts(number).await?;
    let first = receipts.iter().find(|row| row.kind == receipt::Kind::Offer);
    let first = first.ok_or_else(|| DeliveryError::NoOffer(number.to_owned()))?;
    Ok(Offered::read(Receipt::read(&first.cose)?).map_err(ReceiptError::from)?)
}

fn sign(
    intake: &Intake,
    offered: &Offered,
    carrier: Carrier,
    digest: PackageDigest,
    facts: &Facts,
) -> Result<Vec<u8>, SigningError> {
    let now = UtcTime::from_seconds(facts.time.seconds());
    Ok(offered.deliver(&intake.issuer, carrier, digest, now)?.receipt().bytes().to_vec())
}

fn digests(complete: &Complete) -> Digests {
    complete.digests.iter().copied().collect()
}
