//! A real applicant in a temporary home.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::centre::Centre;
use crate::program::{self, Run};

/// An applicant's home.
#[derive(Debug)]
pub struct Applicant {
    folder: TempDir,
}

impl Applicant {
    /// Creates an empty home.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    #[expect(clippy::expect_used, clippy::new_without_default, reason = "test code")]
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("applicant-").tempdir().expect("temporary folder");
        Self { folder }
    }

    /// Creates a home enrolled with a running centre under an organisation of that name.
    ///
    /// # Panics
    /// When enrolment fails.
    pub fn enrolled(centre: &Centre, organisation: &str) -> Self {
        Self::enrolled_with(&centre.invite(organisation))
    }

    /// Creates a home enrolled by a one-time code.
    ///
    /// # Panics
    /// When enrolment fails.
    pub fn enrolled_with(code: &str) -> Self {
        let applicant = Self::new();
        let _ = applicant.run(["enrol", code]).expect(0);
        applicant
    }

    /// Returns the applicant's home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Returns the folder that holds the home: a place for the test's own files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Begins a command line of the client.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = program::command("sealpost", &self.home());
        command.args(arguments);
        command
    }

    /// Runs a command of the client to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        program::run(&mut self.command(arguments))
    }

    /// Submits a folder under an application and a sequence, findings accepted.
    pub fn submit(&self, folder: &Path, application: &str, sequence: &str) -> Run {
        program::run(&mut self.submitting(folder, application, sequence))
    }

    /// Begins the command line that [`Applicant::submit`] runs.
    pub fn submitting(&self, folder: &Path, application: &str, sequence: &str) -> Command {
        let mut command = self.command(["submit"]);
        command.arg(folder).args(["--application", application, "--sequence", sequence]);
        command.args(["--accept-findings", "test dossier"]);
        command
    }

    /// Writes a synthetic dossier below the applicant's folder and returns it.
    ///
    /// # Panics
    /// When `sample` fails.
    pub fn sample(&self, name: &str, files: u64, bytes: u64) -> PathBuf {
        self.sample_of("ich", name, files, bytes)
    }

    /// The same under a profile.
    ///
    /// # Panics
    /// When `sample` fails.
    pub fn sample_of(&self, profile: &str, name: &str, files: u64, bytes: u64) -> PathBuf {
        let folder = self.folder.path().join(name);
        let mut command = self.command(["sample"]);
        command.arg(&folder).args(["--files", &files.to_string(), "--bytes", &bytes.to_string()]);
        command.args(["--profile", profile]);
        let _ = program::run(&mut command).expect(0);
        folder
    }
}
