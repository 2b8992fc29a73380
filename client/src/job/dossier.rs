//! The dossier as a job sees it: the folder, whose rules apply, and under which names it is filed.

use std::path::Path;

use ectd::check::{Check, Report};
use ectd::dossier::{Dossier, OpenError};
use ectd::filing::Filing;
use ectd::inspect::Launcher;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::profile::Profile;
use ectd::progress::Progress;
use ectd::witness::Witness;

use crate::job::event::{Event, Events, Phase};

/// What the applicant says about a dossier; the rest is read from it.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Application, if said.
    pub application: Option<ApplicationId>,
    /// Sequence, if said.
    pub sequence: Option<SequenceNumber>,
    /// Whose rules apply, if said.
    pub profile: Option<Profile>,
}

/// A folder that will be filed under known names.
#[derive(Debug)]
pub struct Named {
    /// The folder.
    pub dossier: Dossier,
    /// Whose rules apply.
    pub profile: Profile,
    /// Application.
    pub application: ApplicationId,
    /// Sequence.
    pub sequence: SequenceNumber,
}

/// It cannot be told what is to be filed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NamedError {
    /// The folder cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Neither the applicant nor the dossier says the application.
    #[error("the dossier does not say its application")]
    NoApplication,
    /// Neither the applicant nor the dossier says the sequence.
    #[error("the dossier does not say its sequence")]
    NoSequence,
}

impl Named {
    /// Opens the folder and finds out what it is filed under.
    ///
    /// # Errors
    /// [`NamedError`].
    pub fn open(folder: &Path, said: Said) -> Result<Named, NamedError> {
        let dossier = Dossier::open(folder)?;
        let profile = said.profile.unwrap_or_else(|| Profile::detect(&dossier));
        let filing = Filing::read(&dossier, profile);
        let application = said.application.or(filing.application).ok_or(NamedError::NoApplication)?;
        let sequence = said.sequence.or(filing.sequence).ok_or(NamedError::NoSequence)?;
        Ok(Named { dossier, profile, application, sequence })
    }
}

/// How a dossier is checked: under the edition in force, by a program that looks into files.
pub fn check_under(profile: Profile) -> Check {
    Check { launcher: launcher(), ..Check::under(profile) }
}

/// This program again; where it cannot be told what it is, nothing is looked into, and the check says so.
fn launcher() -> Option<Launcher> {
    Some(Launcher::new(std::env::current_exe().ok()?, ["inspect-worker".into()]))
}

/// Checks a dossier and tells every finding; the witness hears every file as it is read.
pub fn checked(dossier: &Dossier, check: &Check, witness: &dyn Witness, events: &mut dyn Events) -> Report {
    let report = check.run_before(witness, dossier, &mut Counted::new(Phase::Check, events));
    for finding in &report.findings {
        events.event(Event::Finding(finding));
    }
    events.event(Event::Checked(&report));
    report
}

/// Turns work on files into progress of a phase.
pub struct Counted<'a> {
    phase: Phase,
    done: u64,
    total: u64,
    events: &'a mut dyn Events,
}

impl<'a> Counted<'a> {
    /// Counts for `phase`.
    pub fn new(phase: Phase, events: &'a mut dyn Events) -> Counted<'a> {
        Counted { phase, done: 0, total: 0, events }
    }

    fn tell(&mut self) {
        let Counted { phase, done, total, .. } = *self;
        self.events.event(Event::Progress { phase, done, total });
    }
}

impl Progress for Counted<'_> {
    fn begin(&mut self, _files: u64, bytes: u64) {
        self.total = bytes;
        self.tell();
    }

    fn advance(&mut self, _files: u64, bytes: u64) {
        self.done += bytes;
        self.tell();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::event::Silent;

    fn folder() -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(top.path().join("x202600001/0003/m1")).unwrap();
        std::fs::write(top.path().join("x202600001/0003/m1/a.txt"), b"text").unwrap();
        top
    }

    #[test]
    fn names_are_read_from_the_folders_unless_said() {
        let top = folder();
        let path = top.path().join("x202600001/0003");
        let named = Named::open(&path, Said::default()).unwrap();
        assert_eq!((named.application.as_str(), named.sequence.as_str()), ("x202600001", "0003"));
        let said = Said { application: "other".parse().ok(), ..Said::default() };
        assert_eq!(Named::open(&path, said).unwrap().application.as_str(), "other");
    }

    #[test]
    fn a_folder_that_says_nothing_must_be_named() {
        let top = folder();
        let path = top.path().join("x202600001/0003/m1");
        assert!(matches!(Named::open(&path, Said::default()), Err(NamedError::NoApplication)));
        let said = Said { application: "a".parse().ok(), ..Said::default() };
        assert!(matches!(Named::open(&path, said), Err(NamedError::NoSequence)));
    }

    #[test]
    fn a_check_tells_its_progress_and_its_sum() {
        #[derive(Default)]
        struct Heard(Vec<(u64, u64)>, bool);
        impl Events for Heard {
            fn event(&mut self, event: Event<'_>) {
                match event {
                    Event::Progress { done, total, .. } => self.0.push((done, total)),
                    Event::Checked(report) => self.1 = (report.files, report.bytes) == (1, 4),
                    _ => {}
                }
            }
        }
        let top = folder();
        let dossier = Dossier::open(&top.path().join("x202600001/0003")).unwrap();
        let mut heard = Heard::default();
        checked(&dossier, &Check::under(Profile::Generic), &(), &mut heard);
        assert_eq!(heard.0.first(), Some(&(0, 4)));
        assert!(heard.1);
        checked(&dossier, &Check::under(Profile::Generic), &(), &mut Silent);
    }
}
