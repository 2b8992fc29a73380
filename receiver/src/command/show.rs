//! `show`: one submission with everything the centre knows about it.

use super::context::Context;
use super::failure;
use super::record::{Submission, time};
use crate::config::places::Config;
use crate::receipts::{FILES, FINDINGS};
use crate::registry::entity::{event, receipt, submission};
use crate::registry::error::RegistryError;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use terminal::exit::Exit;
use terminal::failure::Failure;

/// Which submission.
#[derive(Debug, Args)]
pub struct Options {
    /// Number of the submission
    pub number: String,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    submission: Submission,
    earlier: Option<String>,
    last_error: Option<String>,
    reasons: Option<Value>,
    seconds_first_byte_to_delivered: Option<f64>,
    seconds_last_byte_to_registered: Option<f64>,
    receipts: Vec<Receipt>,
    file_list: Vec<Value>,
    finding_list: Vec<Value>,
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Receipt {
    kind: &'static str,
    time: Option<String>,
    sha256: String,
    file: PathBuf,
}

#[derive(Serialize)]
struct Event {
    position: i64,
    time: Option<String>,
    kind: String,
    details: Option<Value>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such submission, or the registry fails.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let number = options.number.as_str();
    let (row, receipts, events) = context.block_on(async {
        let registry = context.registry(&config).await?;
        let read = async {
            let row = registry.submission(number).await?;
            let receipts = registry.receipts(number).await?;
            Ok::<_, RegistryError>((row, receipts, registry.events(number).await?))
        };
        read.await.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    let shown = shown(&config, &row, &receipts, events);
    context.result(&shown, &text(context, &shown))?;
    Ok(Exit::Done)
}

fn shown(
    config: &Config,
    row: &submission::Model,
    receipts: &[receipt::Model],
    events: Vec<event::Model>,
) -> Shown {
    let folder = config.receipts_of(&row.number);
    Shown {
        submission: Submission::from(row),
        earlier: row.earlier.clone(),
        last_error: row.last_error.clone(),
        reasons: row.reasons.as_deref().and_then(|json| serde_json::from_str(json).ok()),
        seconds_first_byte_to_delivered: seconds(row.first_byte_at, row.delivered_at),
        seconds_last_byte_to_registered: seconds(row.last_byte_at, row.registered_at),
        receipts: receipts.iter().map(|receipt| described(receipt, &folder)).collect(),
        file_list: lines(&folder.join(FILES)),
        finding_list: lines(&folder.join(FINDINGS)),
        events: events.into_iter().map(happened).collect(),
    }
}

fn described(receipt: &receipt::Model, folder: &Path) -> Receipt {
    Receipt {
        kind: receipt.kind.name(),
        time: time(Some(receipt.time)),
        sha256: receipt.digest.clone(),
        file: folder.join(format!("{}.cose", receipt.kind.file_stem())),
    }
}

fn happened(event: event::Model) -> Event {
    // A receipt's record is its signed bytes, which are listed as receipts already.
    let record: Option<Value> = serde_json::from_slice(&event.record).ok();
    let details = record.and_then(|record| record.get("details").cloned());
    Event { position: event.position, time: time(Some(event.time)), kind: event.kind, details }
}

/// The objects of a JSON-lines file that may not be there.
fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a duration for people")]
fn seconds(from: Option<i64>, to: Option<i64>) -> Option<f64> {
    Some((to? - from?) as f64 / 1000.0)
}

fn text(context: &Context, shown: &Shown) -> String {
    let of = |name: &str, value: &str| format!("{}\t{value}\n", context.text(name, &[]));
    let line = &shown.submission;
    let mut text = String::new();
    text += &of("show-number", &line.number);
    text += &of("show-state", line.state);
    text += &of("show-organisation", &line.organisation);
    text += &of("show-application", &format!("{} / {}", line.application, line.sequence));
    text += &of("show-root", &line.manifest_root);
    text += &of("show-digest", line.package_digest.as_deref().unwrap_or("–"));
    if let (Some(files), Some(bytes)) = (line.files, line.bytes) {
        text += &of("show-files", &format!("{files}, {bytes} B"));
    }
    if let (Some(errors), Some(warnings)) = (line.findings.error, line.findings.warning) {
        text += &of("show-findings", &format!("{errors} / {warnings}"));
    }
    for (name, seconds) in [
        ("show-to-delivered", shown.seconds_first_byte_to_delivered),
        ("show-to-registered", shown.seconds_last_byte_to_registered),
    ] {
        if let Some(seconds) = seconds {
            text += &of(name, &format!("{seconds:.3} s"));
        }
    }
    for receipt in &shown.receipts {
        let time = receipt.time.as_deref().unwrap_or_default();
        text += &of("show-receipt", &format!("{}\t{time}\t{}", receipt.kind, receipt.file.display()));
    }
    for event in &shown.events {
        text += &of("show-event", &format!("{}\t{}", event.time.as_deref().unwrap_or_default(), event.kind));
    }
    text.trim_end().to_owned()
}
