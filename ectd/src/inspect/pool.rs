//! Several workers that take files one after another.
//!
//! A worker that breaks at a file after others gets no blame: the file is asked again of a fresh one. So what is said about
//! a file does not depend on the files before it.

use std::collections::HashSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

use super::hand::{Hand, Silence};
use super::worker::Question;
use super::{Inspection, Kind, Launcher, Reason};
use crate::dossier::Dossier;
use crate::pdf;

/// Threads that wait for files, each with a worker of its own.
pub(super) struct Pool<'a> {
    files: Sender<(usize, Kind)>,
    inspections: Mutex<Receiver<(usize, Inspection)>>,
    desk: Desk<'a>,
    masters: usize,
}

impl<'a> Pool<'a> {
    /// Starts as many as may run, and no more than there are files.
    pub(super) fn begin(
        scope: &'a Scope<'a, '_>,
        dossier: &'a Dossier,
        launcher: &'a Launcher,
        files: usize,
    ) -> Self {
        let ((sender, waiting), (results, inspections)) = (channel(), channel());
        let desk = Desk { dossier, launcher, waiting: Arc::new(Mutex::new(waiting)), results };
        let mut masters = 0;
        for _ in 0..launcher.limits.workers.clamp(1, MOST).min(files) {
            let master = Master::at(desk.clone());
            let started = thread::Builder::new().spawn_scoped(scope, move || master.work());
            masters += usize::from(started.is_ok());
        }
        Self { files: sender, inspections: Mutex::new(inspections), desk, masters }
    }

    /// Hands out a file.
    pub(super) fn look_into(&self, file: usize, kind: Kind) {
        // whoever would take it is there until the end
        let _ = self.files.send((file, kind));
    }

    /// Waits for all files handed out; `take` gets each with its inspection.
    pub(super) fn finish(self, take: &mut dyn FnMut(usize, Inspection)) {
        let Self { files, inspections, desk, masters } = self;
        drop(files);
        if masters == 0 {
            // a process that may start no thread still gets its work done
            Master::at(desk).work();
        } else {
            drop(desk);
        }
        for (file, inspection) in inspections.into_inner().unwrap_or_else(PoisonError::into_inner) {
            take(file, inspection);
        }
    }
}

/// Most workers: the desk's child process may have few files open.
const MOST: usize = 8;

/// Where masters find their files and leave what they found.
#[derive(Clone)]
struct Desk<'a> {
    dossier: &'a Dossier,
    launcher: &'a Launcher,
    waiting: Arc<Mutex<Receiver<(usize, Kind)>>>,
    results: Sender<(usize, Inspection)>,
}

/// A thread with one worker at a time, which it starts and ends itself.
struct Master<'a> {
    desk: Desk<'a>,
    hand: Option<Hand>,
    /// What is known of PDFs so far, each kind once.
    known: HashSet<Arc<pdf::Facts>>,
}

impl<'a> Master<'a> {
    fn at(desk: Desk<'a>) -> Self {
        Self { desk, hand: None, known: HashSet::new() }
    }

    fn work(mut self) {
        while let Some((file, kind)) = self.next() {
            let inspection = self.inspect(file, kind).unwrap_or_else(Inspection::NotEvaluated);
            if self.desk.results.send((file, inspection)).is_err() {
                return;
            }
        }
    }

    /// The next file, when there is one; none when no more will come.
    fn next(&self) -> Option<(usize, Kind)> {
        self.desk.waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    fn inspect(&mut self, file: usize, kind: Kind) -> Result<Inspection, Reason> {
        let entry = &self.desk.dossier.files()[file];
        let most = self.desk.launcher.limits.pdf;
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
            match hand.ask(&question, self.desk.launcher) {
                Ok(inspection) => {
                    self.hand = Some(hand);
                    return Ok(self.shared(inspection));
                }
                Err(Silence::TooLong) => {
                    return Err(Reason::TooLong { seconds: self.desk.launcher.limits.time.as_secs() });
                }
                Err(Silence::Broke) if fresh => return Err(Reason::Broke),
                Err(Silence::Broke) => {}
            }
        }
    }

    /// The same, sharing what is known with files that are alike.
    fn shared(&mut self, inspection: Inspection) -> Inspection {
        let Inspection::Pdf(facts) = inspection else { return inspection };
        if let Some(known) = self.known.get(&facts) {
            return Inspection::Pdf(Arc::clone(known));
        }
        self.known.insert(Arc::clone(&facts));
        Inspection::Pdf(facts)
    }

    fn start(&self) -> Result<Hand, Reason> {
        Hand::start(self.desk.launcher, self.desk.dossier.root())
            .map_err(|error| Reason::NotStarted(error.to_string()))
    }
}
