//! The check of a dossier: reads its backbone, then every file once, runs the rules, and gives the findings in a fixed
//! order.

use crate::backbone::{Backbone, INDEX, MESSAGE, Target, Targets};
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::finding::{Finding, Severity};
use crate::profile::Profile;
use crate::progress::Progress;
use crate::rule::{self, Subject};

mod reading;

pub use reading::Reading;
use reading::Wanted;

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
    let files = dossier.files().len() as u64;
    progress.begin(files, dossier.bytes());
    let backbone = Backbone::read(dossier, profile);
    let targets = Targets::follow(dossier, &backbone);
    let readings = reading::read_all(dossier, &wanted(dossier, profile, &targets), progress);
    let filing = Filing::of(dossier, &backbone);
    let subject = Subject {
        dossier,
        profile,
        filing: &filing,
        backbone: &backbone,
        targets: &targets,
        readings: &readings,
    };
    let findings = rule::apply_all(&subject);
    Report { profile, filing, files, bytes: dossier.bytes(), findings }
}

/// A leaf of v3.2.2 states an MD5, a document of v4 a SHA-256; so do the files beside the backbone itself.
fn wanted(dossier: &Dossier, profile: Profile, targets: &Targets) -> Vec<Wanted> {
    let kind = if profile == Profile::V4 { Wanted::Sha256 } else { Wanted::Md5 };
    let main = if profile == Profile::V4 { MESSAGE } else { INDEX };
    let mut wanted = vec![Wanted::Nothing; dossier.files().len()];
    for file in targets.iter().filter_map(Target::file).chain(dossier.position(main)) {
        wanted[file] = kind;
    }
    wanted
}
