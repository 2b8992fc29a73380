//! The evidence log in the hands of the desk: [`scribe`] writes its files, [`stamper`] has its checkpoints stamped by an
//! outside authority, whom it asks over HTTP ([`asking`]). One process at a time does both.

pub mod asking;
pub mod scribe;
pub mod stamper;

use std::sync::Arc;
use std::time::Duration;

use durable::lock::LockError;
use tokio::sync::watch;

use crate::cause;
use crate::config::places::Config;
use crate::drain::Draining;
use crate::registry::database::Registry;
use scribe::{LogError, Published, Scribe};

/// Takes the log up at the desk's start. Another desk may have it: then that one writes it.
///
/// # Errors
/// [`LogError`].
pub async fn start(config: &Config, registry: &Registry) -> Result<Option<Scribe>, LogError> {
    match Scribe::open(config, registry.clone()).await {
        Ok(scribe) => Ok(Some(scribe)),
        Err(LogError::Lock(LockError::Held { path })) => {
            tracing::info!(lock = %path.display(), "another desk writes the evidence log");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes the log, and has it stamped, until the end is asked for. What is committed is signed within a second.
pub async fn run(config: &Config, registry: &Registry, first: Option<Scribe>, draining: Draining) {
    let (shown, newest) = watch::channel(None);
    tokio::join!(
        keep(config, registry, first, &shown, draining.clone()),
        stamper::run(config, &newest, draining),
    );
}

async fn keep(
    config: &Config,
    registry: &Registry,
    first: Option<Scribe>,
    shown: &watch::Sender<Option<Arc<Published>>>,
    mut draining: Draining,
) {
    let mut scribe = first;
    while !draining.begun() {
        let wait = match write(config, registry, &mut scribe).await {
            Ok(Some(size)) => {
                tracing::debug!(size, "the evidence log has a new checkpoint");
                GAP
            }
            Ok(None) => POLL,
            Err(LogError::Lock(_)) => PAUSE,
            Err(error) => {
                // What is in memory may be ahead of the disk: everything is made again.
                scribe = None;
                tracing::error!(error = cause::chain(&error), "the evidence log does not go on");
                PAUSE
            }
        };
        shown.send_replace(scribe.as_ref().and_then(Scribe::published));
        draining.sleep(wait).await;
    }
    // What the last jobs committed is signed before the end.
    if let Some(scribe) = &mut scribe
        && let Err(error) = scribe.advance().await
    {
        tracing::error!(error = cause::chain(&error), "the evidence log goes on at the next start");
    }
}

async fn write(
    config: &Config,
    registry: &Registry,
    scribe: &mut Option<Scribe>,
) -> Result<Option<u64>, LogError> {
    match scribe {
        Some(scribe) => scribe.advance().await,
        None => {
            *scribe = Some(Scribe::open(config, registry.clone()).await?);
            Ok(None)
        }
    }
}

/// How often it is looked for new events.
const POLL: Duration = Duration::from_millis(200);
/// The wait after a checkpoint: under load there are no more than these.
const GAP: Duration = Duration::from_millis(250);
/// The wait after a failure.
const PAUSE: Duration = Duration::from_secs(5);
