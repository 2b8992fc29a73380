//! `rebuild --from DIR`: a registry that was lost, made again from its copy in a backup and held to the evidence log.

mod gone;
mod numbers;

use std::path::{Path, PathBuf};

use clap::Args;
use durable::error::FileError;
use durable::lock::Lock;
use durable::{copy, folder};
use package::log::audit::Witness;
use package::log::checkpoint::LogKeys;
use package::log::folder::Folder;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use super::context::Context;
use super::failure;
use super::log::verify::{self, Report};
use crate::cause;
use crate::clock::Moment;
use crate::config::places::{self, Config, REGISTRY_COPY};
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;
use crate::registry::rebuild::{Circumstances, RebuildError, Rebuilt};

/// From where.
#[derive(Debug, Args)]
pub struct Options {
    /// The backup: the folder that holds registry/, log/ and receipts/, and sealed/ unless packages lie elsewhere
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Outcome<'a> {
    state: &'static str,
    copy: &'a Path,
    events: u64,
    submissions: u64,
    receipts: u64,
    organisations: u64,
    certificates: u64,
}

/// No copy is what the log signed.
#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct Unsound {
    state: &'static str,
    unsound: usize,
}

/// A copy that cannot be proven to be anything.
#[derive(Debug, thiserror::Error)]
enum CopyError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// Runs the command.
///
/// # Errors
/// When the registry is in use, or something cannot be read or written.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let failed = |error: FileError| failure::of_file(context.lang, &error);
    let backup = std::path::absolute(&options.from).unwrap_or_else(|_| options.from.clone());
    let shelf = backup.join(places::REGISTRY);
    let copies = copies(&shelf).map_err(failed)?;
    if copies.is_empty() {
        let place = shelf.display().to_string();
        return Err(context.failure(Exit::Unsound, "no-registry-copy", &[("folder", &place)]));
    }
    let keys = verify::keys(context, &config)?;
    folder::create(&config.log()).map_err(failed)?;
    // The desk that writes the log has this too: no other process fills the registry meanwhile.
    let _lock =
        Lock::acquire(&config.log().join(".lock")).map_err(|error| failure::of_file(context.lang, &error))?;
    let bench = Bench::lay(config.home.join(BENCH)).map_err(failed)?;
    context.block_on(async {
        let registry = context.registry(&config).await?;
        registry.demand_empty().await.map_err(|error| refused(context, &config, &error))?;
        let mut report = Report::default();
        let witnesses = witnesses(&config, &backup, &keys, &mut report).map_err(failed)?;
        for path in &copies {
            let before = report.unsound();
            let proven = prove(path, &bench, &witnesses, &mut report).await;
            match proven {
                Ok(copy) if report.unsound() == before && !witnesses.is_empty() => {
                    let gone = gone::of(&copy, &config, &backup).await;
                    let gone = gone.map_err(|error| failure::of_file(context.lang, &*error))?;
                    let made = make(&registry, &copy, path, &config, &backup, gone).await;
                    let made = made.map_err(|error| refused(context, &config, &error))?;
                    kept(&config, &backup).map_err(failed)?;
                    return said(context, path, made);
                }
                Ok(_) => {}
                Err(error) => report.add("registry-copy", path.display().to_string(), cause::chain(&error)),
            }
        }
        report.say_findings(context)?;
        let outcome = Unsound { state: "unsound", unsound: report.unsound() };
        context.result(&outcome, &context.text("rebuild-unsound", &[]))?;
        Ok(Exit::Unsound)
    })
}

/// The copies in a backup: the one that follows the registry, then those of each day, the newest first.
fn copies(shelf: &Path) -> Result<Vec<PathBuf>, FileError> {
    let failed = |source| FileError { operation: "read folder", path: shelf.to_owned(), source };
    let entries = std::fs::read_dir(shelf).map_err(failed)?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| name == REGISTRY_COPY || (name.starts_with(DAILY) && name.ends_with(SQLITE)));
    names.sort_unstable_by(|one, other| (one != REGISTRY_COPY, other).cmp(&(other != REGISTRY_COPY, one)));
    Ok(names.into_iter().map(|name| shelf.join(name)).collect())
}

