//! The desk: holds the decryption key and has no port. It takes its work from the registry: opens, proves, checks,
//! copies, signs R2 and R3, and signs the certificates that applicants ask for.
//!
//! [`shift`] is the work on submissions, [`job`] one of them; beside it run the evidence [`log`], the signing of
//! enrolments, the lapsing of old offers, and the sweeps of [`crate::fixity`].

pub mod archiving;
pub mod backbones;
pub mod bench;
pub mod copy;
pub mod earlier;
pub mod findings;
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
use std::time::Duration;

use durable::error::FileError;
use durable::folder;
use durable::lock::{Lock, LockError};
use package::receipt::{self, issuer::DeskIssuer};
use package::time::UtcTime;

use crate::authority;
use crate::authority::card::{self, RenewCardError};
use crate::authority::issuer::{Issuer, IssuerError};
use crate::authority::keyring::{self, KeyringError};
use crate::authority::log::LogKeyError;
use crate::clock::Moment;
use crate::config::places::{self, Config};
use crate::fixity::sweeper::{self, Sweeper};
use crate::receipts::{KeepError, Receipts};
use crate::registry::database::Registry;
use crate::registry::entity::receipt::Kind;
use crate::registry::error::RegistryError;
use crate::serve::drain::Draining;
use crate::serve::identity;
use crate::store::local::Local;
use archiving::{Archive, ArchivingError};
use backbones::Backbones;
use in_hand::InHand;
use log::{LogError, Scribe};
use state::Desk;

/// A desk that is ready to work.
pub struct Running {
    desk: Arc<Desk>,
    issuer: Issuer,
    config: Config,
    scribe: Option<Scribe>,
    sweeper: Sweeper,
    _lock: Lock,
}

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

/// Loads the keys and makes good what a crash left.
///
/// # Errors
/// [`DeskError`].
pub async fn start(config: &Config, registry: Registry) -> Result<Running, DeskError> {
    let lock = lock(config)?;
    let desk = take_up(config, registry).await?;
    let issuer = Issuer::open(config)?;
    if authority::log::ensure(config)? {
        tracing::info!("the evidence log has a key now, and the card names it");
    }
    upkeep(config, &desk.registry, &issuer).await?;
    if folder::same_device(&config.sealed(), &config.backup()) {
        tracing::warn!("the second copy lies on the device of the first: one broken disk takes both");
    }
    let scribe = log::start(config, &desk.registry).await?;
    let desk = Arc::new(desk);
    let sweeper = Sweeper::new(config, Arc::clone(&desk))?;
    Ok(Running { desk, issuer, config: config.clone(), scribe, sweeper, _lock: lock })
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
    desk.registry.take_back(&desk.owner).await?;
    desk.receipts.mend(&desk.registry, &[Kind::Verified, Kind::Registered, Kind::Refused]).await?;
    desk.receipts_backup.mend(&desk.registry, &Kind::ALL).await?;
    desk.archive.mend(&desk.registry, UtcTime::from_seconds(Moment::now().seconds())).await?;
    Ok(desk)
}

impl Running {
    /// Works until the end is asked for. A job in hand is given back, not finished: another desk goes on with it.
    pub async fn run(self, draining: Draining) {
        let Self { desk, issuer, config, scribe, sweeper, _lock } = self;
        tokio::join!(
            shift::run(&desk, draining.clone()),
            enrolments(&desk.registry, &issuer, draining.clone()),
            log::run(&config, &desk.registry, scribe, draining.clone()),
            sweeper::run(&sweeper, &config, draining.clone()),
            calendar(&config, &desk.registry, &issuer, draining),
        );
    }
}

async fn enrolments(registry: &Registry, issuer: &Issuer, mut draining: Draining) {
    while !draining.begun() {
        match issuer.answer_waiting(registry, Moment::now()).await {
            Ok(_) => draining.sleep(POLL).await,
            Err(error) => {
                tracing::warn!(%error, "requests for certificates wait");
                draining.sleep(PAUSE).await;
            }
        }
    }
}

/// What is due by the clock: offers lapse, the centre's own certificates and card are made anew, the registry is copied.
async fn calendar(config: &Config, registry: &Registry, issuer: &Issuer, mut draining: Draining) {
    while !draining.begun() {
        if let Err(error) = upkeep(config, registry, issuer).await {
            tracing::error!(%error, "the centre's certificates or its card could not be made anew");
        }
        match registry.expire(Moment::now()).await {
            Ok(gone) => gone.iter().for_each(|row| tracing::info!(number = row.number, "the offer lapsed")),
            Err(error) => tracing::warn!(%error, "offers cannot lapse now"),
        }
        match snapshot::daily(&config.backup(), registry, Moment::now()).await {
            Ok(Some(copy)) => tracing::info!(copy = %copy.display(), "the registry was copied"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the registry has no copy of today"),
        }
        draining.sleep(CALENDAR).await;
    }
}

async fn upkeep(config: &Config, registry: &Registry, issuer: &Issuer) -> Result<(), DeskError> {
    let now = Moment::now();
    for role in issuer.renew_own(config, registry, now).await? {
        tracing::info!(
            role = role.unit(),
            "the centre's certificate was made anew; restart the role that uses it"
        );
    }
    let mut revoked: Vec<String> = registry.revoked().await?.into_keys().collect();
    revoked.sort_unstable();
    card::refresh(config, &revoked, now)?;
    Ok(())
}

fn assemble(config: &Config, registry: Registry) -> Result<Desk, DeskError> {
    let backup = config.backup();
    let receipts = Local::open("receipts", &config.receipts())?;
    let receipts_backup = Local::open("backup", &backup.join("receipts"))?;
    let signer = keyring::desk_signer(config)?;
    Ok(Desk {
        registry,
        owner: identity::of(&config.work())?,
        sealed: Arc::new(Local::open("sealed", &config.sealed())?),
        backup: Arc::new(Local::open("backup", &backup.join(places::SEALED))?),
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

/// How often a request is looked for.
const POLL: Duration = Duration::from_millis(250);
/// The wait after the registry failed.
const PAUSE: Duration = Duration::from_secs(2);
/// How often it is looked at what is due.
const CALENDAR: Duration = Duration::from_secs(30);
