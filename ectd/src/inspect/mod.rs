//! Looks into PDF and XPT files, in processes of their own.
//!
//! Such files are large grammars with a long history of hostile examples. None is parsed in the process that checks a
//! dossier: workers do it under limits of memory and time. One that breaks, or takes too long, is replaced, and its file is
//! [`Inspection::NotEvaluated`]; the check goes on. This crate does not know how its program is called: the caller hands
//! the [`Launcher`], and without one nothing is looked into, which the rules say.

use std::sync::Arc;
use std::thread::{self, Scope};

use serde::{Deserialize, Serialize};

use crate::dossier::Dossier;
use crate::{pdf, xpt};
use pool::Pool;

mod hand;
mod launcher;
mod pool;
pub mod worker;

pub use launcher::{Launcher, Limits};

/// What looking into a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Inspection {
    /// Nobody asked: it is neither PDF nor XPT.
    #[default]
    NotInspected,
    /// A file named `.pdf`. Most files of a large dossier are alike: those of which the same is known share it.
    Pdf(Arc<pdf::Facts>),
    /// A file named `.xpt`.
    Xpt(Box<xpt::Facts>),
    /// Nothing is known about it.
    NotEvaluated(Reason),
}

/// Why nothing is known about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The program cannot start workers.
    NoWorker,
    /// The worker cannot be started; the system's words.
    NotStarted(String),
    /// More bytes than are read of such a file.
    TooLarge {
        /// Most bytes.
        most: u64,
    },
    /// It took longer than a file may.
    TooLong {
        /// Seconds that it had.
        seconds: u64,
    },
    /// A worker of its own broke at it, for example at its memory limit.
    Broke,
    /// It unpacks to more than is read.
    Excess,
    /// It cannot be read; the system's words.
    Unreadable(String),
}

/// What kind of file it is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `.pdf`.
    Pdf,
    /// `.xpt`.
    Xpt,
}

impl Kind {
    /// Tells the kind of a file by the end of its path, in any case of letters.
    pub fn of(path: &str) -> Option<Self> {
        let (_, end) = path.rsplit_once('.')?;
        [("pdf", Self::Pdf), ("xpt", Self::Xpt)]
            .into_iter()
            .find_map(|(name, kind)| end.eq_ignore_ascii_case(name).then_some(kind))
    }
}

impl Reason {
    /// Returns the key of its words in the messages.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoWorker => "no-worker",
            Self::NotStarted(_) => "worker-not-started",
            Self::TooLarge { .. } => "too-large",
            Self::TooLong { .. } => "too-long",
            Self::Broke => "worker-broke",
            Self::Excess => "unpacks-too-large",
            Self::Unreadable(_) => "not-readable",
        }
    }
}

/// Looks into the PDF and XPT files of a dossier; one result for each of its files, in their order.
pub fn inspect(dossier: &Dossier, launcher: Option<&Launcher>) -> Vec<Inspection> {
    thread::scope(|scope| {
        let inspecting = Inspecting::begin(scope, dossier, launcher);
        (0..dossier.files().len()).for_each(|file| inspecting.look_into(file));
        inspecting.finish()
    })
}

/// Looks into files as they are named, while others are still read.
pub(crate) struct Inspecting<'a> {
    dossier: &'a Dossier,
    pool: Option<Pool<'a>>,
}

impl<'a> Inspecting<'a> {
    /// Gets ready; without a launcher nothing will be looked into.
    pub(crate) fn begin(
        scope: &'a Scope<'a, '_>,
        dossier: &'a Dossier,
        launcher: Option<&'a Launcher>,
    ) -> Self {
        let files = dossier.files().len();
        Self { dossier, pool: launcher.map(|launcher| Pool::begin(scope, dossier, launcher, files)) }
    }

    /// Takes a file, by its place in the list of files, if it is of a kind that is looked into. Does not wait.
    pub(crate) fn look_into(&self, file: usize) {
        if let (Some(pool), Some(kind)) = (&self.pool, self.kind(file)) {
            pool.look_into(file, kind);
        }
    }

    /// Waits for the last file, and returns one result for each file of the dossier.
    pub(crate) fn finish(self) -> Vec<Inspection> {
        let unknown = |file| match self.kind(file) {
            Some(_) => Inspection::NotEvaluated(Reason::NoWorker),
            None => Inspection::NotInspected,
        };
        let mut inspections: Vec<_> = (0..self.dossier.files().len()).map(unknown).collect();
        if let Some(pool) = self.pool {
            pool.finish(&mut |file, inspection| inspections[file] = inspection);
        }
        inspections
    }

    fn kind(&self, file: usize) -> Option<Kind> {
        Kind::of(self.dossier.files()[file].path.as_str())
    }
}
