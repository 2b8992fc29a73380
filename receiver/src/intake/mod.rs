//! Intake: faces the network, takes sealed packages in, gives R0 and R1. It holds no key that opens a package.
//!
//! One task for each connection ([`session`], [`newcomer`]), one writing thread for each upload ([`writer`]), and two
//! tasks beside them: one keeps the lease of the role, one reads which certificates are revoked.

pub mod delivery;
pub mod keys;
mod log;
pub mod member;
pub mod newcomer;
pub mod offer;
pub mod question;
pub mod reason;
pub mod session;
pub mod space;
pub mod standing;
pub mod state;
pub mod upload;
pub mod uploads;
pub mod watch;
pub mod writer;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use durable::error::FileError;
use durable::lock::{Lock, LockError};
use package::identity::NotAnIdentity;
use package::log::folder::Folder;
use package::receipt::issuer::{IntakeIssuer, IssuerError};
use tokio::sync::watch as channel;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use transfer::carrier::congestion::Congestion;
use transfer::carrier::link::Closing;
use transfer::carrier::listen::{Arrival, Knock, Limits, ListenError, Listener};
use transfer::carrier::tuning::Tuning;

use crate::authority::keyring::{self, KeyringError};
use crate::clock::Moment;
use crate::config::places::{Config, key};
use crate::config::settings;
use crate::drain::Draining;
use crate::holder;
use crate::inbox::Inbox;
use crate::receipts::{KeepError, Receipts};
use crate::registry::database::Registry;
use crate::registry::entity::receipt::Kind;
use crate::registry::error::RegistryError;
use crate::registry::lease::INTAKE;
use crate::store::local::Local;
use crate::store::packages;
use keys::KeyError;
use member::{Member, Revoked, Seen};
use state::Intake;

/// An intake that listens, with everything made good that a crash left.
pub struct Running {
    intake: Arc<Intake>,
    listener: Listener,
    address: SocketAddr,
    owner: String,
    revoked: channel::Sender<Revoked>,
    _lock: Lock,
}

