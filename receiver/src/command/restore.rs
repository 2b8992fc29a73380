//! `restore`: one submission from the backup alone, with the proof that it is what was filed.

use super::context::Context;
use super::failure;
use crate::authority::keyring;
use crate::clock::Moment;
use crate::config::places::{self, Config};
use crate::fixity::restore::{self, Drill, RestoreError, Restored};
use crate::registry::log::Event;
use crate::store::local::Local;
use crate::store::{Store, packages};
use clap::Args;
use crypto::chain::Anchor;
use crypto::wrap::PrivateKey;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What to restore, and from where.
#[derive(Debug, Args)]
pub struct Options {
    /// Number of the submission
    pub number: String,
    /// New or empty folder
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Root of the backup; that of the home when not given. Packages that lie elsewhere are read there
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    /// Key to open with, as the escrow key; the centre's when not given
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Certificate of the centre's CA; that of the home when not given
    #[arg(long, value_name = "FILE")]
    pub trust: Option<PathBuf>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Outcome<'a> {
    number: &'a str,
    files: u64,
    bytes: u64,
    manifest_root: &'a str,
    files_root: &'a str,
    package_digest: String,
    unsound: u64,
    state: &'static str,
    trusted: bool,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "finding")]
struct Finding<'a> {
    rule: &'static str,
    severity: &'static str,
    place: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Unsound<'a> {
    number: &'a str,
    unsound: u64,
    state: &'static str,
}

/// Runs the command.
///
/// # Errors
/// When a key or file cannot be read, the key is no recipient, or the folder is in use.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let (receipts, packages) = backup(context, options)?;
    let (key, anchor) = (key(context, options)?, anchor(context, options)?);
    let drill = Drill {
        receipts: &receipts,
        packages: &*packages,
        number: &options.number,
        key: &key,
        anchor: anchor.as_ref(),
        out: &options.out,
    };
    let exit = match restore::restore(&drill) {
        Ok(restored) => {
            say(context, options, &restored, anchor.is_some())?;
            Exit::Done
        }
        Err(RestoreError::Unsound { place, reason }) => {
            unsound(context, options, &place, &reason)?;
            Exit::Unsound
        }
        Err(RestoreError::InUse { path }) => {
            let folder = path.display().to_string();
            return Err(context.failure(Exit::Failed, "folder-in-use", &[("folder", &folder)]));
        }
        Err(error) => return Err(failure::of_file(context.lang, &error)),
    };
    note(context, options, exit);
    Ok(exit)
}

/// The receipts and the packages of the backup. One that is named has its packages in it, unless only the home's
/// configuration says where they are.
fn backup(context: &Context, options: &Options) -> Result<(PathBuf, Arc<dyn Store>), Failure> {
    if let Some(from) = &options.from {
        let folder = from.join(places::SEALED);
        let elsewhere =
            Config::read(&context.home).is_ok_and(|config| config.backup_sealed().folder().is_none());
        if folder.is_dir() || !elsewhere {
            return Ok((from.join(places::RECEIPTS), Arc::new(Local::at(packages::BACKUP, &folder))));
        }
    }
    let config = context.config()?;
    let packages = packages::backup(&config).map_err(|error| failure::of_file(context.lang, &error))?;
    let receipts = options.from.as_ref().map(|from| from.join(places::RECEIPTS));
    Ok((receipts.unwrap_or_else(|| config.receipts_backup()), packages))
}

fn key(context: &Context, options: &Options) -> Result<PrivateKey, Failure> {
    let read = match &options.key {
        Some(file) => keyring::decryption_key_at(file),
        None => keyring::decryption_key(&context.config()?),
    };
    read.map_err(|error| failure::of_file(context.lang, &error))
}

/// The CA that is named, or that of the home; none where neither is there.
fn anchor(context: &Context, options: &Options) -> Result<Option<Anchor>, Failure> {
    let read = match (&options.trust, Config::read(&context.home)) {
        (Some(file), _) => keyring::anchor_at(file),
        (None, Ok(config)) => keyring::anchor(&config),
        (None, Err(_)) => return Ok(None),
    };
    read.map(Some).map_err(|error| failure::of_file(context.lang, &error))
}

fn say(context: &Context, options: &Options, restored: &Restored, trusted: bool) -> Result<(), Failure> {
    let outcome = Outcome {
        number: &options.number,
        files: restored.files,
        bytes: restored.bytes,
        manifest_root: &restored.manifest_root,
        files_root: &restored.files_root,
        package_digest: restored.package_digest.to_string(),
        unsound: 0,
        state: "sound",
        trusted,
    };
    let values = [
        ("number", &*options.number),
        ("files", &*restored.files.to_string()),
        ("size", &*terminal::size::human(restored.bytes)),
        ("folder", &*options.out.display().to_string()),
        ("root", &*restored.manifest_root),
    ];
    context.result(&outcome, &context.text("restore-sound", &values))?;
    if !trusted {
        context.output.note(&context.text("restore-untrusted", &[]));
    }
    Ok(())
}

fn unsound(context: &Context, options: &Options, place: &str, reason: &str) -> Result<(), Failure> {
    let finding = Finding { rule: "restore", severity: "error", place, message: reason };
    context.result(&finding, &format!("{place}: {reason}"))?;
    let outcome = Unsound { number: &options.number, unsound: 1, state: "unsound" };
    context.result(&outcome, &context.text("restore-unsound", &[("number", &options.number)]))
}

/// Writes the event where there is a registry; a drill after its loss must not need one, nor begin one.
fn note(context: &Context, options: &Options, exit: Exit) {
    let Ok(config) = Config::read(&context.home) else { return };
    let state = if exit == Exit::Done { "sound" } else { "unsound" };
    let event = Event::new("restore", &options.number).with("state", state);
    let noted = context.block_on(async {
        let registry = context.registry(&config).await?;
        let failed = |error| failure::of_registry(context.lang, &error);
        let founded = registry.certificates(&config.settings.centre.code).await.map_err(failed)?;
        if founded.is_empty() {
            return Ok(());
        }
        registry.note(&event, Moment::now()).await.map_err(failed)
    });
    if let Err(failure) = noted {
        tracing::warn!(%failure, "the log has no event of this restore");
    }
}
