//! One run: what it judges by, what it has found, and the line that ends it.
//!
//! Findings are printed as they are made: a run over a whole home takes hours, and what it found stands even if it cannot go
//! on.

use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use crypto::chain::Anchor;
use crypto::timestamp::authorities::Authorities;
use package::log::stamp::Stamped;
use serde::Serialize;
use terminal::bar::Bar;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::output::Output;

use crate::finding::{Finding, Severity};
use crate::part::{Part, Tally};
use crate::text::Texts;

/// A run.
#[derive(Debug)]
pub(crate) struct Report {
    texts: Texts,
    output: Output,
    anchor: Option<Anchor>,
    authorities: Option<Authorities>,
    bars: bool,
    bar: Bar,
    findings: Vec<Finding>,
    /// How many of them were printed; the others wait for a second look.
    printed: usize,
    waiting: bool,
    /// Second looks that may still be taken in vain.
    patience: u32,
    tally: Tally,
    /// Something may not be read by this user.
    forbidden: bool,
    /// The reader of the findings has gone away, as `| head` does.
    deaf: bool,
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
    /// Begins a run. With an anchor, certificates are judged under it, with authorities time-stamps; `bars` allows progress bars.
    pub(crate) fn new(
        texts: Texts,
        output: Output,
        anchor: Option<Anchor>,
        authorities: Option<Authorities>,
        bars: bool,
    ) -> Self {
        Self {
            texts,
            output,
            anchor,
            authorities,
            bars,
            bar: Bar::hidden(),
            findings: Vec::new(),
            printed: 0,
            waiting: false,
            patience: PATIENCE,
            tally: Tally::default(),
            forbidden: false,
            deaf: false,
        }
    }

    /// The language of its texts.
    pub(crate) fn texts(&self) -> Texts {
        self.texts
    }

    /// The CA that the archivist gave.
    pub(crate) fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }

    /// Whose time-stamps the archivist believes.
    pub(crate) fn authorities(&self) -> Option<&Authorities> {
        self.authorities.as_ref()
    }

    /// Begins a progress bar in place of the one before; `total` is asked only when somebody sees it.
    pub(crate) fn begin(&mut self, what: &Path, total: impl FnOnce() -> Option<u64>) -> Bar {
        self.bar.clear();
        self.bar = Bar::hidden();
        if self.bars && std::io::stderr().is_terminal() {
            let name = what.file_name().unwrap_or(what.as_os_str()).to_string_lossy().into_owned();
            self.bar = Bar::begin(name, 0, total());
        }
        self.bar.clone()
    }

    /// Counts parts that were checked.
    pub(crate) fn checked(&mut self, part: Part, count: u64) {
        self.tally.checked(part, count);
    }

    /// Counts bytes that were read and compared.
    pub(crate) fn read(&mut self, bytes: u64) {
        self.tally.read(bytes);
    }

    /// What was counted.
    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What was found.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Adds something that makes the thing unsound. `detail` is the technical cause in English, shown in brackets.
    pub(crate) fn unsound(&mut self, rule: &str, place: impl Into<String>, detail: impl std::fmt::Display) {
        self.add(Severity::Error, rule, place.into(), &detail.to_string());
    }

    /// Adds something that is not as it should be, though nothing is lost by it.
    pub(crate) fn warn(&mut self, rule: &str, place: impl Into<String>, detail: impl std::fmt::Display) {
        self.add(Severity::Warning, rule, place.into(), &detail.to_string());
    }

    /// Adds something worth knowing.
    pub(crate) fn note(&mut self, rule: &str, place: impl Into<String>) {
        self.add(Severity::Info, rule, place.into(), "");
    }

    /// Adds what a time-stamp proves.
    pub(crate) fn stamped(&mut self, place: String, stamped: &Stamped) {
        self.push(Severity::Info, "timestamped", place, &stamped.to_string(), Some(stamped.clone()));
    }

    /// Adds a file that cannot be read: damaged, as a rule; that this user may not read it says nothing about it, but keeps
    /// the run from its end.
    pub(crate) fn unreadable(&mut self, place: impl Into<String>, error: &std::io::Error) {
        if error.kind() == std::io::ErrorKind::PermissionDenied {
            self.forbidden = true;
            self.warn("forbidden", place, error);
        } else {
            self.unsound("unreadable", place, error);
        }
    }

    fn add(&mut self, severity: Severity, rule: &str, place: String, detail: &str) {
        self.push(severity, rule, place, detail, None);
    }

    fn push(
        &mut self,
        severity: Severity,
        rule: &str,
        place: String,
        detail: &str,
        stamped: Option<Stamped>,
    ) {
        let message = self.texts.finding(rule, severity, detail);
        self.findings.push(Finding { rule: rule.to_owned(), severity, place, message, stamped });
        self.print();
    }

    fn print(&mut self) {
        if self.waiting {
            return;
        }
        for finding in self.findings.iter().skip(self.printed) {
            let line = self.texts.line(finding);
            self.deaf |= self.bar.aside(|| self.output.result(finding, &line)).is_err();
            self.printed += 1;
        }
    }

    /// Looks at something, and where it is not sound once more, until what is found stays: a centre at work writes files one
    /// after the other, and between two of them what lies there seems damaged.
    pub(crate) fn steady(&mut self, mut look: impl FnMut(&mut Self)) {
        if self.waiting {
            return look(self);
        }
        let (from, tally, forbidden) = (self.findings.len(), self.tally.clone(), self.forbidden);
        self.waiting = true;
        look(self);
        for _ in 0..LOOKS {
            let is_sound = self.findings[from..].iter().all(|finding| finding.severity != Severity::Error);
            if is_sound || self.patience == 0 {
                break;
            }
            std::thread::sleep(PAUSE);
            let before = self.findings.split_off(from);
            (self.tally, self.forbidden) = (tally.clone(), forbidden);
            look(self);
            if self.findings[from..] == before {
                self.patience -= 1;
                break;
            }
        }
        self.waiting = false;
        self.print();
    }

    /// Returns true if signatures were judged under a CA that the archivist gave.
    pub(crate) fn is_trusted(&self) -> bool {
        self.anchor.is_some()
    }

    /// Returns true if nothing was found that makes the thing unsound.
    pub(crate) fn is_sound(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings weigh so much.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Prints the result and returns the exit code: 0 sound, 3 unsound.
    ///
    /// # Errors
    /// When nothing is wrong with what could be read, but something might not be.
    pub(crate) fn close(&mut self) -> std::result::Result<Exit, Failure> {
        self.bar.clear();
        if self.is_sound() && self.forbidden {
            let message = self.texts.say("error-forbidden");
            return Err(
                Failure::new(Exit::Failed, "forbidden", message).hint(self.texts.say("hint-forbidden"))
            );
        }
        let state = if self.is_sound() { "sound" } else { "unsound" };
        let (checked, bytes) = (self.tally.all(), self.tally.bytes());
        let (unsound, trusted) = (self.count(Severity::Error), self.is_trusted());
        let said = self.output.result(
            &Result { checked, bytes, unsound, state, trusted },
            &self.texts.closing(state, checked, bytes, trusted),
        );
        // That nobody listens does not change what was found.
        if said.is_err() || self.deaf {
            self.output.note(&self.texts.say("output-closed"));
        }
        Ok(if self.is_sound() { Exit::Done } else { Exit::Unsound })
    }
}

