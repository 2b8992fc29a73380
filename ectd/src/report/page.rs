//! The report as one HTML page: no script, no resource from elsewhere, every value escaped by the template
//! (`templates/report.html`), fit to be printed and filed.

use askama::Template;

use super::gap::Gap;
use super::group::Group;
use super::plain::weight;
use super::shown::shown;
use crate::check::Report;
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::rule::found::Extent;
use crate::text;

/// What the page says of the check beside its result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The folder that was checked, as the person named it.
    pub folder: String,
    /// When, with the time zone.
    pub time: String,
    /// Name and version of the program.
    pub tool: String,
    /// The folder of the earlier sequences, if one was given.
    pub history: Option<String>,
    /// Why the findings are accepted, if they are.
    pub accepted: Option<String>,
}

/// Writes the page.
///
/// # Errors
/// When the template cannot be filled in.
pub fn page(report: &Report, around: &Circumstances, language: Language) -> Result<String, askama::Error> {
    let say = |name| text::say(language, name);
    let good = report.errors() == 0;
    Page {
        language: language.tag(),
        title: say("report-title"),
        mood: if good { "good" } else { "bad" },
        verdict: say(if good { "report-good" } else { "report-bad" }),
        facts: facts(report, around, language),
        accepted: around.accepted.as_deref().map(|reason| shown(reason).into_owned()),
        words: Words::in_language(language),
        groups: Group::all(report)
            .iter()
            .map(|group| Rule::of(group, around.accepted.is_some(), language))
            .collect(),
        gaps: Gap::all(report).iter().map(|gap| Missing::of(gap, language)).collect(),
    }
    .render()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    language: &'static str,
    title: String,
    mood: &'static str,
    verdict: String,
    facts: Vec<(String, String)>,
    accepted: Option<String>,
    words: Words,
    groups: Vec<Rule>,
    gaps: Vec<Missing>,
}

struct Words {
    accepted: String,
    accepted_note: String,
    disposition: String,
    findings: String,
    no_finding: String,
    place: String,
    message: String,
    gaps: String,
    gaps_note: String,
    rule: String,
    reason: String,
}

struct Rule {
    class: &'static str,
    weight: String,
    rule: String,
    title: String,
    count: usize,
    accepted: bool,
    findings: Vec<(String, String)>,
}

struct Missing {
    rule: String,
    title: String,
    extent: String,
    reason: String,
    places: Vec<String>,
}

impl Words {
    fn in_language(language: Language) -> Self {
        let say = |name| text::say(language, name);
        Self {
            accepted: say("report-accepted"),
            accepted_note: say("report-accepted-note"),
            disposition: say("report-disposition"),
            findings: say("report-findings"),
            no_finding: say("report-no-finding"),
            place: say("report-place"),
            message: say("report-message"),
            gaps: say("report-gaps"),
            gaps_note: say("report-gaps-note"),
            rule: say("report-rule"),
            reason: say("report-reason"),
        }
    }
}

impl Rule {
    /// What is accepted is errors: nothing else stands against filing.
    fn of(group: &Group<'_>, accepted: bool, language: Language) -> Self {
        let row = |finding: &&Finding| {
            let place = if finding.place.is_empty() { "." } else { finding.place.as_str() };
            (shown(place).into_owned(), shown(&finding.message(language)).into_owned())
        };
        Self {
            class: class(group.severity),
            weight: weight(group.severity, language),
            rule: name(group.authority, group.rule),
            title: shown(&group.title(language)).into_owned(),
            count: group.findings.len(),
            accepted: accepted && group.severity == Severity::Error,
            findings: group.findings.iter().map(row).collect(),
        }
    }
}

impl Missing {
    fn of(gap: &Gap<'_>, language: Language) -> Self {
        let extent = if gap.extent == Extent::Part { "report-partly" } else { "report-not" };
        Self {
            rule: name(&gap.authority, gap.criterion.code),
            title: gap.title(language),
            extent: text::say(language, extent),
            reason: gap.reason(language),
            places: gap.places().map(|place| shown(place).into_owned()).collect(),
        }
    }
}

/// The lines at the head: under which rules, by which program, when, what, and the sums.
fn facts(report: &Report, around: &Circumstances, language: Language) -> Vec<(String, String)> {
    let history = around.history.clone().unwrap_or_else(|| text::say(language, "report-no-history"));
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let findings = [report.errors(), report.warnings(), report.infos()].map(|count| count.to_string());
    let coverage = [report.coverage.whole, report.coverage.part, report.coverage.nothing];
    let rows = [
        ("report-folder", around.folder.clone()),
        ("report-application", or_dash(report.filing.application.as_ref().map(ToString::to_string))),
        ("report-sequence", or_dash(report.filing.sequence.as_ref().map(ToString::to_string))),
        ("report-profile", report.profile.name().to_owned()),
        ("report-edition", report.edition.title.to_owned()),
        ("report-history", history),
        ("report-time", around.time.clone()),
        ("report-tool", around.tool.clone()),
        ("report-files", report.files.to_string()),
        ("report-bytes", report.bytes.to_string()),
        ("report-counts", findings.join(" / ")),
        ("report-coverage", coverage.map(|count| count.to_string()).join(" / ")),
    ];
    rows.into_iter().map(|(name, value)| (text::say(language, name), shown(&value).into_owned())).collect()
}

/// The authority's number and the code; the code alone where there is no number.
fn name(authority: &str, code: &str) -> String {
    let name = if authority.is_empty() { code.to_owned() } else { format!("{authority} · {code}") };
    shown(&name).into_owned()
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
