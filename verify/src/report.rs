//! All findings of one run, and the line that ends it.

use std::io;

use serde::Serialize;
use terminal::exit::Exit;
use terminal::output::Output;

use crate::finding::{Finding, Severity};
use crate::text::Texts;

/// What a run has found so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    findings: Vec<Finding>,
    checked: u64,
    bytes: u64,
    trusted: bool,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Result<'a> {
    checked: u64,
    bytes: u64,
    unsound: usize,
    state: &'a str,
    trusted: bool,
}

impl Report {
    /// Begins a report; `trusted` says that signatures are judged under a CA that the archivist gave.
    pub(crate) fn new(trusted: bool) -> Self {
        Self { trusted, ..Self::default() }
    }

    /// Counts things that were checked: segments, files, receipts.
    pub(crate) fn checked(&mut self, count: u64) {
        self.checked += count;
    }

    /// Counts bytes that were read and compared.
    pub(crate) fn read(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Adds something that makes the thing unsound. `detail` is the technical cause in English, shown in brackets.
    pub(crate) fn unsound(
        &mut self,
        texts: Texts,
        rule: &str,
        place: impl Into<String>,
        detail: impl std::fmt::Display,
    ) {
        self.add(texts, Severity::Error, rule, place.into(), &detail.to_string());
    }

    /// Adds something worth knowing.
    pub(crate) fn note(&mut self, texts: Texts, rule: &str, place: impl Into<String>) {
        self.add(texts, Severity::Info, rule, place.into(), "");
    }

    fn add(&mut self, texts: Texts, severity: Severity, rule: &str, place: String, detail: &str) {
        let message = texts.finding(rule, detail);
        self.findings.push(Finding { rule: rule.to_owned(), severity, place, message });
    }

    /// Returns true if nothing was found that makes the thing unsound.
    pub(crate) fn is_sound(&self) -> bool {
        self.unsound_count() == 0
    }

    /// Returns the exit code: 0 sound, 3 unsound.
    pub(crate) fn exit(&self) -> Exit {
        if self.is_sound() { Exit::Done } else { Exit::Unsound }
    }

    /// Prints findings and result in the form asked for.
    pub(crate) fn print(&self, output: Output, texts: Texts) -> io::Result<()> {
        for finding in &self.findings {
            output.result(finding, &texts.line(finding))?;
        }
        let state = if self.is_sound() { "sound" } else { "unsound" };
        let (checked, bytes, unsound, trusted) =
            (self.checked, self.bytes, self.unsound_count(), self.trusted);
        output.result(
            &Result { checked, bytes, unsound, state, trusted },
            &texts.closing(state, checked, bytes, trusted),
        )
    }

    fn unsound_count(&self) -> usize {
        self.findings.iter().filter(|f| f.severity == Severity::Error).count()
    }
}

#[cfg(test)]
mod tests {
    use terminal::exit::Exit;
    use terminal::language::Lang;

    use super::Report;
    use crate::text::Texts;

    #[test]
    fn a_note_leaves_a_thing_sound_and_an_error_does_not() {
        let texts = Texts::new(Lang::En);
        let mut report = Report::new(true);
        report.note(texts, "no-log-proof", "R0-offer.cose");
        assert_eq!(report.exit(), Exit::Done);
        report.unsound(texts, "truncated", "offset 12", "the package ends here");
        assert_eq!(report.exit(), Exit::Unsound);
    }
}
