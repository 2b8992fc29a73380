//! The report as text for a terminal: each rule with its title and its places, then what was not evaluated.

use super::gap::Gap;
use super::group::Group;
use super::shown::shown;
use crate::check::Report;
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::text;

/// Writes the lines of a report; of each rule at most `most` places are named, and the others counted.
pub fn lines(report: &Report, language: Language, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for group in Group::all(report) {
        lines.push(head(&group, language));
        lines.extend(group.findings.iter().take(most).map(|finding| place(finding, language)));
        lines.extend(rest("report-more-places", group.findings.len(), most, language));
    }
    lines.extend(gaps(report, language));
    lines
}

/// Returns the word for a weight.
pub fn weight(severity: Severity, language: Language) -> String {
    let name = match severity {
        Severity::Error => "report-error",
        Severity::Warning => "report-warning",
        Severity::Info => "report-info",
    };
    text::say(language, name)
}

fn head(group: &Group<'_>, language: Language) -> String {
    let names = [weight(group.severity, language), group.rule.to_owned(), group.authority.to_owned()];
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    shown(&format!("{}  {}", names.join("  "), group.title(language))).into_owned()
}

/// Most messages name the place themselves.
fn place(finding: &Finding, language: Language) -> String {
    let (place, message) = (shown(&finding.place), finding.message(language));
    let message = shown(&message);
    if place.is_empty() || message.contains(place.as_ref()) {
        format!("    {message}")
    } else {
        format!("    {place}: {message}")
    }
}

fn rest(name: &str, all: usize, most: usize, language: Language) -> Option<String> {
    let more = all.checked_sub(most).filter(|more| *more > 0)?;
    Some(format!("    {}", text::with(language, name, &[("count", more.to_string())])))
}

/// One line for each reason.
fn gaps(report: &Report, language: Language) -> Vec<String> {
    let mut by_reason: Vec<(String, Vec<String>)> = Vec::new();
    for gap in Gap::all(report) {
        let reason = gap.reason(language);
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            // one number may stand in several rows, each with a code of its own
            Some((_, names)) if names.last().is_some_and(|last| last == gap.name()) => {}
            Some((_, names)) => names.push(gap.name().to_owned()),
            None => by_reason.push((reason, vec![gap.name().to_owned()])),
        }
    }
    by_reason.into_iter().map(|(reason, names)| gap_line(&reason, &names, language)).collect()
}

fn gap_line(reason: &str, names: &[String], language: Language) -> String {
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    let rest = rest("report-more-rules", names.len(), NAMES, language).unwrap_or_default();
    let values = [
        ("count", names.len().to_string()),
        ("rules", [shown.as_str(), rest.trim()].join(" ").trim().to_owned()),
        ("reason", reason.to_owned()),
    ];
    text::with(language, "report-gap", &values)
}

/// Rules named of those that were not evaluated for the same reason.
const NAMES: usize = 12;
