//! The findings file: one JSON object a line, as the contract shows a finding, with what a page in another language needs;
//! the last line says under which rules, and what became of errors that the applicant accepted (`docs/receipts.md`).

use std::collections::BTreeMap;

use ectd::finding::{Finding, Line, Severity};
use ectd::language::Language;
use serde::Serialize;

use super::worker::Rules;

/// Findings as they are gathered, in the order of the check.
#[derive(Debug, Default)]
pub struct Findings {
    bytes: Vec<u8>,
    counts: Counts,
    errors: Vec<Line>,
    rules: Rules,
}

/// How many findings there are of each weight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub error: u64,
    /// Warnings.
    pub warning: u64,
    /// Everything else.
    pub info: u64,
}

/// There are more findings than a desk keeps.
#[derive(Debug, thiserror::Error)]
#[error("the findings are longer than {LIMIT} bytes")]
pub struct TooMany;

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    line: Line,
    text: &'a str,
    arguments: &'a BTreeMap<String, String>,
}

/// The last line.
#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    #[serde(flatten)]
    rules: &'a Rules,
    errors: u64,
    warnings: u64,
    infos: u64,
    disposition: &'static str,
    reason: Option<&'a str>,
}

/// What becomes of error findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disposition<'a> {
    /// Why the applicant goes on in spite of them, if a reason was signed.
    pub reason: Option<&'a str>,
    /// Whether that counts here.
    pub honoured: bool,
}

impl Disposition<'_> {
    /// `accepted`: with a reason that counts; `ignored`: the reason does not count here; `open`: there is no reason.
    fn word(self) -> &'static str {
        match (self.reason, self.honoured) {
            (None, _) => "open",
            (Some(_), true) => "accepted",
            (Some(_), false) => "ignored",
        }
    }
}

impl Findings {
    /// Adds a finding.
    ///
    /// # Errors
    /// [`TooMany`], when the file would be too long.
    pub fn add(&mut self, finding: &Finding) -> Result<(), TooMany> {
        let line = finding.line(Language::En);
        if finding.severity == Severity::Error && self.errors.len() < REASONS {
            self.errors.push(line.clone());
        }
        let entry = Entry { line, text: &finding.text, arguments: &finding.arguments };
        serde_json::to_writer(&mut self.bytes, &entry).map_err(|_| TooMany)?;
        self.bytes.push(b'\n');
        match finding.severity {
            Severity::Error => self.counts.error += 1,
            Severity::Warning => self.counts.warning += 1,
            Severity::Info => self.counts.info += 1,
        }
        if self.bytes.len() > LIMIT { Err(TooMany) } else { Ok(()) }
    }

    /// Notes under which rules they were found.
    pub fn under(&mut self, rules: Rules) {
        self.rules = rules;
    }

    /// Adds the last line.
    ///
    /// # Errors
    /// [`TooMany`], when the file would be too long.
    pub fn conclude(&mut self, disposition: Disposition<'_>) -> Result<(), TooMany> {
        let line = ResultLine {
            rules: &self.rules,
            errors: self.counts.error,
            warnings: self.counts.warning,
            infos: self.counts.info,
            disposition: disposition.word(),
            reason: disposition.reason,
        };
        serde_json::to_writer(&mut self.bytes, &line).map_err(|_| TooMany)?;
        self.bytes.push(b'\n');
        if self.bytes.len() > LIMIT { Err(TooMany) } else { Ok(()) }
    }

    /// Returns how many there are.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the first errors: the reasons of a refusal.
    pub fn errors(&self) -> &[Line] {
        &self.errors
    }

    /// Returns the file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Counts {
    /// Returns the number of all findings.
    pub fn all(self) -> u64 {
        self.error + self.warning + self.info
    }
}

/// The longest findings file, in bytes: a finding for each of 200,000 files.
const LIMIT: usize = 64 << 20;
/// Errors that a refusal names one by one; all of them stand in the file.
const REASONS: usize = 100;

#[cfg(test)]
mod tests {
    use super::{Counts, Disposition, Findings, Rules};
    use ectd::finding::{Finding, Severity};

    #[test]
    fn each_finding_is_a_line_and_is_counted() {
        let mut findings = Findings::default();
        for severity in [Severity::Error, Severity::Info, Severity::Error] {
            let finding = Finding {
                rule: "PKG-06".into(),
                authority: String::new(),
                severity,
                place: "m3/夹.pdf".into(),
                text: "file-without-leaf".into(),
                arguments: [("path".to_owned(), "m3/夹.pdf".to_owned())].into(),
            };
            findings.add(&finding).unwrap();
        }
        assert_eq!(findings.counts(), Counts { error: 2, warning: 0, info: 1 });
        let text = String::from_utf8(findings.bytes().to_vec()).unwrap();
        assert_eq!(text.lines().count(), 3);
        let line: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!((&line["type"], &line["severity"]), (&"finding".into(), &"error".into()));
        assert_eq!(line["place"], "m3/夹.pdf");
    }

    #[test]
    fn the_last_line_says_under_which_rules_and_what_was_accepted() {
        for (reason, honoured, word) in
            [(None, true, "open"), (Some("agreed"), true, "accepted"), (Some("agreed"), false, "ignored")]
        {
            let mut findings = Findings::default();
            findings.under(Rules { edition: "CDE 1.1".into(), evaluated: 7, ..Rules::default() });
            findings.conclude(Disposition { reason, honoured }).unwrap();
            let line: serde_json::Value = serde_json::from_slice(findings.bytes()).unwrap();
            assert_eq!((&line["type"], &line["edition"]), (&"result".into(), &"CDE 1.1".into()));
            assert_eq!((&line["disposition"], &line["evaluated"]), (&word.into(), &7.into()));
            assert_eq!(line["reason"].as_str(), reason);
        }
    }
}
