//! `log export DIR`: the log as it is now, with the card that names its keys, in a folder of its own.

use std::path::{Path, PathBuf};

use clap::Args;
use durable::error::FileError;
use durable::folder;
use package::log::builder::File;
use package::log::bundle;
use package::log::checkpoint::{LogKeys, SignedCheckpoint};
use package::log::folder::{CARD, CHECKPOINT, Folder, KeepError};
use package::log::reader::{Files, ReadError, entries, hashes};
use package::log::stamp::AUTHORITIES;
use package::log::tile::Tile;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::authority::keyring;
use crate::command::context::Context;
use crate::command::failure;

/// Where to.
#[derive(Debug, Args)]
pub struct Options {
    /// A new or empty folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// The log could not be copied.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Keep(#[from] KeepError),
    #[error(transparent)]
    File(#[from] FileError),
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "export")]
struct Exported<'a> {
    folder: &'a Path,
    entries: u64,
    files: u64,
}

/// Runs the command.
///
/// # Errors
/// When there is no checkpoint yet, the folder is not empty, or a file cannot be copied.
pub(super) fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let failed = |error: &(dyn std::error::Error + 'static)| failure::of_file(context.lang, error);
    let target = std::path::absolute(&options.folder).unwrap_or_else(|_| options.folder.clone());
    let place = target.display().to_string();
    if std::fs::read_dir(&target).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(context.failure(Exit::Failed, "folder-in-use", &[("folder", &place)]));
    }
    let (from, to) = (Folder::at(config.log()), Folder::at(target));
    let keys = keyring::card(&config).map_err(|error| failed(&error))?.face().log.clone();
    let text = from.text(CHECKPOINT).map_err(|error| failed(&error))?;
    let (Some(keys), Some(text)) = (keys, text) else {
        return Err(context.failure(
            Exit::Failed,
            "no-log",
            &[("folder", &config.log().display().to_string())],
        ));
    };
    let newest = SignedCheckpoint::read(&text, &keys).map_err(|error| failed(&error))?;
    let files = copy(&from, &to, &keys, &newest).map_err(|error| failed(&error))?;
    let exported = Exported { folder: to.root(), entries: newest.size(), files };
    let values = [("entries", &*newest.size().to_string()), ("folder", &*place)];
    context.result(&exported, &context.text("log-exported", &values))?;
    Ok(Exit::Done)
}

/// Copies the tree of one checkpoint; the checkpoint itself comes last.
fn copy(from: &Folder, to: &Folder, keys: &LogKeys, newest: &SignedCheckpoint) -> Result<u64, ExportError> {
    folder::create(to.root())?;
    let mut files = 0;
    for tile in Tile::all(newest.size()) {
        if tile.level == 0 {
            let bytes = bundle::write(&entries(from, tile)?);
            to.keep(&File { tile, path: tile.entries_path(), bytes })?;
            files += 1;
        }
        let bytes = hashes(from, tile)?.iter().flat_map(|hash| *hash.as_bytes()).collect();
        to.keep(&File { tile, path: tile.path(), bytes })?;
        files += 1;
    }
    for (name, text) in from.earlier()? {
        // A desk at work may have kept later ones since.
        if SignedCheckpoint::read(&text, keys).is_ok_and(|read| read.size() > newest.size()) {
            continue;
        }
        to.replace(&name, text.as_bytes())?;
    }
    let stamps =
        from.stamps()?.into_iter().filter(|name| name.size().is_none_or(|size| size <= newest.size()));
    let tokens = stamps.map(|name| name.token());
    for name in tokens.chain([AUTHORITIES, CARD].map(str::to_owned)) {
        if let Some(bytes) = from.read(&name)? {
            to.replace(&name, &bytes)?;
        }
    }
    to.replace(CHECKPOINT, newest.text().as_bytes())?;
    Ok(files)
}
