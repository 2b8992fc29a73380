//! Which rows of which books have been broken by a dossier, and which have not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use ectd::book::{Book, Criterion, State};
use ectd::finding::{Finding, Severity};
use ectd::profile::Profile;

use crate::common::skip;
use crate::common::written::official;

/// How a book names a row: authority, edition, number, code, weight.
type Name = (Profile, &'static str, String, String, &'static str);

/// The rows that were broken, each with the sides from which it was.
static BROKEN: Mutex<BTreeMap<Name, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Notes the rows that these findings break, after they were compared with what is expected.
#[track_caller]
pub(crate) fn note(profile: Profile, edition: &'static str, findings: &[&Finding]) {
    let book = Book::of(profile);
    for finding in findings {
        let is_its =
            |row: &&Criterion| book.authority(row) == finding.authority && row.severity == finding.severity;
        let mut rows = book.criteria().filter(|row| row.is_in(edition) && row.code == finding.rule);
        assert!(rows.any(|row| is_its(&row)), "{profile} {edition} has no such row: {finding:?}");
        let weight = weight(finding.severity);
        let name = (profile, edition, finding.authority.clone(), finding.rule.clone(), weight);
        BROKEN.lock().unwrap().entry(name).or_default().insert(side(finding));
    }
}

/// Tells whether every evaluated row of every edition was broken; names those that were not.
pub(crate) fn is_complete() -> bool {
    let mut missing = missing();
    if official().is_none() {
        let before = missing.len();
        missing.retain(|(.., code, _)| !code.starts_with("UTL-"));
        skip(&format!("{} rows about the authorities' own files", before - missing.len()));
    }
    for (profile, edition, number, code, weight) in &missing {
        eprintln!("no dossier breaks {profile} {edition}: {number} {code} ({weight})");
    }
    missing.is_empty()
}

fn missing() -> Vec<Name> {
    let broken = BROKEN.lock().unwrap();
    let sides = |name: &Name| broken.get(name).map_or(0, BTreeSet::len);
    rows().into_iter().filter(|(name, rows)| sides(name) < *rows).map(|(name, _)| name).collect()
}

/// The evaluated rows by name, and how many have that name: a book may have several of one number and code.
fn rows() -> BTreeMap<Name, usize> {
    let mut rows = BTreeMap::new();
    for book in Profile::ALL.map(Book::of) {
        for edition in book.editions {
            let evaluated = |row: &&Criterion| !matches!(row.state, State::Not(_)) && row.is_in(edition.name);
            for row in book.criteria().filter(evaluated) {
                let weight = weight(row.severity);
                let name = (book.profile, edition.name, book.authority(row), row.code.to_owned(), weight);
                *rows.entry(name).or_default() += 1;
            }
        }
    }
    rows
}

/// What a finding is about, by its message: tells rows of one name apart. Messages of one row count once.
fn side(finding: &Finding) -> String {
    let side = finding.arguments.get("side").map_or("", String::as_str);
    match finding.text.as_str() {
        text if text.starts_with("xml-") => "xml".to_owned(),
        text if text.starts_with("grammar-") => "grammar".to_owned(),
        "pdf-script" | "pdf-media" => "pdf-active".to_owned(),
        text => format!("{text} {side}"),
    }
}

fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