/// What was signed of the log, in the backup and in what is left of the home.
fn witnesses(
    config: &Config,
    backup: &Path,
    keys: &LogKeys,
    report: &mut Report,
) -> Result<Vec<Witness>, FileError> {
    let mut witnesses = Vec::new();
    let mut roots = vec![backup.join(places::LOG), config.log(), config.log_backup()];
    roots.dedup();
    for root in roots {
        let folder = Folder::at(root);
        let signed = verify::signed(&folder, keys, report)?;
        let place = |name: &str| folder.root().join(name).display().to_string();
        witnesses.extend(signed.iter().map(|(name, read)| verify::witness(place(name), read)));
    }
    if witnesses.is_empty() {
        report.add("log-checkpoint", backup.join(places::LOG).display().to_string(), "");
    }
    Ok(witnesses)
}

/// Opens a duplicate of a copy and holds it to the log. The backup itself is only read.
async fn prove(
    path: &Path,
    bench: &Bench,
    witnesses: &[Witness],
    report: &mut Report,
) -> Result<Registry, CopyError> {
    let place = || path.display().to_string();
    let duplicate = bench.duplicate(path)?;
    let copy = Registry::open_mirror(&duplicate).await?;
    if !copy.is_intact().await? {
        report.add("registry-copy", place(), "");
        return Ok(copy);
    }
    verify::rows(&copy, witnesses, report).await?;
    if let Some(receipt) = copy.unproven_receipt().await? {
        report.add("registry-receipt", place(), format!("{} {}", receipt.number, receipt.kind.name()));
    }
    Ok(copy)
}

async fn make(
    registry: &Registry,
    copy: &Registry,
    path: &Path,
    config: &Config,
    backup: &Path,
    gone: Vec<String>,
) -> Result<Rebuilt, RebuildError> {
    let last = copy.last_number().await?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let now = Moment::now();
    let circumstances = Circumstances {
        centre: config.settings.centre.code.clone(),
        given: numbers::given(config, backup, last.as_deref(), now),
        gone,
        copy: name,
    };
    registry.rebuild(copy, &circumstances, now).await
}

/// Takes over what follows from no event: earlier checkpoints, and their time-stamps.
fn kept(config: &Config, backup: &Path) -> Result<(), FileError> {
    let held = Folder::at(backup.join(places::LOG));
    [config.log_backup(), config.log()].map(Folder::at).iter().try_for_each(|log| log.take_over(&held))
}

fn said(context: &Context, path: &Path, made: Rebuilt) -> Result<Exit, Failure> {
    let Rebuilt { events, submissions, receipts, organisations, certificates } = made;
    let outcome =
        Outcome { state: "rebuilt", copy: path, events, submissions, receipts, organisations, certificates };
    let values = [
        ("submissions", &*submissions.to_string()),
        ("receipts", &*receipts.to_string()),
        ("organisations", &*organisations.to_string()),
        ("events", &*events.to_string()),
        ("copy", &*path.display().to_string()),
    ];
    context.result(&outcome, &context.text("rebuild-done", &values))?;
    context.output.note(&context.text("rebuild-next", &[]));
    Ok(Exit::Done)
}

fn refused(context: &Context, config: &Config, error: &RebuildError) -> Failure {
    match error {
        RebuildError::NotEmpty { events } => {
            let values = [("url", &*config.registry().to_string()), ("events", &*events.to_string())];
            context.failure(Exit::Failed, "registry-not-empty", &values)
        }
        RebuildError::Registry(error) => failure::of_registry(context.lang, error),
    }
}

/// A folder for duplicates, removed when this is dropped.
struct Bench(PathBuf);

impl Bench {
    fn lay(path: PathBuf) -> Result<Self, FileError> {
        folder::remove(&path)?;
        folder::create_private(&path)?;
        Ok(Self(path))
    }

    /// Duplicates a database with the journal that a crash may have left beside it.
    fn duplicate(&self, path: &Path) -> Result<PathBuf, FileError> {
        let name = path.file_name().unwrap_or_default();
        for suffix in ["", "-journal"] {
            let beside = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(suffix);
                PathBuf::from(name)
            };
            let from = beside(path);
            if suffix.is_empty() || from.exists() {
                copy::copy(&from, &beside(&self.0.join(name)))?;
            }
        }
        Ok(self.0.join(name))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What stays is removed by the next `rebuild`.
        let _ = folder::remove(&self.0);
    }
}

/// Where duplicates lie, in the home.
const BENCH: &str = "rebuild.tmp";
const DAILY: &str = "registry-";
const SQLITE: &str = ".sqlite";
