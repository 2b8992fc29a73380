//! `log verify`: rows against entries, entries against tiles, tiles against checkpoints, in both copies.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crypto::timestamp::authorities::Authorities;
use crypto::tree::Tree;
use durable::error::FileError;
use package::log::audit::{LogDamage, LogFault, Witness, audit};
use package::log::checkpoint::{LogKeys, SignedCheckpoint};
use package::log::entry;
use package::log::folder::{CHECKPOINT, Folder};
use package::log::stamp::Stamped;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::authority::{keyring, log};
use crate::cause;
use crate::command::context::Context;
use crate::command::failure;
use crate::config::places::Config;
use crate::registry::database::Registry;
use crate::registry::entity::event;
use crate::registry::error::RegistryError;
use crate::text::text;

#[derive(Serialize)]
#[serde(tag = "type", rename = "finding")]
struct Finding {
    rule: &'static str,
    severity: &'static str,
    place: String,
    message: String,
    #[serde(flatten)]
    stamped: Option<Stamped>,
}

impl Finding {
    fn new(
        context: &Context,
        rule: &'static str,
        severity: &'static str,
        place: &str,
        detail: &str,
        stamped: Option<Stamped>,
    ) -> Self {
        let words = text(context.lang, &format!("finding-{rule}"), &[]);
        let message = if detail.is_empty() { words } else { format!("{words} [{detail}]") };
        Self { rule, severity, place: place.to_owned(), message, stamped }
    }

