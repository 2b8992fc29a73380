//! Does sweeps: one thing after another, the oldest check first. Each is read as a whole; what is found is in the log before
//! anything is changed, and what became of it together with the time of the check. So an interruption costs the reading of
//! one thing, and nothing is repaired that the log does not know.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crypto::chain::Anchor;
use package::time::UtcTime;

use super::aside::Aside;
use super::damage::{Damage, Fault, Outcome};
use super::examination::{self, Examination};
use super::pace::{Pace, Stopped};
use super::repair::{Concluded, Repair};
use super::root;
use super::truth::Truth;
use crate::authority::keyring::{self, KeyringError};
use crate::clock::Moment;
use crate::config::places::Config;
use crate::desk::state::Desk;
use crate::drain::Draining;
use crate::registry::entity::sweep;
use crate::registry::error::RegistryError;
use crate::registry::fixity::{ARCHIVE, Tally};
use crate::registry::log::Event;

/// Reads and repairs with the keys and stores of a desk.
#[derive(Clone)]
pub struct Sweeper {
    desk: Arc<Desk>,
    anchor: Anchor,
    quarantine: PathBuf,
}

/// A sweep that came to no end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A thread failed.
    #[error(transparent)]
    Thread(#[from] tokio::task::JoinError),
}

/// How a sweep was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Everything was read.
    Ended,
    /// It was asked to stop, or another is more urgent. It goes on later.
    Open,
}

impl Sweeper {
    /// Takes the stores and keys of a desk.
    ///
    /// # Errors
    /// When the CA's certificate cannot be read.
    pub fn new(config: &Config, desk: Arc<Desk>) -> Result<Self, KeyringError> {
        Ok(Self { desk, anchor: keyring::anchor(config)?, quarantine: config.quarantine() })
    }

    /// Goes on with a sweep until it ends, or the end is asked for, or another sweep is more urgent.
    ///
    /// # Errors
    /// [`SweepError`]; then it goes on later.
    pub async fn run(&self, sweep: &sweep::Model, draining: &mut Draining) -> Result<Left, SweepError> {
        let pace = Arc::new(Pace::new(u64::try_from(sweep.rate).unwrap_or_default()));
        let mut work = std::pin::pin!(self.all(sweep, &pace));
        let yielded = async {
            tokio::select! {
                () = draining.wait() => {}
                () = self.is_pushed_back(sweep) => {}
            }
        };
        tokio::select! {
            left = &mut work => return left,
            () = yielded => pace.stop(),
        }
        // What is in hand comes to its next stop; it writes to the registry, so it is not dropped.
        work.await
    }

    /// Comes back when another sweep is more urgent, or this one is wanted at another rate.
    async fn is_pushed_back(&self, sweep: &sweep::Model) {
        loop {
            tokio::time::sleep(LOOK).await;
            if let Ok(Some(urgent)) = self.desk.registry.open_sweep().await
                && (urgent.id, urgent.rate) != (sweep.id, sweep.rate)
            {
                return;
            }
        }
    }

    async fn all(&self, sweep: &sweep::Model, pace: &Arc<Pace>) -> Result<Left, SweepError> {
        for thing in self.desk.registry.unchecked(sweep).await? {
            if pace.is_stopped() {
                return Ok(Left::Open);
            }
            let before = pace.bytes();
            let checked = if thing == ARCHIVE {
                self.between_objects(sweep.id).await
            } else {
                self.submission(sweep.id, &thing, pace).await
            };
            let concluded = match checked? {
                Ok(concluded) => concluded,
                Err(Stopped) => return Ok(Left::Open),
            };
            self.write_down(sweep.id, &thing, &concluded, pace.bytes() - before).await?;
        }
        self.desk.registry.end_sweep(sweep.id, Moment::now()).await?;
        Ok(Left::Ended)
    }

    /// Reads one submission, and repairs it.
    async fn submission(
        &self,
        sweep: i64,
        number: &str,
        pace: &Arc<Pace>,
    ) -> Result<Result<Vec<Concluded>, Stopped>, SweepError> {
        // The desk gives the last receipts their files before it puts a submission down.
        let _held = loop {
            if let Some(held) = self.desk.in_hand.take(number) {
                break held;
            }
            if pace.is_stopped() {
                return Ok(Err(Stopped));
            }
            tokio::time::sleep(PAUSE).await;
        };
        let row = self.desk.registry.submission(number).await?;
        let receipts = self.desk.registry.receipts(number).await?;
        let truth = match Truth::of(row, receipts, &self.anchor) {
            Ok(truth) => truth,
            Err(error) => return Ok(Ok(self.unproven(sweep, number, &error).await?)),
        };
        let found = match self.examined(truth.clone(), pace).await? {
            Ok(found) => found,
            Err(Stopped) => return Ok(Err(Stopped)),
        };
        // A repair that was begun comes to its end: what became of it must be in the log.
        self.repaired(sweep, found, truth, &Arc::new(pace.unstoppable())).await
    }