/// The wait before another look: longer than a centre needs from one file to the next.
const PAUSE: Duration = Duration::from_millis(400);
/// Looks after the first.
const LOOKS: u32 = 10;
/// After so many that changed nothing, it is damage that is being looked at.
const PATIENCE: u32 = 10;

impl Drop for Report {
    fn drop(&mut self) {
        self.bar.clear();
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use terminal::exit::Exit;
    use terminal::language::Lang;
    use terminal::options::Speech;
    use terminal::output::Output;

    use super::Report;
    use crate::part::Part;
    use crate::text::Texts;

    /// A run in English without a CA.
    pub(crate) fn report() -> Report {
        let speech = Speech { json: true, quiet: true, no_progress: true, lang: Some(Lang::En) };
        Report::new(Texts::new(Lang::En), Output::new(&speech), None, None, false)
    }

    /// What was found: rule and place.
    pub(crate) fn found(report: &Report) -> Vec<(&str, &str)> {
        report.findings().iter().map(|finding| (&*finding.rule, &*finding.place)).collect()
    }

    #[test]
    fn notes_and_warnings_leave_a_thing_sound_and_an_error_does_not() {
        let mut report = report();
        report.note("no-log-proof", "R0-offer.cose");
        report.warn("W007", "inventory.json", "no message");
        assert_eq!(report.close().unwrap(), Exit::Done);
        report.unsound("truncated", "offset 12", "the package ends here");
        assert_eq!(report.close().unwrap(), Exit::Unsound);
        assert_eq!(found(&report)[2], ("truncated", "offset 12"));
    }

    #[test]
    fn what_is_gone_at_a_second_look_was_no_damage() {
        let mut report = report();
        let mut looks = 0;
        report.steady(|report| {
            looks += 1;
            report.checked(Part::Receipt, 1);
            report.note("alone", "R3");
            match looks {
                1 => report.unsound("missing", "R0", ""),
                2 => report.unsound("missing", "R1", ""),
                _ => {}
            }
        });
        assert_eq!((looks, report.tally().all(), found(&report)), (3, 1, vec![("alone", "R3")]));
        report.steady(|report| {
            looks += 1;
            report.unsound("missing", "R2", "");
        });
        assert_eq!((looks, found(&report).len()), (5, 2));
    }

    #[test]
    fn what_may_not_be_read_is_no_damage_but_leaves_nothing_proven() {
        let mut report = report();
        report.unreadable("files.json", &std::io::ErrorKind::PermissionDenied.into());
        assert_eq!(report.close().unwrap_err().exit, Exit::Failed);
        report.unreadable("R0-offer.cose", &std::io::Error::other("a bad sector"));
        assert_eq!(report.close().unwrap(), Exit::Unsound);
        assert_eq!(found(&report), [("forbidden", "files.json"), ("unreadable", "R0-offer.cose")]);
    }
}
