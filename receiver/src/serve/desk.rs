//! The desk at work: the submissions, and beside them the evidence log, the signing of enrolments, the sweeps, and what is
//! due by the clock.

use std::sync::Arc;
use std::time::Duration;

use durable::lock::Lock;

use crate::authority;
use crate::authority::card;
use crate::authority::issuer::Issuer;
use crate::clock::Moment;
use crate::config::check;
use crate::config::places::Config;
use crate::desk::log::scribe::Scribe;
use crate::desk::state::Desk;
use crate::desk::{self, DeskError, ahead, delivered, log, shift, snapshot};
use crate::drain::Draining;
use crate::fixity::sweeper::{self, Sweeper};
use crate::inbox::Inbox;
use crate::registry::database::Registry;

/// A desk that is ready to work.
pub struct Running {
    desk: Arc<Desk>,
    issuer: Issuer,
    config: Config,
    scribe: Option<Scribe>,
    sweeper: Sweeper,
    _lock: Lock,
}

/// Loads the keys and makes good what a crash left.
///
/// # Errors
/// [`DeskError`].
pub async fn start(config: &Config, registry: Registry) -> Result<Running, DeskError> {
    let lock = desk::lock(config)?;
    let desk = desk::take_up(config, registry).await?;
    let issuer = Issuer::open(config)?;
    if authority::log::ensure(config)? {
        tracing::info!("the evidence log has a key now, and the card names it");
    }
    upkeep(config, &desk.registry, &issuer).await?;
    if let Some(store) = check::too_near(config) {
        tracing::warn!(%store, "the second copy lies on the device or the server of the first: one fault takes both");
    }
    let scribe = log::start(config, &desk.registry).await?;
    let desk = Arc::new(desk);
    let sweeper = Sweeper::new(config, Arc::clone(&desk))?;
    Ok(Running { desk, issuer, config: config.clone(), scribe, sweeper, _lock: lock })
}

impl Running {
    /// Works until the end is asked for. A job in hand is given back, not finished: another desk goes on with it.
    pub async fn run(self, draining: Draining) {
        let Self { desk, issuer, config, scribe, sweeper, _lock } = self;
        let inbox = Inbox::at(&config.inbox());
        tokio::join!(
            shift::run(&desk, draining.clone()),
            ahead::run(&desk, &inbox, draining.clone()),
            enrolments(&desk.registry, &issuer, draining.clone()),
            log::run(&config, &desk.registry, scribe, draining.clone()),
            sweeper::run(&sweeper, &config, draining.clone()),
            calendar(&config, &desk, &issuer, draining),
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
async fn calendar(config: &Config, desk: &Arc<Desk>, issuer: &Issuer, mut draining: Draining) {
    let registry = &desk.registry;
    while !draining.begun() {
        if let Err(error) = upkeep(config, registry, issuer).await {
            tracing::error!(%error, "the centre's certificates or its card could not be made anew");
        }
        match registry.expire(Moment::now()).await {
            Ok(gone) => gone.iter().for_each(|row| tracing::info!(number = row.number, "the offer lapsed")),
            Err(error) => tracing::warn!(%error, "offers cannot lapse now"),
        }
        if let Err(error) = delivered::clear(desk).await {
            tracing::warn!(%error, "it cannot be told now which packages are still to be taken in");
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

/// How often a request is looked for.
const POLL: Duration = Duration::from_millis(250);
/// The wait after the registry failed.
const PAUSE: Duration = Duration::from_secs(2);
/// How often it is looked at what is due.
const CALENDAR: Duration = Duration::from_secs(30);