    /// Repairs, and looks again: while an inventory could not be read, its files were compared with nothing.
    async fn repaired(
        &self,
        sweep: i64,
        mut found: Examination,
        truth: Truth,
        pace: &Arc<Pace>,
    ) -> Result<Result<Vec<Concluded>, Stopped>, SweepError> {
        let number = truth.number().to_owned();
        let mut concluded: Vec<Concluded> = Vec::new();
        for _ in 0..LOOKS {
            let is_known = |damage: &Damage| {
                concluded.iter().any(|(known, _)| (&known.copy, &known.file) == (&damage.copy, &damage.file))
            };
            let fresh: Vec<Damage> = found.damages().into_iter().filter(|damage| !is_known(damage)).collect();
            if fresh.is_empty() {
                break;
            }
            self.announce(sweep, &number, &fresh).await?;
            let (desk, pace_of_repair) = (Arc::clone(&self.desk), Arc::clone(pace));
            let aside = Aside::new(&self.quarantine, &number, sweep);
            let repaired = tokio::task::spawn_blocking(move || {
                let now = UtcTime::from_seconds(Moment::now().seconds());
                Repair { desk: &desk, aside: &aside, pace: &pace_of_repair, now }.run(&found)
            });
            concluded.extend(repaired.await?.into_iter().filter(|(damage, _)| fresh.contains(damage)));
            found = match self.examined(truth.clone(), pace).await? {
                Ok(found) => found,
                Err(Stopped) => return Ok(Err(Stopped)),
            };
        }
        Ok(Ok(concluded))
    }

    async fn examined(
        &self,
        truth: Truth,
        pace: &Arc<Pace>,
    ) -> Result<Result<Examination, Stopped>, SweepError> {
        let (desk, pace) = (Arc::clone(&self.desk), Arc::clone(pace));
        Ok(tokio::task::spawn_blocking(move || examination::examine(&desk, truth, &pace)).await?)
    }

    async fn unproven(
        &self,
        sweep: i64,
        number: &str,
        error: &super::truth::TruthError,
    ) -> Result<Vec<Concluded>, SweepError> {
        let reason = error.to_string();
        let damage = Damage::of("registry", number, Fault::Unproven { reason });
        self.announce(sweep, number, std::slice::from_ref(&damage)).await?;
        Ok(vec![(damage, Outcome::unrepaired("the registry's receipts are no proof any more"))])
    }

    /// What lies between the objects of the archive, and what crashes left between the files of the stores.
    async fn between_objects(&self, sweep: i64) -> Result<Result<Vec<Concluded>, Stopped>, SweepError> {
        let desk = Arc::clone(&self.desk);
        let examined = tokio::task::spawn_blocking(move || {
            desk.tidy_all();
            root::examine(&desk)
        });
        let found = examined.await?;
        if found.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        self.announce(sweep, ARCHIVE, &found).await?;
        let desk = Arc::clone(&self.desk);
        let aside = Aside::new(&self.quarantine, ARCHIVE, sweep);
        Ok(Ok(tokio::task::spawn_blocking(move || root::repair(&desk, found, &aside)).await?))
    }

    /// Writes into the log what was found.
    async fn announce(&self, sweep: i64, subject: &str, damages: &[Damage]) -> Result<(), SweepError> {
        for damage in damages {
            tracing::warn!(number = subject, place = damage.place(), fault = damage.fault.code(), "damage");
        }
        let events: Vec<Event> = damages.iter().map(|damage| damage.event(subject, sweep)).collect();
        Ok(self.desk.registry.found(&events, Moment::now()).await?)
    }

    async fn write_down(
        &self,
        sweep: i64,
        thing: &str,
        concluded: &[Concluded],
        bytes: u64,
    ) -> Result<(), SweepError> {
        let mut tally = Tally { bytes, ..Tally::default() };
        for (damage, outcome) in concluded {
            match outcome {
                Outcome::Repaired => {
                    tracing::warn!(number = thing, place = damage.place(), "repaired");
                }
                Outcome::Unrepaired { reason } => {
                    tracing::error!(number = thing, place = damage.place(), reason, "not repaired");
                }
            }
            if damage.fault.is_alarm() {
                tracing::error!(number = thing, "fewer than two copies were whole");
            } else {
                tally.damages += 1;
                tally.repaired += u64::from(*outcome == Outcome::Repaired);
            }
        }
        let event = |(damage, outcome): &Concluded| damage.concluded(thing, sweep, outcome);
        let events: Vec<Event> = concluded.iter().map(event).collect();
        Ok(self.desk.registry.checked(sweep, thing, (&events, tally), Moment::now()).await?)
    }
}

/// Does what was asked for and what is due, until the end is asked for.
pub async fn run(sweeper: &Sweeper, config: &Config, mut draining: Draining) {
    while !draining.begun() {
        match once(sweeper, config, &mut draining).await {
            Ok(true) => {}
            Ok(false) => draining.sleep(LOOK).await,
            Err(error) => {
                tracing::warn!(%error, "the sweep waits");
                draining.sleep(AFTER_ERROR).await;
            }
        }
    }
}

/// Does the most urgent sweep; tells whether there was one.
async fn once(sweeper: &Sweeper, config: &Config, draining: &mut Draining) -> Result<bool, SweepError> {
    let registry = &sweeper.desk.registry;
    let sweep = match registry.open_sweep().await? {
        Some(sweep) => sweep,
        None => match super::schedule::due(registry, config, Moment::now()).await? {
            Some(sweep) => sweep,
            None => return Ok(false),
        },
    };
    tracing::info!(sweep = sweep.id, number = sweep.number, "a sweep begins or goes on");
    if sweeper.run(&sweep, draining).await? == Left::Ended {
        tracing::info!(sweep = sweep.id, "the sweep has ended");
    }
    Ok(true)
}

/// So often a submission is looked at before what is left waits for the next sweep.
const LOOKS: usize = 3;
/// How often it is looked for what was asked.
const LOOK: Duration = Duration::from_millis(500);
/// The wait for a submission that is in hand.
const PAUSE: Duration = Duration::from_millis(100);
/// The wait after the registry failed.
const AFTER_ERROR: Duration = Duration::from_secs(5);