/// Intake cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// Another process has this inbox.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Another intake is active.
    #[error("another intake is active for this centre")]
    Active,
    /// A file or folder.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key of TLS.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Another key or certificate.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The key of the receipts is for something else.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// What a crash left cannot be made good.
    #[error(transparent)]
    Delivery(#[from] delivery::DeliveryError),
    /// A receipt's file cannot be made good.
    #[error(transparent)]
    Receipts(#[from] KeepError),
    /// The port.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The configured address or centre id is not one.
    #[error("{what} in config.toml: {found}")]
    Setting {
        /// Which setting.
        what: &'static str,
        /// What it says.
        found: String,
    },
    /// The system does not tell the port.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Takes the role, makes good what a crash left, and opens the port.
///
/// # Errors
/// [`IntakeError`].
pub async fn start(config: &Config, registry: Registry) -> Result<Running, IntakeError> {
    let inbox = Inbox::open(&config.inbox())?;
    let lock = Lock::acquire(&config.inbox().join(".lock"))?;
    let owner = holder::of(&config.inbox())?;
    take_role(&registry, &owner).await?;
    let (revoked, seen) = channel::channel(Arc::new(registry.revoked().await?));
    let intake = Arc::new(assemble(config, registry, inbox, seen)?);
    intake.receipts.mend(&intake.registry, &[Kind::Offer, Kind::Delivered]).await?;
    delivery::recover(&intake).await?;
    let listener = listen(config, &intake)?;
    let address = listener.address()?;
    hold(&intake, &owner, Some(address)).await?;
    Ok(Running { intake, listener, address, owner, revoked, _lock: lock })
}

impl Running {
    /// Returns where it listens on UDP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns where it listens on TCP, if it does.
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        self.listener.tcp_address()
    }

    /// Serves until the end is asked for, and then lets what was begun come to a good end.
    ///
    /// # Errors
    /// When another intake has taken the role.
    pub async fn run(self, mut draining: Draining) -> Result<(), IntakeError> {
        let (mut sessions, door) = (JoinSet::new(), draining.clone());
        // Side by side: a database that is slow to answer keeps nobody waiting at the door.
        let outcome = tokio::select! {
            () = self.admit(&mut sessions, &door) => Ok(()),
            error = self.upkeep() => Err(error),
            never = self.clearing() => match never {},
            () = draining.wait() => Ok(()),
        };
        self.listener.stop();
        let all = async { while sessions.join_next().await.is_some() {} };
        // Sessions end by themselves; a peer that does not let go is left behind.
        let _ = tokio::time::timeout(FAREWELL, all).await;
        self.listener.close();
        let _ = tokio::time::timeout(Duration::from_secs(1), self.listener.drained()).await;
        self.release().await;
        outcome
    }

    /// Lets peers in until the port is closed.
    async fn admit(&self, sessions: &mut JoinSet<()>, draining: &Draining) {
        loop {
            tokio::select! {
                knock = self.listener.knock() => match knock {
                    Some(knock) => {
                        sessions.spawn(serve(Arc::clone(&self.intake), knock, draining.clone()));
                    }
                    None => return,
                },
                Some(ended) = sessions.join_next() => if let Err(error) = ended {
                    tracing::error!(%error, "a session failed");
                },
            }
        }
    }

    async fn upkeep(&self) -> IntakeError {
        let mut upkeep = tokio::time::interval(UPKEEP);
        upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            upkeep.tick().await;
            if let Err(error) = self.keep_up().await {
                return error;
            }
        }
    }

    async fn clearing(&self) -> Infallible {
        let mut clearing = tokio::time::interval(CLEARING);
        loop {
            clearing.tick().await;
            if let Err(error) = delivery::clear(&self.intake).await {
                tracing::warn!(%error, "the inbox keeps what nobody sends any more");
            }
        }
    }

    /// Keeps the role and reads which certificates are revoked.
    async fn keep_up(&self) -> Result<(), IntakeError> {
        match hold(&self.intake, &self.owner, Some(self.address)).await {
            Err(IntakeError::Registry(error)) => tracing::warn!(%error, "the registry does not answer"),
            other => other?,
        }
        match self.intake.registry.revoked().await {
            Ok(serials) => {
                self.revoked.send_replace(Arc::new(serials));
            }
            Err(error) => tracing::warn!(%error, "the registry does not answer"),
        }
        Ok(())
    }

    async fn release(&self) {
        let now = Moment::now();
        let held = self.intake.registry.hold(INTAKE, &self.owner, None, now, now).await;
        if let Ok(Some(lease)) = held
            && let Err(error) = self.intake.registry.release(&lease).await
        {
            tracing::warn!(%error, "the role lapses by itself");
        }
    }
}

async fn serve(intake: Arc<Intake>, knock: Knock, draining: Draining) {
    let (peer, transport) = (knock.peer(), knock.transport());
    match knock.open().await {
        Ok(Arrival::Member(arrival)) => {
            let subject = &arrival.subject;
            let Ok(organisation) = subject.id.parse() else {
                return arrival.link.close(Closing::Protocol);
            };
            let (serial, not_after) = (subject.serial.clone(), subject.not_after);
            tracing::info!(%peer, %transport, %organisation, serial, "session");
            let member = Member { organisation, serial, not_after };
            session::run(intake, arrival, member, draining).await;
        }
        Ok(Arrival::Newcomer(newcomer)) => {
            tracing::info!(%peer, %transport, "newcomer");
            newcomer::run(intake, newcomer).await;
        }
        Err(error) => tracing::info!(%peer, %transport, %error, "not let in"),
    }
}

