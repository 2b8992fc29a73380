//! Opens and copies what is still arriving: the desk reads the inbox while intake fills it, so that at R1 the dossier lies
//! opened and its second copy is written.
//!
//! It is work done early, nothing else. Nothing is signed or archived before R1, the copy is in no store before it, and
//! what was opened counts only when its digests are those of R1. Whatever goes wrong here, the package is then opened and
//! copied from the store as if nothing had been done: this role may not be able to read the inbox, or the applicant may
//! pause for days.

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use package::layout::Segments;
use tokio::task::JoinHandle;

use super::bench::{Place, Tree};
use super::copy::draft::Draft;
use super::earlier;
use super::opening::{self, Opening};
use super::progress::Progress;
use super::state::Desk;
use crate::drain::Draining;
use crate::inbox::Inbox;
use crate::inbox::tail::Tail;
use crate::registry::entity::submission;
use crate::registry::error::RegistryError;
use crate::registry::query::Filter;
use crate::registry::state::State;

/// The openings under way.
#[derive(Debug, Default)]
pub struct Ahead(Mutex<HashMap<String, Early>>);

/// One of them. It stays here when it has failed, so that it is not begun again.
#[derive(Debug)]
pub struct Early {
    epoch: i64,
    progress: Arc<Progress>,
    work: JoinHandle<Option<Opened>>,
    copy: Draft,
}

impl Early {
    /// What comes out of the opening, and the copy.
    pub fn into_parts(self) -> (JoinHandle<Option<Opened>>, Draft) {
        (self.work, self.copy)
    }
}

/// An opened package, and where its files lie.
#[derive(Debug)]
pub struct Opened {
    /// Where they lie, until this is dropped.
    pub place: Place,
    /// What came out.
    pub opening: Opening,
}

impl Ahead {
    /// How far the opening of a submission is, if it is under way.
    pub fn progress(&self, row: &submission::Model) -> Option<Arc<Progress>> {
        let early = self.early();
        early
            .get(&row.number)
            .filter(|early| early.epoch == row.epoch)
            .map(|early| Arc::clone(&early.progress))
    }

    /// Tells whether a submission is worked at.
    pub fn is_at(&self, row: &submission::Model) -> bool {
        self.progress(row).is_some()
    }

    /// Takes what was begun with a submission of which everything has arrived; none, when it is worth nothing.
    pub fn take(&self, row: &submission::Model) -> Option<Early> {
        let early = self.early().remove(&row.number)?;
        if early.epoch != row.epoch {
            early.progress.stop();
        }
        (early.epoch == row.epoch).then_some(early)
    }

    fn early(&self) -> MutexGuard<'_, HashMap<String, Early>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the openings of what does not arrive any more, and was not delivered.
    async fn give_up(&self, desk: &Desk) -> Result<(), RegistryError> {
        let numbers: Vec<(String, i64)> =
            self.early().iter().map(|(number, early)| (number.clone(), early.epoch)).collect();
        for (number, epoch) in numbers {
            let row = desk.registry.submission(&number).await?;
            let is_wanted = row.epoch == epoch && matches!(row.state, State::Receiving | State::Delivered);
            if !is_wanted && let Some(early) = self.early().remove(&number) {
                early.progress.stop();
            }
        }
        Ok(())
    }

    fn begin(&self, desk: &Arc<Desk>, inbox: &Inbox, row: submission::Model) {
        let mut all = self.early();
        let under_way = all.values().filter(|early| !early.work.is_finished()).count();
        if under_way >= MOST || all.contains_key(&row.number) {
            return;
        }
        let (number, epoch) = (row.number.clone(), row.epoch);
        let progress = Arc::new(Progress::of(&row));
        let arriving = Arriving { inbox: inbox.clone(), row, progress: Arc::clone(&progress) };
        let copy = copy(desk, arriving.clone());
        let desk = Arc::clone(desk);
        let work = tokio::task::spawn_blocking(move || match open(&desk, &arriving) {
            Ok(opened) => Some(opened),
            Err(error) => {
                tracing::debug!(%error, number = arriving.row.number, "not opened ahead");
                None
            }
        });
        all.insert(number, Early { epoch, progress, work, copy });
    }

