//! The other side: the process that looks into files, one after another, until its input ends.
//!
//! It reads one JSON line for each file from stdin and answers with one on stdout. Before the first it limits itself;
//! when a file is too much for it, it simply ends.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Inspection, Kind, Reason};
use crate::dossier::open_file;
use crate::path::DossierPath;
use crate::{pdf, platform, xpt};

/// One file to look into.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Question<'a> {
    /// Its path in the dossier.
    pub(super) path: Cow<'a, DossierPath>,
    /// What it should be.
    pub(super) kind: Kind,
    /// Bytes of it that are read at most, where it is read whole.
    pub(super) most: u64,
}

/// Why a worker ended before its input did.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// It could not limit itself.
    #[error("the limits could not be set")]
    Limits(#[source] io::Error),
    /// Its master has gone.
    #[error("the master cannot be heard or told")]
    Master(#[from] io::Error),
    /// A question that is none.
    #[error("a question that cannot be read")]
    Question(#[from] serde_json::Error),
}

/// Limits this process to `memory` bytes, and looks into the files below `root` that stdin names.
///
/// # Errors
/// [`WorkerError`]; the master then hears no answer.
pub fn run(root: &Path, memory: u64) -> Result<(), WorkerError> {
    platform::confine(memory).map_err(WorkerError::Limits)?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let question: Question<'_> = serde_json::from_str(&line?)?;
        let mut answer = serde_json::to_vec(&look(root, &question))?;
        answer.push(b'\n');
        out.write_all(&answer)?;
        out.flush()?;
    }
    Ok(())
}

fn look(root: &Path, question: &Question<'_>) -> Inspection {
    let unreadable = |error: io::Error| Inspection::NotEvaluated(Reason::Unreadable(error.to_string()));
    let file = match open_file(root, &question.path) {
        Ok(file) => file,
        Err(error) => return unreadable(error),
    };
    match question.kind {
        Kind::Pdf => look_into_pdf(file, question.most).unwrap_or_else(unreadable),
        Kind::Xpt => look_into_xpt(file).unwrap_or_else(unreadable),
    }
}

fn look_into_pdf(file: File, most: u64) -> io::Result<Inspection> {
    let size = file.metadata()?.len();
    if size > most {
        return Ok(Inspection::NotEvaluated(Reason::TooLarge { most }));
    }
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    file.take(most).read_to_end(&mut content)?;
    Ok(match pdf::Facts::of(&content) {
        Ok(facts) => Inspection::Pdf(facts.into()),
        Err(pdf::Excess) => Inspection::NotEvaluated(Reason::Excess),
    })
}

fn look_into_xpt(file: File) -> io::Result<Inspection> {
    let size = file.metadata()?.len();
    Ok(Inspection::Xpt(Box::new(xpt::Facts::of(file, size)?)))
}
