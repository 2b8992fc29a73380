//! The check of a dossier: reads its backbone, then every file once, applies the authority's book, and gives the
//! findings in a fixed order.

use std::thread;

use crate::application::History;
use crate::application::life::{Filed, Life};
use crate::backbone::target::{Target, Targets};
use crate::backbone::{Backbone, INDEX, MESSAGE};
use crate::book::{Book, Coverage, Edition};
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::finding::{Finding, Severity};
use crate::inspect::{Inspecting, Launcher};
use crate::name::SequenceNumber;
use crate::profile::Profile;
use crate::progress::Progress;
use crate::reading::known::Known;
use crate::reading::{self, Wanted};
use crate::rule::listing::LIST;
use crate::rule::subject::Subject;
use crate::rule::util;
use crate::witness::Witness;

/// How a dossier is to be checked.
#[derive(Clone, Debug)]
pub struct Check {
    /// Whose rules.
    pub profile: Profile,
    /// Which edition of them; one of [`Book::editions`].
    pub edition: &'static Edition,
    /// The earlier sequences of the application.
    pub history: History,
    /// Starts the processes that look into PDF and XPT files; without it that is not evaluated.
    pub launcher: Option<Launcher>,
}

/// What came out of a check.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whose rules were applied.
    pub profile: Profile,
    /// Which edition of them.
    pub edition: &'static Edition,
    /// What the dossier says that it is filed under.
    pub filing: Filing,
    /// Number of files.
    pub files: u64,
    /// Sum of their sizes.
    pub bytes: u64,
    /// How many rules were evaluated.
    pub coverage: Coverage,
    /// The objections: in the order of the book, then by place.
    pub findings: Vec<Finding>,
}

impl Check {
    /// Checks under the edition in force, without history.
    pub fn under(profile: Profile) -> Self {
        Self { profile, edition: Book::of(profile).current(), history: History::NotGiven, launcher: None }
    }

    /// Checks a dossier.
    ///
    /// Reads every file to its end, in pieces; whatever cannot be read is a finding, so a check always has a result.
    pub fn run(&self, dossier: &Dossier, progress: &mut dyn Progress) -> Report {
        self.run_knowing(&Known::nothing(dossier), progress)
    }

    /// The same, without reading the files whose digests are known. What is found is the same.
    pub fn run_knowing(&self, known: &Known<'_>, progress: &mut dyn Progress) -> Report {
        self.apply(&(), known, progress)
    }

    /// The same, with a witness who hears every file as it is read.
    pub fn run_before(
        &self,
        witness: &dyn Witness,
        dossier: &Dossier,
        progress: &mut dyn Progress,
    ) -> Report {
        self.apply(witness, &Known::nothing(dossier), progress)
    }

    fn apply(&self, witness: &dyn Witness, known: &Known<'_>, progress: &mut dyn Progress) -> Report {
        let dossier = known.dossier();
        let files = dossier.files().len() as u64;
        progress.begin(files, dossier.bytes());
        let backbone = Backbone::read(dossier, self.profile);
        let targets = Targets::follow(dossier, &backbone);
        let tasks = known.tasks(wanted(dossier, self.profile, &targets));
        let (readings, inspections) = thread::scope(|scope| {
            let inspecting = Inspecting::begin(scope, dossier, self.launcher.as_ref());
            // what was just read still lies in the system's memory
            let read = |file| inspecting.look_into(file);
            let readings =
                reading::read_all(dossier.root(), dossier.files(), &tasks, witness, &read, progress);
            (readings, inspecting.finish())
        });
        let filing = Filing::of(dossier, &backbone);
        let life = self.life(dossier, &filing, &backbone);
        let outcome = Book::of(self.profile).apply(&Subject {
            dossier,
            profile: self.profile,
            edition: self.edition.name,
            filing: &filing,
            backbone: &backbone,
            targets: &targets,
            readings: &readings,
            inspections: &inspections,
            history: &self.history,
            life: &life,
        });
        Report {
            profile: self.profile,
            edition: self.edition,
            filing,
            files: dossier.files().len() as u64,
            bytes: dossier.bytes(),
            coverage: outcome.coverage,
            findings: outcome.findings,
        }
    }

    /// The earlier sequences and this one, under the name by which later ones will refer to it.
    fn life<'a>(&'a self, dossier: &'a Dossier, filing: &'a Filing, backbone: &'a Backbone) -> Life<'a> {
        let name = filing.sequence.as_ref().map(SequenceNumber::as_str).or_else(|| dossier.name());
        let earlier = self.history.sequences().iter();
        let earlier = earlier.map(|sequence| Filed { name: &sequence.name, backbone: &sequence.backbone });
        Life::over(earlier.chain([Filed { name: name.unwrap_or_default(), backbone }]).collect())
    }
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

    /// Counts what is only worth knowing, with the rules that were not evaluated.
    pub fn infos(&self) -> u64 {
        self.count(Severity::Info)
    }

    fn count(&self, severity: Severity) -> u64 {
        self.findings.iter().filter(|finding| finding.severity == severity).count() as u64
    }
}

/// A leaf of v3.2.2 states an MD5, a document of v4 a SHA-256, the list of a dossier without backbone an SM3; so do the
/// files beside the backbone itself. Of the authorities' own files under util the MD5 is published.
fn wanted(dossier: &Dossier, profile: Profile, targets: &Targets) -> Vec<Wanted> {
    if profile == Profile::Generic && dossier.find(LIST).is_some() {
        return vec![Wanted::Sm3; dossier.files().len()];
    }
    let kind = if profile == Profile::V4 { Wanted::Sha256 } else { Wanted::Md5 };
    let main = if profile == Profile::V4 { MESSAGE } else { INDEX };
    let mut wanted = vec![Wanted::Nothing; dossier.files().len()];
    let util = util::published_paths().filter_map(|path| dossier.position(path));
    for file in targets.iter().filter_map(Target::file).chain(dossier.position(main)).chain(util) {
        wanted[file] = kind;
    }
    wanted
}
