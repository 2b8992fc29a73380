//! Findings by rule.

use std::collections::HashMap;

use crate::check::Report;
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::text;

/// All findings of one rule with one weight; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Code of the rule.
    pub rule: &'a str,
    /// The authority's own number, empty where it has none.
    pub authority: &'a str,
    /// Its weight.
    pub severity: Severity,
    /// The findings, by place.
    pub findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    /// Groups what breaks a rule: the heaviest first, then in the order of the book.
    ///
    /// That a rule was not evaluated is no objection and stands among the [gaps](super::gap::Gap).
    pub fn all(report: &'a Report) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut known: HashMap<_, usize> = HashMap::new();
        for finding in report.findings.iter().filter(|finding| !finding.is_gap()) {
            let key = (finding.rule.as_str(), finding.authority.as_str(), finding.severity);
            let place = *known.entry(key).or_insert_with(|| {
                groups.push(Self::empty(key));
                groups.len() - 1
            });
            groups[place].findings.push(finding);
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.severity));
        groups
    }

    /// Returns what the rule asks for, in one line.
    pub fn title(&self, language: Language) -> String {
        text::title(language, self.authority, self.rule)
    }

    fn empty((rule, authority, severity): (&'a str, &'a str, Severity)) -> Self {
        Self { rule, authority, severity, findings: Vec::new() }
    }
}
