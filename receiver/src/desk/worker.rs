//! The child process that reads what applicants sent: rules and parsers run here, without any key in memory.
//!
//! The desk starts its own program again as `check-worker`, with an empty environment. The child limits itself before
//! it opens a file: memory, open files, no file written, no core dump; it ends with its parent. It hears on stdin what the
//! desk knows of the files ([`super::given`]). It says on stdout, one JSON object a line, how far it is, what it found, and at
//! the end that it is done. No end line, no result.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use ectd::application::{History, HistoryError};
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::finding::Finding;
use ectd::inspect::Launcher;
use ectd::profile::Profile;
use ectd::progress::Progress;
use ectd::reading::known::Known;
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use serde::{Deserialize, Serialize};

use super::given;

/// One line from the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Word {
    /// So many bytes are read.
    Progress {
        /// Bytes done.
        bytes: u64,
        /// Bytes in all.
        total: u64,
    },
    /// An objection.
    Finding(Finding),
    /// The check came to its end.
    Done {
        /// Findings that were said.
        findings: u64,
        /// Under which rules, and how many of them were evaluated.
        rules: Rules,
    },
}

/// Under which rules a dossier was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whose.
    pub profile: String,
    /// Authority, edition and its date.
    pub edition: String,
    /// Number of rules that were evaluated.
    pub evaluated: u64,
    /// Number of those that were in part.
    pub partly: u64,
    /// Number of those that were not.
    pub not_evaluated: u64,
}

/// Why the child gave up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// It could not limit itself.
    #[error("the limits could not be set: {0}")]
    Limits(#[from] rustix::io::Errno),
    /// The opened folder could not be walked.
    #[error(transparent)]
    Folder(#[from] ectd::dossier::OpenError),
    /// The earlier sequences could not be looked at.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// What the parent says of the files cannot be read.
    #[error("what is known of the files cannot be read: {0}")]
    Given(#[source] io::Error),
    /// The parent has gone.
    #[error("the parent cannot be told: {0}")]
    Parent(#[from] io::Error),
    /// A line could not be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Limits this process, checks the folder, and says what it found on stdout.
///
/// # Errors
/// [`WorkerError`]; the parent then sees no end line.
pub fn run(folder: &Path, profile: Profile, history: Option<&Path>, memory: u64) -> Result<(), WorkerError> {
    limit(memory)?;
    let dossier = Dossier::open(folder)?;
    let mut known = Known::nothing(&dossier);
    given::hear(io::stdin().lock(), &mut known).map_err(WorkerError::Given)?;
    let mut voice = Voice { out: BufWriter::new(io::stdout().lock()), bytes: 0, total: 0, said: 0 };
    let mut check = Check { launcher: launcher(memory), ..Check::under(profile) };
    if let Some(history) = history {
        check.history = History::read(history, &dossier, profile)?;
    }
    let report = check.run_knowing(&known, &mut voice);
    let (findings, rules) = (report.findings.len() as u64, Rules::of(&report));
    for finding in report.findings {
        voice.say(&Word::Finding(finding))?;
    }
    voice.say(&Word::Done { findings, rules })?;
    Ok(voice.out.flush()?)
}

/// PDF and XPT files are looked into by children of this process: this program again, with limits of their own, and no
/// more memory than this one has.
fn launcher(memory: u64) -> Option<Launcher> {
    let mut launcher = Launcher::new(std::env::current_exe().ok()?, ["inspect-worker".into()]);
    launcher.limits.memory = launcher.limits.memory.min(memory);
    Some(launcher)
}

impl Rules {
    fn of(report: &Report) -> Self {
        Self {
            profile: report.profile.name().to_owned(),
            edition: report.edition.title.to_owned(),
            evaluated: report.coverage.whole,
            partly: report.coverage.part,
            not_evaluated: report.coverage.nothing,
        }
    }
}

fn limit(memory: u64) -> Result<(), rustix::io::Errno> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    for (resource, most) in
        [(Resource::As, memory), (Resource::Nofile, FILES), (Resource::Fsize, 0), (Resource::Core, 0)]
    {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

struct Voice<W> {
    out: W,
    bytes: u64,
    total: u64,
    said: u64,
}

impl<W: Write> Voice<W> {
    fn say(&mut self, word: &Word) -> Result<(), WorkerError> {
        serde_json::to_writer(&mut self.out, word)?;
        Ok(self.out.write_all(b"\n")?)
    }
}

impl<W: Write> Progress for Voice<W> {
    fn begin(&mut self, _files: u64, bytes: u64) {
        self.total = bytes;
    }

    fn advance(&mut self, _files: u64, bytes: u64) {
        self.bytes += bytes;
        if self.bytes - self.said >= STEP {
            self.said = self.bytes;
            // A parent that is gone is seen at the next finding, or by its death signal.
            let _ = self.say(&Word::Progress { bytes: self.bytes, total: self.total });
            let _ = self.out.flush();
        }
    }
}

/// Files that the child may have open: those it reads, and two pipes for each of its own children.
const FILES: u64 = 128;
/// Bytes between two progress lines.
const STEP: u64 = 8 << 20;

#[cfg(test)]
mod tests {
    use super::{Rules, Word};

    #[test]
    fn a_line_comes_back_as_it_was_said() {
        for word in
            [Word::Progress { bytes: 1, total: 2 }, Word::Done { findings: 3, rules: Rules::default() }]
        {
            let line = serde_json::to_string(&word).unwrap();
            assert_eq!(serde_json::from_str::<Word>(&line).unwrap(), word, "{line}");
        }
        assert!(serde_json::from_str::<Word>(r#"{"type":"other"}"#).is_err());
    }
}
