//! Looks into PDF and XPT files, in processes of their own.
//!
//! Such files are large grammars with a long history of hostile examples. None is parsed in the process that checks a
//! dossier: workers do it under limits of memory and time. One that breaks, or takes too long, is replaced, and its file is
//! [`Inspection::NotEvaluated`]; the check goes on. This crate does not know how its program is called: the caller hands
//! the [`Launcher`], and without one nothing is looked into, which the rules say.

use serde::{Deserialize, Serialize};

use crate::dossier::Dossier;
use crate::progress::Progress;
use crate::{pdf, xpt};

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
    /// A file named `.pdf`.
    Pdf(Box<pdf::Facts>),
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
///
/// `progress` hears of files and bytes looked into, nothing of the others.
pub fn inspect(
    dossier: &Dossier,
    launcher: Option<&Launcher>,
    progress: &mut dyn Progress,
) -> Vec<Inspection> {
    let mut inspections = vec![Inspection::NotInspected; dossier.files().len()];
    let kinds = dossier.files().iter().map(|file| Kind::of(file.path.as_str()));
    let wanted: Vec<(usize, Kind)> =
        kinds.enumerate().filter_map(|(file, kind)| Some((file, kind?))).collect();
    match launcher {
        Some(launcher) => {
            pool::run(dossier, &wanted, launcher, &mut |file, inspection| {
                inspections[file] = inspection;
                progress.advance(1, dossier.files()[file].size());
            });
        }
        None => {
            for (file, _) in wanted {
                inspections[file] = Inspection::NotEvaluated(Reason::NoWorker);
            }
        }
    }
    inspections
}
