//! The rule books: one table for each authority, that reads like the authority's own list, in its order.
//!
//! Sources: CDE 《eCTD验证标准》, FDA "eCTD Validation Criteria", EU "eCTD Validation Criteria", ICH specification 3.2.2,
//! ICH eCTD v4.0 Implementation Guide, chapter of validation rules. A row says under which number, since which edition
//! and with which weight the authority has a rule; what the rule looks for stands in [`crate::rule`].

use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::profile::Profile;
use crate::rule::found::{Extent, Found};
use crate::rule::subject::Subject;
use crate::text;

mod cn;
mod criterion;
mod eu;
mod generic;
mod ich;
mod us;
mod v4;

pub use criterion::{Criterion, State};

/// The rules of one authority.
#[derive(Debug)]
pub struct Book {
    /// Whose they are.
    pub profile: Profile,
    /// What stands before its numbers in a finding: `CN` makes `CN 3.14`.
    pub prefix: &'static str,
    /// The editions, the one in force last.
    pub editions: &'static [Edition],
    criteria: &'static [Criterion],
}

/// One edition of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its short name, such as `1.1`.
    pub name: &'static str,
    /// Authority, name and date, as results and reports show them.
    pub title: &'static str,
}

/// Findings, and how much of a book they are the result of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The findings: in the order of the book, then by place.
    pub findings: Vec<Finding>,
    /// How many of its rows were evaluated. Where not all was, the reason is a finding or stands in the book.
    pub coverage: Coverage,
}

/// How many rows of a book were evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Wholly.
    pub whole: u64,
    /// In part.
    pub part: u64,
    /// Not at all.
    pub nothing: u64,
}

impl Coverage {
    fn count(&mut self, extent: Extent) {
        match extent {
            Extent::Whole => self.whole += 1,
            Extent::Part => self.part += 1,
            Extent::Nothing => self.nothing += 1,
        }
    }
}

impl Book {
    /// Returns an authority's book.
    pub fn of(profile: Profile) -> &'static Self {
        match profile {
            Profile::Cn => &cn::BOOK,
            Profile::Us => &us::BOOK,
            Profile::Eu => &eu::BOOK,
            Profile::Ich => &ich::BOOK,
            Profile::V4 => &v4::BOOK,
            Profile::Generic => &generic::BOOK,
        }
    }

    /// Returns an edition by its short name.
    pub fn edition(&self, name: &str) -> Option<&'static Edition> {
        self.editions.iter().find(|edition| edition.name == name)
    }

    /// Returns the edition in force.
    pub fn current(&self) -> &'static Edition {
        self.editions.last().unwrap_or(&UNDATED)
    }

    /// Iterates over all rows: first what any dossier needs to be carried, then the authority's own list.
    pub fn criteria(&self) -> impl Iterator<Item = &'static Criterion> {
        generic::CARRIAGE.iter().chain(self.criteria)
    }

    /// Returns the number under which a finding of that row stands, empty where the authority has none.
    pub fn authority(&self, criterion: &Criterion) -> String {
        match (self.prefix, criterion.number) {
            (_, "") => String::new(),
            ("", number) => number.to_owned(),
            (prefix, number) => format!("{prefix} {number}"),
        }
    }

    /// Returns what a row asks for, in one line.
    pub fn title(&self, criterion: &Criterion, language: Language) -> String {
        text::title(language, &self.authority(criterion), criterion.code)
    }

    /// Runs the rows that the subject's edition has.
    pub fn apply(&self, subject: &Subject<'_>) -> Outcome {
        let mut outcome = Outcome::default();
        for criterion in self.criteria().filter(|criterion| criterion.is_in(subject.edition)) {
            let extent = self.apply_one(criterion, subject, &mut outcome.findings);
            outcome.coverage.count(extent);
        }
        outcome
    }

    fn apply_one(&self, criterion: &Criterion, subject: &Subject<'_>, findings: &mut Vec<Finding>) -> Extent {
        let Some(check) = criterion.check else { return Extent::Nothing };
        let first = findings.len();
        let mut found = Found::new(criterion.code, self.authority(criterion), criterion.severity, findings);
        check(subject, &mut found);
        let extent = found.extent();
        findings[first..].sort_by(|one, other| one.place.cmp(&other.place));
        extent.max(criterion.state.extent())
    }
}

/// Stands in for an edition where a book has none.
const UNDATED: Edition = Edition { name: "1", title: "Sealpost 1" };

/// What a row's check is: looks at the subject and notes what breaks the rule.
pub type Check = fn(&Subject<'_>, &mut Found<'_>);

/// Makes a row of weight error.
const fn error(number: &'static str, code: &'static str, check: Check) -> Criterion {
    Criterion::new(Severity::Error, number, code, check)
}

/// Makes a row of weight warning.
const fn warning(number: &'static str, code: &'static str, check: Check) -> Criterion {
    Criterion::new(Severity::Warning, number, code, check)
}

/// Makes a row that only informs.
const fn info(number: &'static str, code: &'static str, check: Check) -> Criterion {
    Criterion::new(Severity::Info, number, code, check)
}
