//! The report for people: one HTML page with verdict, figures and findings, to print and to file.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use durable::whole::{self, Existing};
use jiff::{Timestamp, Zoned};
use package::page::grouped;
use package::page::html::Html;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size;

use crate::finding::Severity;
use crate::key::unusable;
use crate::report::Report;
use crate::text::Texts;

/// A page that will be written when the run is over.
#[derive(Debug)]
pub(crate) struct Page {
    file: PathBuf,
    command: &'static str,
    subject: PathBuf,
    texts: Texts,
}

impl Page {
    /// Makes sure, before hours of reading, that the page can be written, and not into what is checked.
    pub(crate) fn at(
        file: &Path,
        command: &'static str,
        subject: &Path,
        texts: Texts,
    ) -> Result<Self, Failure> {
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().map_err(|error| unusable("write", file, &error, texts))?;
        let checked = subject.canonicalize().unwrap_or_else(|_| subject.to_owned());
        if checked.is_dir() && folder.starts_with(&checked) || file.canonicalize().is_ok_and(|f| f == checked)
        {
            let message = texts.with("error-report-inside", &[("path", file.display().to_string())]);
            return Err(
                Failure::new(Exit::Usage, "report-inside", message).hint(texts.say("hint-report-inside"))
            );
        }
        Ok(Self { file: file.to_owned(), command, subject: checked, texts })
    }

    /// Writes the page, in place of one of an earlier run.
    pub(crate) fn write(&self, report: &Report) -> Result<(), Failure> {
        let html = self.render(report, &now());
        let written = whole::write(&self.file, html.as_bytes(), Existing::Replace);
        written.map(drop).map_err(|error| unusable("write", &self.file, &error, self.texts))
    }

    fn render(&self, report: &Report, time: &str) -> String {
        let say = |name: &str| self.texts.say(name);
        let title = say(&format!("page-title-{}", self.command));
        let state = if report.is_sound() { "sound" } else { "unsound" };
        let mut html = Html::new(self.texts.tag(), &title);
        html.element("p", "label", "Sealpost");
        html.element("h1", "", &title);
        html.element(
            "p",
            if report.is_sound() { "headline good" } else { "headline bad" },
            &say(&format!("page-{state}")),
        );
        html.element("p", "", &say(&format!("page-meaning-{state}")));
        if !report.is_trusted() {
            html.element("p", "resend", &say("result-untrusted"));
        }
        html.table(&say("page-what"), &self.what(report, time));
        html.table(&say("page-figures"), &self.figures(report));
        html.element("h2", "", &say("page-findings"));
        if report.findings().is_empty() {
            html.element("p", "", &say("page-no-finding"));
        } else {
            let head = ["page-weight", "page-rule", "page-place", "page-message"].map(say);
            html.grid(
                &head,
                report.findings().iter().map(|finding| {
                    let weight = say(&format!("severity-{}", finding.severity.word()));
                    let row = [weight, finding.rule.clone(), finding.place.clone(), finding.message.clone()];
                    (tone(finding.severity), row)
                }),
            );
        }
        html.element("p", "note", &say("page-note"));
        html.finish()
    }

    fn what(&self, report: &Report, time: &str) -> Vec<(String, String)> {
        let trust = report.anchor().map_or_else(
            || self.texts.say("page-no-trust"),
            |anchor| format!("{} · SHA-256 {}", anchor.certificate().organisation, anchor.fingerprint()),
        );
        vec![
            (self.texts.say("page-subject"), self.subject.display().to_string()),
            (self.texts.say("page-trust"), trust),
            (self.texts.say("page-time"), time.to_owned()),
            (self.texts.say("page-tool"), TOOL.to_owned()),
        ]
    }

    fn figures(&self, report: &Report) -> Vec<(String, String)> {
        let tally = report.tally();
        let parts = tally.parts().map(|(part, count)| (format!("part-{}", part.name()), grouped(count)));
        let bytes = format!("{} ({})", grouped(tally.bytes()), size::human(tally.bytes()));
        let count = |severity| grouped(u64::try_from(report.count(severity)).unwrap_or(u64::MAX));
        let rest = [
            ("page-bytes".to_owned(), bytes),
            ("page-errors".to_owned(), count(Severity::Error)),
            ("page-warnings".to_owned(), count(Severity::Warning)),
            ("page-notes".to_owned(), count(Severity::Info)),
        ];
        parts.chain(rest).map(|(name, value)| (self.texts.say(&name), value)).collect()
    }
}

fn tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "bad",
        Severity::Warning => "open",
        Severity::Info => "",
    }
}

/// This machine's time, beside UTC.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
    let time = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.unwrap_or_default();
    let local: Zoned = time.to_zoned(jiff::tz::TimeZone::system());
    format!("{} · {time}", local.strftime("%Y-%m-%d %H:%M:%S %:z"))
}

const TOOL: &str = concat!("sealpost-verify ", env!("CARGO_PKG_VERSION"));

#[cfg(test)]
mod tests {
    use terminal::language::Lang;

    use super::Page;
    use crate::part::Part;
    use crate::report::tests::report;
    use crate::text::Texts;

    fn page(language: Lang) -> Page {
        let (file, subject) = ("report.html".into(), "/archive".into());
        Page { file, command: "archive", subject, texts: Texts::new(language) }
    }

    #[test]
    fn a_page_has_the_verdict_the_figures_and_every_finding_and_nothing_active() {
        let mut report = report();
        report.checked(Part::File, 70_000);
        report.read(1_500_000);
        let sound = page(Lang::En).render(&report, "now");
        assert!(sound.contains("70,000") && sound.contains("1,500,000 (1.4 MiB)"), "{sound}");
        report.unsound("E092", "/archive/x/<script>.pdf", "gone");
        report.warn("W007", "/archive/inventory.json", "no message");
        for language in [Lang::En, Lang::Zh] {
            let text = page(language).render(&report, "now");
            assert!(text.contains("E092") && text.contains("&lt;script&gt;.pdf") && text.contains("W007"));
            assert!(!text.contains("<script") && !text.contains("://") && !text.contains("src="), "{text}");
            assert!(text.contains(&format!("<html lang=\"{}\"", language.tag())), "{text}");
        }
    }

    #[test]
    fn a_page_never_lies_in_what_is_checked() {
        let top = tempfile::tempdir().unwrap();
        let inside = top.path().join("report.html");
        assert!(Page::at(&inside, "archive", top.path(), Texts::new(Lang::En)).is_err());
        let beside = tempfile::tempdir().unwrap();
        assert!(Page::at(&beside.path().join("r.html"), "archive", top.path(), Texts::new(Lang::En)).is_ok());
    }
}
