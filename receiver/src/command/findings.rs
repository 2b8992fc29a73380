//! What a sweep found, as people and programs read it: one line for each damage, from the events of the log.

use super::context::Context;
use super::failure;
use crate::drain::Draining;
use crate::fixity::damage::{REPAIRED, UNREPAIRED};
use crate::registry::database::Registry;
use crate::registry::entity::{event, sweep};
use crate::registry::error::RegistryError;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// The report of one sweep.
pub(super) struct Report<'a> {
    pub(super) context: &'a Context,
    pub(super) registry: &'a Registry,
    pub(super) sweep: i64,
}

/// The record of an event about a damage.
#[derive(Deserialize)]
struct Record {
    event: String,
    subject: String,
    details: Details,
}

#[derive(Deserialize)]
struct Details {
    sweep: String,
    copy: String,
    file: String,
    fault: String,
    detail: Option<String>,
    segments: Option<String>,
    bytes: Option<String>,
    reason: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "finding")]
struct Finding<'a> {
    rule: String,
    severity: &'static str,
    place: &'a str,
    message: &'a str,
    number: &'a str,
    copy: &'a str,
    file: &'a str,
    segments: Option<[u64; 2]>,
    bytes: Option<[u64; 2]>,
    repaired: bool,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Outcome {
    checked: i64,
    bytes: i64,
    damages: i64,
    repaired: i64,
    unsound: i64,
    state: &'static str,
}

impl Report<'_> {
    /// Says what the events say, from a position on, until the sweep has ended; none when the end was asked for before.
    pub(super) async fn follow(&self, from: u64, mut draining: Draining) -> Result<Option<Exit>, Failure> {
        let mut position = from;
        loop {
            // First the row: what was written before it ended is there then.
            let row = self.asked(self.registry.sweep(self.sweep).await)?;
            position = self.events(position).await?;
            if row.ended_at.is_some() {
                return self.result(&row).map(Some);
            }
            if draining.begun() {
                return Ok(None);
            }
            draining.sleep(LOOK).await;
        }
    }

    async fn events(&self, mut position: u64) -> Result<u64, Failure> {
        loop {
            let rows = self.asked(self.registry.events_from(position, PAGE).await)?;
            if rows.is_empty() {
                return Ok(position);
            }
            position += rows.len() as u64;
            for row in rows.iter().filter(|row| [REPAIRED, UNREPAIRED].contains(&&*row.kind)) {
                self.event(row)?;
            }
        }
    }

    fn event(&self, row: &event::Model) -> Result<(), Failure> {
        let Ok(record) = serde_json::from_slice::<Record>(&row.record) else { return Ok(()) };
        let details = &record.details;
        if details.sweep != self.sweep.to_string() {
            return Ok(());
        }
        let place = details.place();
        let is_repaired = record.event == REPAIRED;
        let is_alarm = details.fault == "too-few-copies";
        let arguments = [("detail", details.detail.as_deref().unwrap_or_default())];
        let what = self.context.text(&format!("fixity-{}", details.fault), &arguments);
        let reason = [("reason", details.reason.as_deref().unwrap_or_default())];
        let became =
            self.context.text(if is_repaired { "fixity-repaired" } else { "fixity-unrepaired" }, &reason);
        let message = format!("{what} {became}");
        let severity = if is_repaired && !is_alarm { "warning" } else { "error" };
        let finding = Finding {
            rule: format!("fixity-{}", details.fault),
            severity,
            place: &place,
            message: &message,
            number: &record.subject,
            copy: &details.copy,
            file: &details.file,
            segments: details.segments.as_deref().and_then(range),
            bytes: details.bytes.as_deref().and_then(range),
            repaired: is_repaired,
        };
        self.context.result(&finding, &format!("{severity}: {}: {place}: {message}", record.subject))
    }

    fn result(&self, row: &sweep::Model) -> Result<Exit, Failure> {
        let unsound = row.damages - row.repaired;
        let (state, exit) = if unsound == 0 { ("sound", Exit::Done) } else { ("unsound", Exit::Unsound) };
        let sweep::Model { checked, bytes, damages, repaired, .. } = *row;
        let outcome = Outcome { checked, bytes, damages, repaired, unsound, state };
        let size = terminal::size::human(u64::try_from(bytes).unwrap_or_default());
        let values = [
            ("checked", &*checked.to_string()),
            ("size", &*size),
            ("damages", &*damages.to_string()),
            ("repaired", &*repaired.to_string()),
        ];
        self.context.result(&outcome, &self.context.text(&format!("sweep-{state}"), &values))?;
        Ok(exit)
    }

    fn asked<T>(&self, answer: Result<T, RegistryError>) -> Result<T, Failure> {
        answer.map_err(|error| failure::of_registry(self.context.lang, &error))
    }
}

impl Details {
    fn place(&self) -> String {
        let mut place = format!("{}: {}", self.copy, self.file);
        for (name, range) in [("segments", &self.segments), ("bytes", &self.bytes)] {
            if let Some(range) = range {
                place += &format!(", {name} {range}");
            }
        }
        place
    }
}

/// First and last, as an event writes them.
fn range(text: &str) -> Option<[u64; 2]> {
    let (first, last) = text.split_once('-')?;
    Some([first.parse().ok()?, last.parse().ok()?])
}

/// How often new events are looked for.
const LOOK: Duration = Duration::from_millis(200);
/// Events that are read in one go.
const PAGE: u64 = 1000;
