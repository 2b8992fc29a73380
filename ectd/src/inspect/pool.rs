//! Several workers that take files one after another.
//!
//! A worker that breaks at a file after others gets no blame: the file is asked again of a fresh one. So what is said about
//! a file does not depend on the files before it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::hand::{Hand, Silence};
use super::worker::Question;
use super::{Inspection, Kind, Launcher, Reason};
use crate::dossier::Dossier;

/// Files and their kinds.
type Wanted<'a> = &'a [(usize, Kind)];

/// Hands every wanted file's inspection to `take`.
pub(super) fn run(
    dossier: &Dossier,
    wanted: Wanted<'_>,
    launcher: &Launcher,
    take: &mut dyn FnMut(usize, Inspection),
) {
    let next = AtomicUsize::new(0);
    let (sender, results) = channel();
    thread::scope(|scope| {
        let masters = launcher.limits.workers.clamp(1, MOST).min(wanted.len());
        let mut running = 0;
        for _ in 0..masters {
            let (next, sender) = (&next, sender.clone());
            let master = move || Master { dossier, launcher, hand: None }.work(wanted, next, &sender);
            running += usize::from(thread::Builder::new().spawn_scoped(scope, master).is_ok());
        }
        if running == 0 {
            // a process that may start no thread still gets its work done
            Master { dossier, launcher, hand: None }.work(wanted, &next, &sender);
        }
        drop(sender);
        for (file, inspection) in &results {
            take(file, inspection);
        }
    });
}

/// Most workers: the desk's child process may have few files open.
const MOST: usize = 8;

/// A thread with one worker at a time, which it starts and ends itself.
struct Master<'a> {
    dossier: &'a Dossier,
    launcher: &'a Launcher,
    hand: Option<Hand>,
}

impl Master<'_> {
    fn work(mut self, wanted: Wanted<'_>, next: &AtomicUsize, results: &Sender<(usize, Inspection)>) {
        while let Some((file, kind)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            let inspection = self.inspect(*file, *kind).unwrap_or_else(Inspection::NotEvaluated);
            if results.send((*file, inspection)).is_err() {
                return;
            }
        }
    }

    fn inspect(&mut self, file: usize, kind: Kind) -> Result<Inspection, Reason> {
        let entry = &self.dossier.files()[file];
        let most = self.launcher.limits.pdf;
        if kind == Kind::Pdf && entry.size() > most {
            return Err(Reason::TooLarge { most });
        }
        let question = Question { path: std::borrow::Cow::Borrowed(&entry.path), kind, most };
        loop {
            let mut hand = match self.hand.take() {
                Some(hand) => hand,
                None => self.start()?,
            };
            let fresh = !hand.is_used();
            match hand.ask(&question, self.launcher) {
                Ok(inspection) => {
                    self.hand = Some(hand);
                    return Ok(inspection);
                }
                Err(Silence::TooLong) => {
                    return Err(Reason::TooLong { seconds: self.launcher.limits.time.as_secs() });
                }
                Err(Silence::Broke) if fresh => return Err(Reason::Broke),
                Err(Silence::Broke) => {}
            }
        }
    }

    fn start(&self) -> Result<Hand, Reason> {
        Hand::start(self.launcher, self.dossier.root()).map_err(|error| Reason::NotStarted(error.to_string()))
    }
}
