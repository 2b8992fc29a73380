//! What is wrong with the thing checked, in the form of the contract.

use package::log::stamp::Stamped;
use serde::Serialize;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// The thing is not what was filed, or it cannot be proved.
    Error,
    /// Not as it should be, and nothing is lost or altered by it.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word that machines read.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding: `{"type":"finding","rule","severity","place","message"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "finding")]
pub(crate) struct Finding {
    /// A short stable name of what is wrong; in an archive the code of the OCFL specification.
    pub(crate) rule: String,
    /// Its weight.
    pub(crate) severity: Severity,
    /// File, offset, segment, member: as near as it is known.
    pub(crate) place: String,
    /// What it means, for people.
    pub(crate) message: String,
    /// What a time-stamp proves, for machines.
    #[serde(flatten)]
    pub(crate) stamped: Option<Stamped>,
}