    fn stop(&self) {
        self.early().drain().for_each(|(_, early)| early.progress.stop());
    }
}

/// Opens what arrives until the end is asked for.
pub async fn run(desk: &Arc<Desk>, inbox: &Inbox, mut draining: Draining) {
    while !draining.begun() {
        if let Err(error) = look(desk, inbox).await {
            tracing::debug!(%error, "what arrives cannot be looked at");
        }
        draining.sleep(LOOK).await;
    }
    desk.ahead.stop();
}

async fn look(desk: &Arc<Desk>, inbox: &Inbox) -> Result<(), RegistryError> {
    desk.ahead.give_up(desk).await?;
    let arriving = Filter { state: Some(State::Receiving), ..Filter::default() };
    for row in desk.registry.submissions(&arriving).await? {
        desk.ahead.begin(desk, inbox, row);
    }
    Ok(())
}

/// A submission of which the rest has yet to come.
#[derive(Clone)]
struct Arriving {
    inbox: Inbox,
    row: submission::Model,
    progress: Arc<Progress>,
}

impl Arriving {
    /// Reads its package in order, and waits for what is missing.
    fn read(
        &self,
    ) -> Result<Tail<impl FnMut(bool) -> io::Result<()> + Send + use<>>, Box<dyn Error + Send + Sync>> {
        let Self { inbox, row, progress } = self;
        let segments = u64::try_from(row.plaintext_len).ok().and_then(Segments::of).ok_or("no length")?;
        let payload_offset = u64::try_from(row.package_len)?.checked_sub(segments.ciphertext_len());
        let folder = inbox.folder(&row.number, u32::try_from(row.epoch)?);
        let (progress, mut last) = (Arc::clone(progress), Instant::now());
        let wait = move |more: bool| {
            progress.verified(0)?;
            if more {
                last = Instant::now();
            }
            if last.elapsed() > PATIENCE {
                return Err(io::Error::other("nothing has come for a while"));
            }
            std::thread::sleep(PAUSE);
            Ok(())
        };
        Ok(Tail::open(&folder, payload_offset.ok_or("no clear part")?, segments, wait)?)
    }
}

fn open(desk: &Desk, arriving: &Arriving) -> Result<Opened, Box<dyn Error + Send + Sync>> {
    // What it does takes longer than copying.
    let from = arriving.read()?.last();
    let Arriving { row, progress, .. } = arriving;
    // Beside that of the job, should the package be opened again.
    let place = Place::clear(&desk.bench, &format!("{}.{}", row.number, row.epoch))?;
    let below = earlier::folder(place.path(), row);
    std::fs::create_dir_all(&below)?;
    let opening = opening::open_ahead(row, from, (&desk.key, &desk.escrow), Tree::new(&below, progress))?;
    Ok(Opened { place, opening })
}

/// Begins with the second copy; what a crash left of one goes first.
fn copy(desk: &Arc<Desk>, arriving: Arriving) -> Draft {
    let (number, length) = (arriving.row.number.clone(), arriving.row.package_len);
    let desk = Arc::clone(desk);
    let backup = Arc::clone(&desk.backup);
    Draft::begin(&backup, &number.clone(), u64::try_from(length).unwrap_or_default(), move || {
        desk.tidy(&number);
        arriving.read()
    })
}

/// Openings at once: each keeps a core busy, and its dossier lies in clear.
const MOST: usize = 2;
/// How often it is looked for what arrives.
const LOOK: Duration = Duration::from_millis(250);
/// The wait for the next segment.
const PAUSE: Duration = Duration::from_millis(10);
/// Nothing lies opened for longer than this while nothing comes.
const PATIENCE: Duration = Duration::from_secs(60);
