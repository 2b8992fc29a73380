//! The findings file: one JSON object a line, as the contract shows a finding, with what a page in another language needs.

use std::collections::BTreeMap;

use ectd::finding::{Finding, Line, Severity};
use ectd::language::Language;
use serde::Serialize;

/// Findings as they are gathered, in the order of the check.
#[derive(Debug, Default)]
pub struct Findings {
    bytes: Vec<u8>,
    counts: Counts,
    errors: Vec<Line>,
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
    use super::{Counts, Findings};
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
}
