//! Composed applications on disk, with all files that belong under util, and what a check finds in them.
#![allow(dead_code, reason = "each test program uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ectd::application::History;
use ectd::book::Book;
use ectd::check::{Check, Report};
use ectd::compose::plan::Application;
use ectd::dossier::Dossier;
use ectd::finding::Severity;
use ectd::inspect::Launcher;
use ectd::profile::Profile;
use tempfile::TempDir;

use super::shared;
use super::twice::twice;

/// An application, written.
pub(crate) struct Written {
    _top: TempDir,
    folder: PathBuf,
}

impl Written {
    pub(crate) fn new(application: &Application) -> Self {
        let (top, util) = (scratch(), util());
        application.write(top.path(), Some(util.path())).unwrap();
        let folder = top.path().join(&application.folder);
        Self { _top: top, folder }
    }

    /// The folder of a sequence.
    pub(crate) fn sequence(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn open(&self, name: &str) -> Dossier {
        Dossier::open(&self.sequence(name)).unwrap()
    }

    /// Checks a sequence, knowing those before it.
    pub(crate) fn check(&self, profile: Profile, name: &str) -> Report {
        self.check_under(profile, Book::of(profile).current().name, name)
    }

    /// The same under another edition.
    pub(crate) fn check_under(&self, profile: Profile, edition: &str, name: &str) -> Report {
        self.check_opened(profile, edition, &self.open(name), None)
    }

    /// The same of a sequence that was opened before, looking into files if there is who can.
    pub(crate) fn check_opened(
        &self,
        profile: Profile,
        edition: &str,
        dossier: &Dossier,
        launcher: Option<Launcher>,
    ) -> Report {
        let history = History::read(&self.folder, dossier, profile).unwrap();
        let edition = Book::of(profile).edition(edition).unwrap();
        twice(&Check { profile, edition, history, launcher }, dossier)
    }

    /// Checks a sequence on its own.
    pub(crate) fn check_alone(&self, profile: Profile, name: &str) -> Report {
        twice(&Check::under(profile), &self.open(name))
    }
}

/// Errors and warnings: code, the authority's number, place. Without the authorities' files beside the project, what
/// is found about these is left out.
pub(crate) fn grave(report: &Report) -> Vec<(&str, &str, &str)> {
    let is_ours = official().is_some();
    let grave = report.findings.iter().filter(|finding| finding.severity != Severity::Info);
    grave
        .filter(|finding| is_ours || finding.text != "util-altered")
        .map(|finding| (finding.rule.as_str(), finding.authority.as_str(), finding.place.as_str()))
        .collect()
}

/// The authorities' files, if they are beside the project.
pub(crate) fn official() -> Option<&'static Path> {
    static OFFICIAL: LazyLock<Option<PathBuf>> = LazyLock::new(|| shared("domain/dtd/official"));
    OFFICIAL.as_deref()
}

/// A folder for one dossier of small files, in memory where the system has such a place: there are hundreds.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// All files that belong under util, side by side: the authorities' where they are beside the project, and something in
/// place of those that could not be had.
pub(crate) fn util() -> TempDir {
    let util = scratch();
    for name in NAMES {
        fs::write(util.path().join(name), "in place of the authority's file").unwrap();
    }
    for entry in official().into_iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let path = entry.unwrap().path();
        fs::copy(&path, util.path().join(path.file_name().unwrap())).unwrap();
    }
    util
}

const NAMES: [&str; 17] = [
    "ich-ectd-3-2.dtd",
    "ectd-2-0.xsl",
    "ich-stf-v2-2.dtd",
    "ich-stf-stylesheet-2-3.xsl",
    "ich-stf-stylesheet-2-2a.xsl",
    "valid-values.xml",
    "cn-regional-1-0.xsd",
    "xlink.xsd",
    "xml.xsd",
    "cn-regional-1-0.xsl",
    "cn-regional-1-1.xsl",
    "us-regional-v3-3.dtd",
    "us-regional.xsl",
    "eu-regional.dtd",
    "eu-leaf.mod",
    "eu-envelope.mod",
    "eu-regional.xsl",
];
