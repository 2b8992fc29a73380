//! A row of a book.

use super::Check;
use crate::finding::Severity;
use crate::language::Language;
use crate::rule::found::Extent;
use crate::text;

/// One rule as one authority has it.
#[derive(Clone, Copy, Debug)]
pub struct Criterion {
    /// The authority's number, such as `3.14`; empty where it has the rule without one, or only Sealpost has it.
    pub number: &'static str,
    /// The code that the same rule has under every authority, such as `LEAF-04`.
    pub code: &'static str,
    /// What breaking it means.
    pub severity: Severity,
    /// The only edition that has the row; nothing when all have it.
    pub only: Option<&'static str>,
    /// How much of it is evaluated.
    pub state: State,
    /// Looks for what breaks it; nothing where it is not evaluated at all.
    pub(super) check: Option<Check>,
}

/// How much of a rule this version evaluates. Reasons name messages (`reason-…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// All of it.
    Evaluated,
    /// A part, for a reason.
    Partly(&'static str),
    /// Nothing, for a reason.
    Not(&'static str),
}

impl State {
    /// Returns how much of the rule this version evaluates.
    pub fn extent(self) -> Extent {
        match self {
            Self::Evaluated => Extent::Whole,
            Self::Partly(_) => Extent::Part,
            Self::Not(_) => Extent::Nothing,
        }
    }

    /// Returns the name of the reason, where not all is evaluated.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Evaluated => None,
            Self::Partly(reason) | Self::Not(reason) => Some(reason),
        }
    }

    /// Says why not all is evaluated: which source is missing.
    pub fn explain(self, language: Language) -> Option<String> {
        self.reason().map(|reason| text::say(language, &format!("reason-{reason}")))
    }
}

impl Criterion {
    pub(super) const fn new(
        severity: Severity,
        number: &'static str,
        code: &'static str,
        check: Check,
    ) -> Self {
        Self { number, code, severity, only: None, state: State::Evaluated, check: Some(check) }
    }

    /// A row that cannot be evaluated, for a reason.
    pub(super) const fn not(
        severity: Severity,
        number: &'static str,
        code: &'static str,
        reason: &'static str,
    ) -> Self {
        Self { number, code, severity, only: None, state: State::Not(reason), check: None }
    }

    /// The same row, of which only a part is evaluated.
    pub(super) const fn partly(self, reason: &'static str) -> Self {
        Self { state: State::Partly(reason), ..self }
    }

    /// The same row, in one edition only.
    pub(super) const fn only(self, edition: &'static str) -> Self {
        Self { only: Some(edition), ..self }
    }

    /// Tells whether an edition has the row.
    pub fn is_in(&self, edition: &str) -> bool {
        self.only.is_none_or(|only| only == edition)
    }
}
