//! The desk: holds the decryption key and has no port. It takes its work from the registry: opens, proves, checks,
//! copies, signs R2 and R3, and signs the certificates that applicants ask for.
//!
//! [`shift`] is the work on submissions, [`job`] one of them; [`log`] makes the evidence log from the registry's events.
//! What else runs beside them stands in [`crate::serve::desk`].

pub mod ahead;
pub mod archiving;
pub mod backbones;
pub mod bench;
pub mod copy;
pub mod delivered;
pub mod earlier;
pub mod findings;
pub mod given;
pub mod in_hand;
pub mod job;
pub mod log;
pub mod opening;
pub mod progress;
pub mod rules;
pub mod shift;
pub mod snapshot;
pub mod state;
pub mod verdict;
pub mod worker;

use std::sync::Arc;

use durable::error::FileError;
use durable::folder;
use durable::lock::{Lock, LockError};
use package::receipt::{self, issuer::DeskIssuer};
use package::time::UtcTime;

use crate::authority::card::RenewCardError;
use crate::authority::issuer::IssuerError;
use crate::authority::keyring::{self, KeyringError};
use crate::authority::log::LogKeyError;
use crate::clock::Moment;
use crate::config::location::Location;
use crate::config::places::Config;
use crate::holder;
use crate::receipts::{KeepError, Receipts};
use crate::registry::database::Registry;
use crate::registry::entity::receipt::Kind;
use crate::registry::error::RegistryError;
use crate::store::local::Local;
use crate::store::packages;
use ahead::Ahead;
use archiving::{Archive, ArchivingError};
use backbones::Backbones;
use in_hand::InHand;
use log::scribe::LogError;
use state::Desk;

/// The desk cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// Another process has this bench.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file or folder.
    #[error(transparent)]
    File(#[from] FileError),
    /// A store of sealed packages.
    #[error(transparent)]
    Packages(#[from] packages::OpenError),
    /// A key or certificate.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The key of the receipts is for something else.
    #[error(transparent)]
    Receipt(#[from] receipt::issuer::IssuerError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A receipt's file cannot be made good.
    #[error(transparent)]
    Receipts(#[from] KeepError),
    /// The archive cannot be written.
    #[error(transparent)]
    Archive(#[from] ArchivingError),
    /// The CA does not work.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// There is no card.
    #[error(transparent)]
    Card(#[from] RenewCardError),
    /// The evidence log has no key.
    #[error(transparent)]
    LogKey(#[from] LogKeyError),
    /// The evidence log cannot be written, or was changed.
    #[error("the evidence log: {0}")]
    Log(#[from] LogError),
}

/// Takes the one bench of this home: whoever has its lock is the desk.
///
/// # Errors
/// [`DeskError::Lock`] when another process is, or what the system answers.
pub fn lock(config: &Config) -> Result<Lock, DeskError> {
    let bench = config.work();
    folder::create(&bench)?;
    Ok(Lock::acquire(&bench.join(".lock"))?)
}

/// Loads the keys and opens the stores, and makes good what a crash left. The caller has the [`lock`].
///
/// # Errors
/// [`DeskError`].
pub async fn take_up(config: &Config, registry: Registry) -> Result<Desk, DeskError> {
    let desk = assemble(config, registry)?;
    clear(&desk)?;
    desk.tidy_all();
    desk.registry.take_back(&desk.owner).await?;
    desk.receipts.mend(&desk.registry, &[Kind::Verified, Kind::Registered, Kind::Refused]).await?;
    desk.receipts_backup.mend(&desk.registry, &Kind::ALL).await?;
    desk.archive.mend(&desk.registry, UtcTime::from_seconds(Moment::now().seconds())).await?;
    Ok(desk)
}

fn assemble(config: &Config, registry: Registry) -> Result<Desk, DeskError> {
    let receipts = Local::open("receipts", &config.receipts())?;
    let receipts_backup = Local::open(packages::BACKUP, &config.receipts_backup())?;
    let delivered = match config.sealed() {
        Location::Folder(_) => None,
        Location::S3(_) => Some(Local::open("delivered", &config.delivered())?),
    };
    let signer = keyring::desk_signer(config)?;
    Ok(Desk {
        registry,
        owner: holder::of(&config.work())?,
        sealed: packages::sealed(config)?,
        delivered,
        backup: packages::backup(config)?,
        receipts: Receipts::new(Arc::new(receipts)),
        receipts_backup: Receipts::new(Arc::new(receipts_backup)),
        backbones: Backbones::open(config.backbones())?,
        archive: Archive::open(config, &signer)?,
        bench: config.work(),
        key: keyring::decryption_key(config)?,
        escrow: keyring::escrow(config)?,
        issuer: DeskIssuer::new(signer)?,
        policy: config.settings.policy.clone(),
        in_hand: InHand::default(),
        ahead: Ahead::default(),
    })
}

/// Removes what a crash left on the bench: it is plain text.
fn clear(desk: &Desk) -> Result<(), DeskError> {
    let Ok(left) = std::fs::read_dir(&desk.bench) else { return Ok(()) };
    for entry in left.flatten().filter(|entry| entry.path().is_dir()) {
        folder::remove(&entry.path())?;
    }
    Ok(())
}