    fn say(&self, context: &Context) -> Result<(), Failure> {
        context.result(self, &format!("{}: {}", self.place, self.message))
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Outcome {
    checked: u64,
    bytes: u64,
    unsound: usize,
    state: &'static str,
    entries: u64,
}

/// Runs the command.
///
/// # Errors
/// When something cannot be read.
pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let config = context.config()?;
    let keys = keys(context, &config)?;
    let believed = believed(context, &config)?;
    let report = RefCell::new(Report::default());
    // Copies first, the table after them: a centre at work goes on writing meanwhile.
    let mut witnesses = Vec::new();
    for folder in [Folder::at(config.log()), Folder::at(config.log_backup())] {
        witnesses.extend(copy(context, &folder, &keys, &report)?);
        let checked = stamps(&folder, &keys, believed.as_ref(), &mut report.borrow_mut());
        checked.map_err(|error| failure::of_file(context.lang, &error))?;
    }
    let mut report = report.into_inner();
    context.block_on(async {
        let registry = context.registry(&config).await?;
        let read = rows(&registry, &witnesses, &mut report).await;
        read.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    report.say(context)
}

/// What was found, and how much was looked at.
#[derive(Default)]
pub(in crate::command) struct Report {
    findings: Vec<(&'static str, String, String)>,
    /// Checkpoints that were stamped.
    stamps: Vec<(String, Stamped)>,
    checked: u64,
    bytes: u64,
    entries: u64,
}

impl Report {
    /// Adds a finding whose text is `finding-RULE`.
    pub(in crate::command) fn add(
        &mut self,
        rule: &'static str,
        place: String,
        detail: impl std::fmt::Display,
    ) {
        self.findings.push((rule, place, detail.to_string()));
    }

    /// Number of findings.
    pub(in crate::command) fn unsound(&self) -> usize {
        self.findings.len()
    }

    /// Says the findings.
    pub(in crate::command) fn say_findings(&self, context: &Context) -> Result<(), Failure> {
        for (rule, place, detail) in &self.findings {
            Finding::new(context, rule, "error", place, detail, None).say(context)?;
        }
        for (place, stamped) in &self.stamps {
            let detail = stamped.to_string();
            Finding::new(context, "timestamped", "info", place, &detail, Some(stamped.clone()))
                .say(context)?;
        }
        Ok(())
    }

    fn say(&self, context: &Context) -> Result<Exit, Failure> {
        self.say_findings(context)?;
        let unsound = self.unsound();
        let (state, exit) = if unsound == 0 { ("sound", Exit::Done) } else { ("unsound", Exit::Unsound) };
        let (checked, bytes, entries) = (self.checked, self.bytes, self.entries);
        let outcome = Outcome { checked, bytes, unsound, state, entries };
        let values = [("entries", &*entries.to_string()), ("files", &*checked.to_string())];
        context.result(&outcome, &context.text(&format!("log-{state}"), &values))?;
        Ok(exit)
    }
}

/// The keys of this centre's log.
pub(in crate::command) fn keys(context: &Context, config: &Config) -> Result<LogKeys, Failure> {
    let named = keyring::card(config).map(|card| card.face().log.clone());
    match named.map_err(|error| failure::of_file(context.lang, &error))? {
        Some(keys) => Ok(keys),
        None => log::keys(config).map_err(|error| failure::of_file(context.lang, &error)),
    }
}

/// The authorities whose time-stamps are believed: those of the configuration, else those that were.
fn believed(context: &Context, config: &Config) -> Result<Option<Authorities>, Failure> {
    let failed = |error: &(dyn std::error::Error + 'static)| failure::of_file(context.lang, error);
    match &config.settings.log.timestamp {
        Some(timestamp) => timestamp.believed(&config.home).map(Some).map_err(|error| failed(&error)),
        None => Folder::at(config.log()).authorities().map_err(|error| failed(&error)),
    }
}

/// Proves the time-stamps of one copy.
fn stamps(
    folder: &Folder,
    keys: &LogKeys,
    believed: Option<&Authorities>,
    report: &mut Report,
) -> Result<(), FileError> {
    let place = |name: String| folder.root().join(name).display().to_string();
    for name in folder.stamps()? {
        match folder.stamped(&name, keys, believed)? {
            Ok(stamped) => {
                report.stamps.push((place(name.checkpoint()), stamped));
            }
            Err(fault) => report.add("timestamp", place(name.token()), cause::chain(&fault)),
        }
        report.checked += 1;
    }
    Ok(())
}

/// Proves one copy under its newest checkpoint, and gives all its checkpoints.
fn copy(
    context: &Context,
    folder: &Folder,
    keys: &LogKeys,
    report: &RefCell<Report>,
) -> Result<Vec<Witness>, Failure> {
    let failed = |error| failure::of_file(context.lang, &error);
    let place = |name: &str| folder.root().join(name).display().to_string();
    let signed = signed(folder, keys, &mut report.borrow_mut()).map_err(failed)?;
    if folder.text(CHECKPOINT).map_err(failed)?.is_none() {
        report.borrow_mut().add("log-checkpoint", place(CHECKPOINT), "");
        return Ok(Vec::new());
    }
    let witnesses: Vec<Witness> = signed.iter().map(|(name, read)| witness(place(name), read)).collect();
    if let Some((_, newest)) = signed.first().filter(|(name, _)| name == CHECKPOINT) {
        let mut found = |LogDamage { place: file, fault }: LogDamage| {
            let place = if witnesses.iter().any(|one| one.place == file) { file } else { place(&file) };
            report.borrow_mut().add(fault.code(), place, fault);
        };
        let audited = audit(folder, newest, &witnesses[1..], &mut found).map_err(failed)?;
        let mut report = report.borrow_mut();
        report.checked += audited.files + witnesses.len() as u64;
        report.bytes += audited.bytes;
    }
    Ok(witnesses)
}

/// The checkpoints of a log that its key signed, the newest first.
pub(in crate::command) fn signed(
    folder: &Folder,
    keys: &LogKeys,
    report: &mut Report,
) -> Result<Vec<(String, SignedCheckpoint)>, FileError> {
    let mut signed = Vec::new();
    for (name, text) in folder.checkpoints()? {
        match SignedCheckpoint::read(&text, keys) {
            Ok(read) => signed.push((name, read)),
            Err(error) => {
                report.add("log-checkpoint", folder.root().join(name).display().to_string(), error);
            }
        }
    }
    Ok(signed)
}

/// What a checkpoint in a file demands of the table.
pub(in crate::command) fn witness(place: String, signed: &SignedCheckpoint) -> Witness {
    Witness { place, checkpoint: signed.checkpoint().clone() }
}

/// Proves the table: every entry is that of its record, in order, and leads to every root that was signed.
pub(in crate::command) async fn rows(
    registry: &Registry,
    witnesses: &[Witness],
    report: &mut Report,
) -> Result<(), RegistryError> {
    let mut signed: BTreeMap<u64, Vec<&Witness>> = BTreeMap::new();
    for witness in witnesses {
        signed.entry(witness.checkpoint.size).or_default().push(witness);
    }
    let (size, mut tree, mut time) = (registry.log_size().await?, Tree::new(), i64::MIN);
    while tree.count() < size {
        let rows = registry.events_from(tree.count(), PAGE).await?;
        if rows.is_empty() {
            report.add("log-order", event(tree.count()), "");
            break;
        }
        for row in rows {
            if u64::try_from(row.position) != Ok(tree.count()) || row.time < time {
                report.add("log-order", event(tree.count()), "");
            }
            time = row.time;
            if !is_of_its_record(&row) {
                report.add("log-record", event(tree.count()), "");
            }
            tree.push(&row.entry);
            report.entries += 1;
            report.bytes += row.record.len() as u64;
            for witness in signed.remove(&tree.count()).unwrap_or_default() {
                if witness.checkpoint.root != tree.root() {
                    let fault = LogFault::Forked { size: tree.count() };
                    report.add("log-registry", witness.place.clone(), fault);
                }
            }
        }
    }
    for (signed, places) in signed {
        for witness in places {
            let fault = LogFault::RolledBack { signed, found: tree.count() };
            report.add("log-registry", witness.place.clone(), fault);
        }
    }
    Ok(())
}

/// Whether an entry is that of its record. A record that was erased, with its salt, leaves its entry behind.
fn is_of_its_record(row: &event::Model) -> bool {
    let erased = row.record.is_empty() && row.salt.is_empty();
    erased || row.entry == entry(&row.salt, &row.record).as_bytes()
}

fn event(position: u64) -> String {
    format!("registry, event {position}")
}

/// Events that are read in one go.
const PAGE: u64 = 1024;
