//! Rules that were not evaluated, or only in part: the book says so, or the dossier did not allow it.

use crate::book::{Book, Criterion};
use crate::check::Report;
use crate::finding::Finding;
use crate::language::Language;
use crate::rule::found::{Because, Extent};
use crate::text;

/// One rule that was not wholly evaluated, for one reason.
#[derive(Clone, Debug)]
pub struct Gap<'a> {
    /// The rule.
    pub criterion: &'static Criterion,
    /// The authority's own number, empty where it has none.
    pub authority: String,
    /// How much of it was evaluated.
    pub extent: Extent,
    origin: Origin<'a>,
}

/// Who says that it was not evaluated.
#[derive(Clone, Debug)]
enum Origin<'a> {
    Book,
    Findings(Vec<&'a Finding>),
}

impl<'a> Gap<'a> {
    /// Lists the gaps of a check in the order of the book.
    pub fn all(report: &'a Report) -> Vec<Self> {
        let found: Vec<&Finding> = report.findings.iter().filter(|finding| finding.is_gap()).collect();
        let book = Book::of(report.profile);
        let mut gaps: Vec<Self> = Vec::new();
        for criterion in book.criteria().filter(|criterion| criterion.is_in(report.edition.name)) {
            let authority = book.authority(criterion);
            if gaps.iter().any(|gap| gap.criterion.code == criterion.code && gap.authority == authority) {
                // one rule may stand in several rows: looked at from several sides
                continue;
            }
            gaps.extend(Self::of(criterion, &authority, &found));
        }
        gaps
    }

    fn of(criterion: &'static Criterion, authority: &str, found: &[&'a Finding]) -> Vec<Self> {
        let gap = |extent, origin| Self { criterion, authority: authority.to_owned(), extent, origin };
        let by_book = criterion.state.reason().map(|_| gap(criterion.state.extent(), Origin::Book));
        let name = if authority.is_empty() { criterion.code } else { authority };
        let mine = |finding: &&&Finding| {
            finding.arguments.get("criterion").is_some_and(|of| of == name)
                && (finding.rule == criterion.code || finding.rule == "LIFE-12")
        };
        let mut by_reason: Vec<(&str, Vec<&'a Finding>)> = Vec::new();
        for finding in found.iter().filter(mine) {
            let reason = reason(finding);
            match by_reason.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, findings)) => findings.push(finding),
                None => by_reason.push((reason, vec![finding])),
            }
        }
        let by_dossier = by_reason
            .into_iter()
            .map(|(reason, findings)| gap(Because::leaves(reason), Origin::Findings(findings)));
        by_book.into_iter().chain(by_dossier).collect()
    }

    /// Returns the authority's number, or the code where it has none.
    pub fn name(&self) -> &str {
        if self.authority.is_empty() { self.criterion.code } else { &self.authority }
    }

    /// Returns what the rule asks for, in one line.
    pub fn title(&self, language: Language) -> String {
        text::title(language, &self.authority, self.criterion.code)
    }

    /// Says why it was not evaluated.
    pub fn reason(&self, language: Language) -> String {
        match &self.origin {
            Origin::Book => self.criterion.state.explain(language).unwrap_or_default(),
            Origin::Findings(findings) => {
                let reason = findings.first().map(|finding| reason(finding)).unwrap_or_default();
                text::say(language, &format!("because-{reason}"))
            }
        }
    }

    /// Iterates over the files for which it was not evaluated; none where that is all of them.
    pub fn places(&self) -> impl Iterator<Item = &'a str> {
        let findings = match &self.origin {
            Origin::Book => &[][..],
            Origin::Findings(findings) => findings.as_slice(),
        };
        let in_part = self.extent == Extent::Part;
        findings
            .iter()
            .map(|finding| finding.place.as_str())
            .filter(move |place| in_part && !place.is_empty())
    }
}

fn reason(finding: &Finding) -> &str {
    finding.arguments.get("because").map_or("source", String::as_str)
}
