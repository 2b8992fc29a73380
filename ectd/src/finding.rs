//! What an authority objects to: code, severity, place, and the material of a message in two languages.
//!
//! A finding is data. It crosses process borders as JSON with its arguments, and becomes text only where it is shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::text;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The authority may ask about it.
    Warning,
    /// The authority does not accept it.
    Error,
}

/// One objection at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the rule, such as `LEAF-04`.
    pub rule: String,
    /// The authority's own number, such as `CN 3.14`; empty where it has none.
    pub authority: String,
    /// Its weight under the profile of the check.
    pub severity: Severity,
    /// Path relative to the dossier, then `#leafID` where there is one.
    pub place: String,
    /// Name of the message in `locales/*/rules.ftl`.
    pub text: String,
    /// What the message names: sizes, digests, other paths.
    pub arguments: BTreeMap<String, String>,
}

/// A finding as the contract shows it: one line of JSON with `"type":"finding"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "finding")]
pub struct Line {
    /// Code of the rule.
    pub rule: String,
    /// The authority's own number, empty where it has none.
    pub authority: String,
    /// Its weight.
    pub severity: Severity,
    /// Where.
    pub place: String,
    /// What, where and how to mend it, in the language asked for.
    pub message: String,
}

impl Finding {
    /// Says what is wrong and how to mend it.
    pub fn message(&self, language: Language) -> String {
        text::message(language, self)
    }

    /// Tells whether it says that a rule was not evaluated, and not what breaks one.
    pub fn is_gap(&self) -> bool {
        self.text == NOT_EVALUATED
    }

    /// Renders the finding as the contract's line.
    pub fn line(&self, language: Language) -> Line {
        Line {
            rule: self.rule.clone(),
            authority: self.authority.clone(),
            severity: self.severity,
            place: self.place.clone(),
            message: self.message(language),
        }
    }
}

/// The message of a rule that was not evaluated.
pub(crate) const NOT_EVALUATED: &str = "not-evaluated";
