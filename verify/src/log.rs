//! `log DIR`: the whole evidence log under its newest checkpoint, held against every checkpoint that somebody kept.

use std::io;
use std::path::{Path, PathBuf};

use package::card::Card;
use package::log::audit::{LogDamage, Witness, audit};
use package::log::checkpoint::{LogKeys, SignedCheckpoint};
use package::log::folder::{CARD, CHECKPOINT, Folder};
use package::log::stamp::STAMPS;
use terminal::failure::Failure;

use crate::key::unusable;
use crate::options::LogOptions;
use crate::part::Part;
use crate::report::Report;

/// A log whose newest checkpoint is believed.
pub(crate) struct Log {
    /// Its files.
    pub(crate) folder: Folder,
    /// Its keys, as the card in the folder names them.
    pub(crate) keys: LogKeys,
    /// Its newest checkpoint.
    pub(crate) newest: SignedCheckpoint,
    /// How findings name its folder.
    place: String,
}

/// Verifies one log.
pub(crate) fn verify(options: &LogOptions, report: &mut Report) -> Result<(), Failure> {
    let (path, texts) = (&options.folder, report.texts());
    let _bar = report.begin(path, || None);
    let Some(log) = open(path, report)? else { return Ok(()) };
    let mut kept = Vec::new();
    for path in &options.since {
        let text = std::fs::read(path).map_err(|e| unusable("open", path, &e, texts))?;
        kept.push((path.display().to_string(), String::from_utf8_lossy(&text).into_owned()));
    }
    log.check(&kept, report).map_err(|e| unusable("open", path, &e, texts))
}

/// Reads the card and the newest checkpoint of a log; what is wrong with them becomes a finding.
pub(crate) fn open(path: &Path, report: &mut Report) -> Result<Option<Log>, Failure> {
    let texts = report.texts();
    let opened = std::fs::read_dir(path).and_then(|_| Log::open(path, &path.display().to_string(), report));
    opened.map_err(|error| unusable("open", path, &error, texts))
}

