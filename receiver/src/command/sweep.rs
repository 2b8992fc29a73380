//! `sweep` and `repair`: everything that is kept, or one submission, is read as a whole and made whole.
//!
//! The wish is a row of the registry. A running desk does it; where none runs, this process takes the desk's place until it is
//! done. What is found is read from the events of the log, whoever writes them.

use super::context::Context;
use super::failure;
use super::findings::Report;
use crate::cause;
use crate::clock::Moment;
use crate::config::places::Config;
use crate::desk::{self, DeskError};
use crate::drain::{self, Drain, Draining};
use crate::fixity::root::{self, HealError};
use crate::fixity::sweeper::{SweepError, Sweeper};
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;
use crate::registry::fixity::Asked;
use crate::registry::state::State;
use clap::Args;
use durable::lock::LockError;
use std::sync::Arc;
use std::time::Duration;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// How fast.
#[derive(Debug, Args)]
pub struct Options {
    /// Read so many bytes a second; without it, as fast as it goes
    #[arg(long, value_name = "BYTES/S")]
    pub rate: Option<u64>,
}

/// Which submission.
#[derive(Debug, Args)]
pub struct RepairOptions {
    /// Number of the submission
    pub number: String,
}

/// Runs `sweep`.
///
/// # Errors
/// When the registry fails, or the desk's place cannot be taken.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    follow(context, &Asked { number: None, rate: options.rate.unwrap_or_default(), scheduled: false })
}

/// Runs `repair`.
///
/// # Errors
/// As [`run`]; also when there is no submission of this number, or nothing of it is kept yet.
pub fn repair(context: &Context, options: &RepairOptions) -> Result<Exit, Failure> {
    follow(context, &Asked { number: Some(options.number.clone()), rate: 0, scheduled: false })
}

fn follow(context: &Context, asked: &Asked) -> Result<Exit, Failure> {
    let config = context.config()?;
    context.block_on(async {
        let registry = context.registry(&config).await?;
        if let Some(number) = &asked.number {
            demand_kept(context, &registry, number).await?;
        }
        let of_registry = |error: RegistryError| failure::of_registry(context.lang, &error);
        let from = registry.log_size().await.map_err(of_registry)?;
        let sweep = registry.ask_sweep(asked, Moment::now()).await.map_err(of_registry)?.id;
        let (drain, draining) = Drain::new();
        let working = async {
            let done = work(&config, &registry, sweep, draining.clone()).await;
            if done.is_err() {
                drain.begin();
            }
            done
        };
        let report = Report { context, registry: &registry, sweep };
        let mut both = std::pin::pin!(async { tokio::join!(working, report.follow(from, draining.clone())) });
        let (worked, exit) = tokio::select! {
            both = &mut both => both,
            _ = drain::asked_to_end() => {
                drain.begin();
                both.await
            }
        };
        worked
            .map_err(|error| context.failure(Exit::Failed, "sweep", &[("reason", &cause::chain(&error))]))?;
        exit?.ok_or_else(|| context.failure(Exit::Interrupted, "sweep-interrupted", &[]))
    })
}

async fn demand_kept(context: &Context, registry: &Registry, number: &str) -> Result<(), Failure> {
    let row = registry.submission(number).await;
    let row = row.map_err(|error| failure::of_registry(context.lang, &error))?;
    match (row.state, &row.package_digest) {
        (State::Registered, _) | (State::Refused, Some(_)) => Ok(()),
        (state, _) => {
            let arguments = [("number", number), ("state", state.name())];
            Err(context.failure(Exit::Failed, "not-kept", &arguments))
        }
    }
}

/// This process could not do the sweep.
#[derive(Debug, thiserror::Error)]
enum WorkError {
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Heal(#[from] HealError),
    #[error(transparent)]
    Sweep(#[from] SweepError),
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// Waits until a running desk has done the sweep, or does it where none runs.
async fn work(
    config: &Config,
    registry: &Registry,
    sweep: i64,
    mut draining: Draining,
) -> Result<(), WorkError> {
    while is_open(registry, sweep, &draining).await? {
        let _lock = match desk::lock(config) {
            Ok(lock) => lock,
            Err(DeskError::Lock(LockError::Held { .. })) => {
                draining.sleep(LOOK).await;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        root::heal(config, registry, sweep).await?;
        let desk = Arc::new(desk::take_up(config, registry.clone()).await?);
        let sweeper = Sweeper::new(config, desk).map_err(DeskError::from)?;
        while is_open(registry, sweep, &draining).await? {
            // Another that is more urgent comes first.
            match registry.open_sweep().await? {
                Some(urgent) => drop(sweeper.run(&urgent, &mut draining).await?),
                None => break,
            }
        }
    }
    Ok(())
}

async fn is_open(registry: &Registry, sweep: i64, draining: &Draining) -> Result<bool, RegistryError> {
    Ok(!draining.begun() && registry.sweep(sweep).await?.ended_at.is_none())
}

/// How often it is looked whether a running desk has done it.
const LOOK: Duration = Duration::from_millis(500);
