//! The rule book: each rule is one small item that says what it looks for and how much it weighs under each profile.
//!
//! Severities and numbers are those of the authorities: CDE 《eCTD验证标准》, FDA "eCTD Validation Criteria", EU "eCTD
//! Validation Criteria", ICH eCTD v4.0 chapter of validation rules. A new rule is a new item in [`REGISTRY`].

use crate::backbone::{Backbone, Leaf, Target, Targets};
use crate::check::Reading;
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::finding::{Finding, Severity};
use crate::profile::Profile;

mod carriage;
mod folder;
mod index;
mod leaf;
mod naming;

/// All rules, in the order in which findings are listed.
pub const REGISTRY: &[&Rule] = &[
    &carriage::NAME,
    &carriage::KIND,
    &carriage::CLASH,
    &carriage::NUMBER,
    &carriage::READABLE,
    &carriage::STEADY,
    &folder::EMPTY,
    &folder::UNREFERENCED,
    &naming::CHARACTERS,
    &naming::TOLERATED,
    &naming::NAME_LENGTH,
    &naming::PATH_LENGTH,
    &leaf::CASE,
    &index::PRESENT,
    &index::CHECKSUM,
    &index::REGIONAL,
    &leaf::CHECKSUM,
    &leaf::TARGET,
];

/// One rule.
pub struct Rule {
    /// Its code, such as `LEAF-04`.
    pub code: &'static str,
    /// Its weight and the authority's number under each profile.
    pub standing: Standing,
    /// Looks for what breaks it.
    find: fn(&Subject<'_>, &mut Found<'_>),
}

/// Weight of a rule under each profile, with the authority's own number.
pub struct Standing {
    /// China.
    pub cn: Weight,
    /// United States.
    pub us: Weight,
    /// European Union.
    pub eu: Weight,
    /// eCTD v3.2.2 of no region.
    pub ich: Weight,
    /// eCTD v4.0.
    pub v4: Weight,
    /// No backbone.
    pub generic: Weight,
}

/// How a rule stands with one authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It has no such rule.
    Off,
    /// Worth knowing.
    Info(&'static str),
    /// It may ask about it.
    Warning(&'static str),
    /// It does not accept it.
    Error(&'static str),
}

impl Rule {
    /// Returns severity and authority's number under a profile, or nothing where the rule is off.
    pub fn under(&self, profile: Profile) -> Option<(Severity, &'static str)> {
        let weight = match profile {
            Profile::Cn => self.standing.cn,
            Profile::Us => self.standing.us,
            Profile::Eu => self.standing.eu,
            Profile::Ich => self.standing.ich,
            Profile::V4 => self.standing.v4,
            Profile::Generic => self.standing.generic,
        };
        match weight {
            Weight::Off => None,
            Weight::Info(number) => Some((Severity::Info, number)),
            Weight::Warning(number) => Some((Severity::Warning, number)),
            Weight::Error(number) => Some((Severity::Error, number)),
        }
    }
}

impl Standing {
    /// A rule that every authority would have, with no number anywhere: what Sealpost itself cannot do.
    const ALWAYS: Self = Self {
        cn: Weight::Error(""),
        us: Weight::Error(""),
        eu: Weight::Error(""),
        ich: Weight::Error(""),
        v4: Weight::Error(""),
        generic: Weight::Error(""),
    };
}

/// All that a rule may look at.
pub(crate) struct Subject<'a> {
    pub(crate) dossier: &'a Dossier,
    pub(crate) profile: Profile,
    pub(crate) filing: &'a Filing,
    pub(crate) backbone: &'a Backbone,
    pub(crate) targets: &'a Targets,
    /// One for each of the dossier's files.
    pub(crate) readings: &'a [Reading],
}

impl<'a> Subject<'a> {
    fn leaves(&self) -> impl Iterator<Item = (&'a Leaf, &'a Target)> {
        self.backbone.leaves.iter().zip(self.targets.iter())
    }

    /// The place of a finding about a leaf: the file meant, or the backbone where there is none, and the leaf's ID.
    fn place(&self, leaf: &Leaf, path: Option<&str>) -> String {
        let path = path.unwrap_or_else(|| self.backbone.path_of(leaf));
        if leaf.id.is_empty() { path.to_owned() } else { format!("{path}#{}", leaf.id) }
    }

    fn path(&self, file: usize) -> &'a str {
        self.dossier.files()[file].path.as_str()
    }
}

/// Takes the findings of one rule.
pub(crate) struct Found<'a> {
    rule: &'static str,
    authority: &'static str,
    severity: Severity,
    findings: &'a mut Vec<Finding>,
}

impl Found<'_> {
    /// Notes a finding; `text` names the message, `arguments` what it shows.
    fn note(&mut self, place: impl Into<String>, text: &str, arguments: &[(&str, &str)]) {
        self.findings.push(Finding {
            rule: self.rule.to_owned(),
            authority: self.authority.to_owned(),
            severity: self.severity,
            place: place.into(),
            text: text.to_owned(),
            arguments: arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        });
    }
}

/// Runs the rules that stand under the subject's profile.
pub(crate) fn apply_all(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in REGISTRY {
        let Some((severity, authority)) = rule.under(subject.profile) else { continue };
        let first = findings.len();
        (rule.find)(subject, &mut Found { rule: rule.code, authority, severity, findings: &mut findings });
        findings[first..].sort_by(|one, other| one.place.cmp(&other.place));
    }
    findings
}