impl Log {
    /// Reads the card and the newest checkpoint of the log in a folder that findings name as `place`; what is wrong with
    /// them becomes a finding.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn open(path: &Path, place: &str, report: &mut Report) -> io::Result<Option<Self>> {
        let folder = Folder::at(path.to_owned());
        let Some(keys) = keys(&path.join(CARD), format!("{place}/{CARD}"), report)? else { return Ok(None) };
        let text = folder.text(CHECKPOINT)?;
        match SignedCheckpoint::read(&text.unwrap_or_default(), &keys) {
            Ok(newest) => Ok(Some(Self { folder, keys, newest, place: place.to_owned() })),
            Err(error) => {
                report.unsound("log-checkpoint", format!("{place}/{CHECKPOINT}"), error);
                Ok(None)
            }
        }
    }

    /// Follows every entry, and holds the log against its own older checkpoints and those that were `kept` elsewhere, by
    /// place and text.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn check(&self, kept: &[(String, String)], report: &mut Report) -> io::Result<()> {
        let mut witnesses = Vec::new();
        for (name, text) in self.folder.earlier()? {
            self.witness(format!("{}/{name}", self.place), &text, &mut witnesses, report);
        }
        for (place, text) in kept {
            self.witness(place.clone(), text, &mut witnesses, report);
        }
        report.checked(Part::Checkpoint, witnesses.len() as u64 + 1);
        let mut damages = Vec::new();
        let audited = audit(&self.folder, &self.newest, &witnesses, &mut |damage| damages.push(damage))?;
        self.partials(&damages, report)?;
        for LogDamage { place, fault } in damages {
            // The witnesses stand under their own names, the log's files by their paths in it.
            let named = witnesses.iter().any(|witness| witness.place == place);
            let place = if named { place } else { format!("{}/{place}", self.place) };
            report.unsound(fault.code(), place, &fault);
        }
        report.checked(Part::Tile, audited.files);
        report.read(audited.bytes);
        self.stamps(report)
    }

    /// Proves which checkpoints existed when, by the clocks of the authorities that the archivist believes. Where he named none, a
    /// time-stamp is judged under those beside it, which proves that it is whole, not whose it is.
    fn stamps(&self, report: &mut Report) -> io::Result<()> {
        let stamps = self.folder.stamps()?;
        let believed = report.authorities().cloned();
        if believed.is_none() && !stamps.is_empty() {
            report.note("timestamp-untrusted", format!("{}/{STAMPS}", self.place));
        }
        let believed = match believed {
            None => self.folder.authorities()?,
            given => given,
        };
        report.checked(Part::Timestamp, stamps.len() as u64);
        for name in stamps {
            match self.folder.stamped(&name, &self.keys, believed.as_ref())? {
                Ok(stamped) => report.stamped(format!("{}/{}", self.place, name.checkpoint()), &stamped),
                Err(fault) => {
                    report.unsound("timestamp", format!("{}/{}", self.place, name.token()), fault);
                }
            }
        }
        Ok(())
    }

    /// Partial files of earlier checkpoints, which nobody needs any more, are the beginnings of what came after them.
    fn partials(&self, damages: &[LogDamage], report: &mut Report) -> io::Result<()> {
        for folder in partial_folders(&self.folder.root().join("tile"))? {
            let mut files: Vec<(usize, Vec<u8>)> = Vec::new();
            // A log that grows takes partial files away: where they are gone, the whole file was compared.
            let Some(entries) = there(std::fs::read_dir(&folder))? else { continue };
            for entry in entries {
                let entry = entry?;
                let width = entry.file_name().to_str().and_then(|name| name.parse().ok());
                if let (Some(width), Some(bytes)) = (width, there(std::fs::read(entry.path()))?) {
                    files.push((width, bytes));
                }
            }
            files.sort_unstable();
            let name = folder.strip_prefix(self.folder.root()).unwrap_or(&folder).display().to_string();
            let Some((most, newest)) = files.pop() else { continue };
            // The newest was compared with the tree; what does not hold itself says nothing of the others.
            if damages.iter().any(|damage| damage.place == format!("{name}/{most}")) {
                continue;
            }
            for (width, bytes) in files {
                report.read(bytes.len() as u64);
                if newest.get(..newest.len() / most * width) != Some(&*bytes) {
                    report.unsound("log-tile", format!("{}/{name}/{width}", self.place), "");
                }
            }
        }
        Ok(())
    }

    fn witness(&self, place: String, text: &str, witnesses: &mut Vec<Witness>, report: &mut Report) {
        match SignedCheckpoint::read(text, &self.keys) {
            Ok(read) => witnesses.push(Witness { place, checkpoint: read.checkpoint().clone() }),
            Err(error) => report.unsound("log-checkpoint", place, error),
        }
    }
}

/// The log's keys, as the centre's card beside it names them.
fn keys(path: &Path, place: String, report: &mut Report) -> io::Result<Option<LogKeys>> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            report.unsound("log-card", place, "");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let card = match Card::read(&bytes) {
        Ok(card) => card,
        Err(error) => {
            report.unsound("log-card", place, error);
            return Ok(None);
        }
    };
    // The card is judged at its own time: a log is as good in thirty years as on its day.
    if let Some(Err(error)) = report.anchor().map(|anchor| card.trust(anchor, card.face().time)) {
        report.unsound("not-trusted", place.clone(), error);
    }
    let keys = card.face().log.clone();
    if keys.is_none() {
        report.unsound("log-card", place, "");
    }
    Ok(keys)
}

/// What was read; none, when it is not there.
fn there<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// The folders of partial files below a folder of tiles.
fn partial_folders(top: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut open) = (Vec::new(), vec![top.to_owned()]);
    while let Some(folder) = open.pop() {
        // That tiles are missing was said by the audit.
        let Some(entries) = there(std::fs::read_dir(&folder))? else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "p") {
                found.push(path);
            } else if path.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
