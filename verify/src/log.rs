//! `log DIR`: the whole evidence log under its newest checkpoint, held against every checkpoint that somebody kept.

use std::path::Path;

use crypto::chain::Anchor;
use package::card::Card;
use package::log::audit::{LogDamage, Witness, audit};
use package::log::checkpoint::{LogKeys, SignedCheckpoint};
use package::log::folder::{CARD, CHECKPOINT, Folder};
use terminal::failure::Failure;

use crate::command::LogOptions;
use crate::key::{anchor, unusable};
use crate::report::Report;
use crate::text::Texts;

/// A log whose newest checkpoint is believed.
pub(crate) struct Log {
    /// Its files.
    pub(crate) folder: Folder,
    /// Its keys, as the card in the folder names them.
    pub(crate) keys: LogKeys,
    /// Its newest checkpoint.
    pub(crate) newest: SignedCheckpoint,
}

/// Verifies one log.
pub(crate) fn verify(options: &LogOptions, texts: Texts) -> Result<Report, Failure> {
    let anchor = anchor(options.trust.as_deref(), texts)?;
    let mut report = Report::new(anchor.is_some());
    let Some(log) = open(&options.folder, anchor.as_ref(), &mut report, texts)? else { return Ok(report) };
    let mut witnesses = Vec::new();
    for (name, text) in log.folder.earlier().map_err(|e| unusable("open", log.folder.root(), &e, texts))? {
        let place = log.folder.root().join(name).display().to_string();
        witness(&log.keys, place, &text, &mut witnesses, &mut report, texts);
    }
    for path in &options.since {
        let text = std::fs::read(path).map_err(|e| unusable("open", path, &e, texts))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        witness(&log.keys, path.display().to_string(), &text, &mut witnesses, &mut report, texts);
    }
    report.checked(witnesses.len() as u64 + 1);
    let mut damages = Vec::new();
    let audited = audit(&log.folder, &log.newest, &witnesses, &mut |damage| damages.push(damage))
        .map_err(|e| unusable("open", log.folder.root(), &e, texts))?;
    for LogDamage { place, fault } in damages {
        report.unsound(texts, fault.code(), place, &fault);
    }
    report.checked(audited.files);
    report.read(audited.bytes);
    Ok(report)
}

/// Reads the card and the newest checkpoint of a log; what is wrong with them becomes a finding.
pub(crate) fn open(
    path: &Path,
    anchor: Option<&Anchor>,
    report: &mut Report,
    texts: Texts,
) -> Result<Option<Log>, Failure> {
    if !path.is_dir() {
        let error = std::fs::read_dir(path).err().map_or_else(String::new, |error| error.to_string());
        return Err(unusable("open", path, &error, texts));
    }
    let folder = Folder::at(path.to_owned());
    let place = |name: &str| path.join(name).display().to_string();
    let Some(keys) = keys(&path.join(CARD), anchor, report, texts)? else { return Ok(None) };
    let text = folder.text(CHECKPOINT).map_err(|e| unusable("open", path, &e, texts))?;
    match SignedCheckpoint::read(&text.unwrap_or_default(), &keys) {
        Ok(newest) => Ok(Some(Log { folder, keys, newest })),
        Err(error) => {
            report.unsound(texts, "log-checkpoint", place(CHECKPOINT), error);
            Ok(None)
        }
    }
}

/// The log's keys, as the centre's card beside it names them.
fn keys(
    path: &Path,
    anchor: Option<&Anchor>,
    report: &mut Report,
    texts: Texts,
) -> Result<Option<LogKeys>, Failure> {
    let place = path.display().to_string();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            report.unsound(texts, "log-card", place, "");
            return Ok(None);
        }
        Err(e) => return Err(unusable("open", path, &e, texts)),
    };
    let card = match Card::read(&bytes) {
        Ok(card) => card,
        Err(error) => {
            report.unsound(texts, "log-card", place, error);
            return Ok(None);
        }
    };
    // The card is judged at its own time: a log is as good in thirty years as on its day.
    if let Some(Err(error)) = anchor.map(|anchor| card.trust(anchor, card.face().time)) {
        report.unsound(texts, "not-trusted", place.clone(), error);
    }
    let keys = card.face().log.clone();
    if keys.is_none() {
        report.unsound(texts, "log-card", place, "");
    }
    Ok(keys)
}

fn witness(
    keys: &LogKeys,
    place: String,
    text: &str,
    witnesses: &mut Vec<Witness>,
    report: &mut Report,
    texts: Texts,
) {
    match SignedCheckpoint::read(text, keys) {
        Ok(read) => witnesses.push(Witness { place, checkpoint: read.checkpoint().clone() }),
        Err(error) => report.unsound(texts, "log-checkpoint", place, error),
    }
}
