//! A submission as `list` and `show` say it.

use crate::clock::Moment;
use crate::registry::entity::submission;
use serde::Serialize;

/// One line of `list`.
#[derive(Serialize)]
#[serde(tag = "type", rename = "submission")]
pub(super) struct Submission {
    pub(super) number: String,
    pub(super) organisation: String,
    pub(super) application: String,
    pub(super) sequence: String,
    pub(super) state: &'static str,
    pub(super) manifest_root: String,
    pub(super) package_digest: Option<String>,
    pub(super) files: Option<i64>,
    pub(super) bytes: Option<i64>,
    pub(super) offered_at: Option<String>,
    pub(super) delivered_at: Option<String>,
    pub(super) registered_at: Option<String>,
    pub(super) findings: Findings,
}

/// Numbers of findings; none before the dossier was opened.
#[derive(Serialize)]
pub(super) struct Findings {
    pub(super) error: Option<i64>,
    pub(super) warning: Option<i64>,
}

impl From<&submission::Model> for Submission {
    fn from(row: &submission::Model) -> Self {
        Self {
            number: row.number.clone(),
            organisation: row.organisation.clone(),
            application: row.application.clone(),
            sequence: row.sequence.clone(),
            state: row.state.name(),
            manifest_root: row.manifest_root.clone(),
            package_digest: row.package_digest.clone(),
            files: row.files,
            bytes: row.bytes,
            offered_at: time(Some(row.offered_at)),
            delivered_at: time(row.delivered_at),
            registered_at: time(row.registered_at),
            findings: Findings { error: row.findings_error, warning: row.findings_warning },
        }
    }
}

/// A time of a row (ms) in RFC 3339, UTC.
pub(super) fn time(moment: Option<i64>) -> Option<String> {
    moment.map(|moment| Moment(moment).to_string())
}
