//! Tells a person or a program what a job does: bars and notes on standard error, JSON lines on standard output.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use ectd::check::Report as Checked;
use ectd::report::plain::lines;
use serde::Serialize;
use terminal::output::Output;
use terminal::size::human;
use transfer::carrier::transport::Transport;

use crate::job::event::{Event, Events, Phase, Stored};
use crate::progress::Bars;
use crate::text::{Texts, Values};

/// The [`Events`] of the command line.
#[derive(Debug)]
pub struct Report {
    texts: Texts,
    output: Output,
    bars: Bars,
    beat: Beat,
    findings: Findings,
    transport: Option<Transport>,
}

/// What is done with findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Findings {
    /// They are the result of the command.
    Results,
    /// They are told to the person on the way.
    Notes,
}

impl Report {
    /// Reports in the language and form asked for.
    pub fn new(texts: Texts, output: Output, bars: Bars, findings: Findings) -> Report {
        Report { texts, output, bars, beat: Beat::default(), findings, transport: None }
    }

    /// Ends the bars; what is printed next stands below them.
    pub fn finish(&mut self) {
        self.bars.finish();
    }

    fn note(&self, name: &str, values: Values<'_>) {
        self.bars.aside(|| self.output.note(&self.texts.with(name, values)));
    }

    fn line(&self, object: &impl Serialize) {
        // A reader that went away does not stop a job; the exit code still tells how it ended.
        let _ = self.output.line(object);
    }

    fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        self.bars.progress(phase, done, total);
        if self.output.is_json() && self.beat.is_due(phase, done == total) {
            let transport = self.transport.filter(|_| phase == Phase::Send).map(Transport::name);
            self.line(&ProgressLine {
                phase: stage(phase),
                step: phase.name(),
                bytes: done,
                total,
                transport,
            });
        }
    }

    /// People hear of findings by rule, when all are known; programs hear of each.
    fn checked(&mut self, report: &Checked) {
        if self.output.is_json() {
            return;
        }
        let most = if self.findings == Findings::Results { PLACES } else { PLACES_ON_THE_WAY };
        let text = lines(report, self.texts.language(), most).join("\n");
        match self.findings {
            _ if text.is_empty() => {}
            Findings::Results => self.bars.aside(|| drop(self.output.text(&text))),
            Findings::Notes => self.bars.aside(|| self.output.note(&text)),
        }
    }

    /// Who chose TCP, or a proxy, knows why it is not QUIC.
    fn connected(&mut self, transport: Transport, only: bool) {
        let is_new = self.transport.replace(transport) != Some(transport);
        if is_new && transport == Transport::Tcp && !only {
            self.note("notice-over-tcp", &[]);
        }
    }

    fn receipt(&self, stored: &Stored) {
        self.line(&ReceiptLine::of(stored));
        if !self.output.is_json() {
            let kind = self.texts.say(&format!("receipt-{}", stored.kind));
            let file = stored.file.display().to_string();
            self.note("notice-receipt", &[("kind", kind.into()), ("file", file.into())]);
        }
    }
}

impl Events for Report {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Progress { phase, done, total } => self.progress(phase, done, total),
            Event::Finding(finding) => self.line(&finding.line(self.texts.language())),
            Event::Checked(report) => self.checked(report),
            Event::PlannedAgain => self.note("notice-planned-again", &[]),
            Event::RemarkInClear => self.note("notice-remark-clear", &[]),
            Event::Number(number) => self.note("notice-number", &[("number", number.into())]),
            Event::Resumed { have, total } => {
                let values = [("have", human(have).into()), ("total", human(total).into())];
                self.note("notice-resumed", &values);
            }
            Event::Known => self.note("notice-known", &[]),
            Event::Receipt(stored) => self.receipt(stored),
            Event::Connected { transport, only } => self.connected(transport, only),
            Event::Reconnecting { reason, seconds } => {
                self.note("notice-reconnect", &[("reason", reason.into()), ("seconds", seconds.into())]);
            }
            Event::Stalled { seconds } => self.note("notice-stalled", &[("seconds", seconds.into())]),
            Event::Paused { message, .. } => self.note("notice-paused", &[("message", message.into())]),
            Event::TakenOver => self.note("notice-taken-over", &[]),
            Event::Skew { seconds } => self.note("notice-skew", &[("seconds", seconds.into())]),
            Event::Card { serial } => self.note("notice-card", &[("serial", serial.into())]),
            Event::Renewed { until } => {
                self.note("notice-renewed", &[("date", crate::clock::date(until).into())]);
            }
            Event::RenewalFailed { reason } => {
                self.note("notice-renewal-failed", &[("reason", reason.into())]);
            }
        }
    }
}

/// A receipt as a JSON line.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "receipt")]
pub struct ReceiptLine<'a> {
    kind: &'a str,
    number: &'a str,
    manifest_root: &'a str,
    package_digest: Option<&'a str>,
    file: &'a Path,
}

impl<'a> ReceiptLine<'a> {
    /// The line of a stored receipt.
    pub fn of(stored: &'a Stored) -> ReceiptLine<'a> {
        ReceiptLine {
            kind: stored.kind,
            number: &stored.number,
            manifest_root: &stored.manifest_root,
            package_digest: stored.package_digest.as_deref(),
            file: &stored.file,
        }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "progress")]
struct ProgressLine {
    phase: &'static str,
    step: &'static str,
    bytes: u64,
    total: u64,
    /// What carries the bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    transport: Option<&'static str>,
}

/// The phase as programs know it: four words, whatever the steps inside them are.
fn stage(phase: Phase) -> &'static str {
    match phase {
        Phase::Check => "check",
        Phase::Send => "send",
        Phase::Pack => "pack",
        Phase::Sample => "sample",
        Phase::Verify | Phase::Backup => "verify",
        Phase::Register => "register",
    }
}

/// Keeps progress lines apart: five a second, but never without the last of a phase.
#[derive(Debug, Default)]
struct Beat {
    last: Option<Instant>,
    ended: HashMap<Phase, bool>,
}

impl Beat {
    fn is_due(&mut self, phase: Phase, ended: bool) -> bool {
        let now = Instant::now();
        let rested = self.last.is_none_or(|last| now.duration_since(last) >= PAUSE);
        let newly_ended = ended && self.ended.insert(phase, true) != Some(true);
        if rested && !ended || newly_ended {
            self.last = Some(now);
            return true;
        }
        false
    }
}

const PAUSE: Duration = Duration::from_millis(200);

/// Places of each rule that `check` names; the page and the JSON lines have all.
const PLACES: usize = 20;
/// The same during a submission.
const PLACES_ON_THE_WAY: usize = 3;