fn assemble(
    config: &Config,
    registry: Registry,
    inbox: Inbox,
    revoked: channel::Receiver<Revoked>,
) -> Result<Intake, IntakeError> {
    let delivered = Local::open(packages::SEALED, &config.delivered())?;
    let receipts = Local::open("receipts", &config.receipts())?;
    let code = &config.settings.centre.code;
    Ok(Intake {
        registry,
        delivered,
        receipts: Receipts::new(Arc::new(receipts)),
        log: Folder::at(config.log()),
        issuer: IntakeIssuer::new(keyring::intake_signer(config)?)?,
        anchor: keyring::anchor(config)?,
        centre: code.parse().map_err(|_: NotAnIdentity| setting("centre.code", code))?,
        card: config.public(key::CARD_DOCUMENT),
        places: space::Places {
            sealed: inbox.root().to_owned(),
            backup: config.backup_sealed().folder().map(nearest),
            work: nearest(&config.work()),
            archive: config.archive().folder().map(nearest),
            quota: config.settings.policy.quota_bytes,
        },
        inbox,
        expiry: u64::from(config.settings.policy.expiry_days) * DAY,
        uploads: uploads::Uploads::default(),
        revoked,
    })
}

/// The folder itself, or the nearest one above it that this role can see: it lies on the same device.
fn nearest(path: &Path) -> PathBuf {
    path.ancestors().find(|path| path.exists()).unwrap_or(path).to_owned()
}

fn listen(config: &Config, intake: &Intake) -> Result<Listener, IntakeError> {
    let listen = &config.settings.network.listen;
    let at = listen.parse().map_err(|_| setting("network.listen", listen))?;
    let own = keys::credentials(config)?;
    let usual = Limits::default();
    let over_tcp = if config.settings.network.tcp { usual.over_tcp } else { 0 };
    let limits = Limits { segments: SEGMENTS, over_tcp, ..usual };
    let revocations = Arc::new(Seen::new(intake.revoked.clone()));
    let tuning = Tuning { congestion: congestion(config), ..Tuning::default() };
    let listener = Listener::bind(at, intake.anchor.der(), &own, revocations, &tuning, &limits)?;
    let granted = listener.buffers();
    if granted.receive < tuning.socket_buffer {
        tracing::warn!(
            granted = granted.receive,
            "the kernel grants small UDP buffers: raise net.core.rmem_max"
        );
    }
    Ok(listener)
}

fn congestion(config: &Config) -> Congestion {
    match config.settings.network.congestion {
        settings::Congestion::Bbr => Congestion::Bbr,
        settings::Congestion::Cubic => Congestion::Cubic,
    }
}

/// Takes the role at the start. An intake that was killed left its lease: the same inbox takes it over at once, another
/// one waits until it has lapsed.
async fn take_role(registry: &Registry, owner: &str) -> Result<(), IntakeError> {
    let end = Moment::now().plus_seconds(LEASE + 1);
    while Moment::now() < end {
        let now = Moment::now();
        if registry.hold(INTAKE, owner, None, now.plus_seconds(LEASE), now).await?.is_some() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Err(IntakeError::Active)
}

async fn hold(intake: &Intake, owner: &str, address: Option<SocketAddr>) -> Result<(), IntakeError> {
    let now = Moment::now();
    let address = address.map(|address| address.to_string());
    let until = now.plus_seconds(LEASE);
    match intake.registry.hold(INTAKE, owner, address.as_deref(), until, now).await? {
        Some(_) => Ok(()),
        None => Err(IntakeError::Active),
    }
}

fn setting(what: &'static str, found: &str) -> IntakeError {
    IntakeError::Setting { what, found: found.to_owned() }
}

/// How often the role is kept and revocations are read: a revocation acts within this and a session's tick.
const UPKEEP: Duration = Duration::from_secs(1);
/// How often the inbox is cleared of what is no longer arriving.
const CLEARING: Duration = Duration::from_secs(60);
/// Seconds for which the role is taken.
const LEASE: u64 = 10;
/// Segments of all sessions together that are in memory, a MiB each.
const SEGMENTS: usize = 80;
/// How long sessions may take to end.
const FAREWELL: Duration = Duration::from_secs(15);
const DAY: u64 = 86_400;
