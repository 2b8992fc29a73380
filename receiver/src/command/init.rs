//! `init`: makes a centre in an empty home.

use super::context::Context;
use super::failure;
use crate::authority::{card, found, keyring};
use crate::clock::Moment;
use crate::config::places::{Config, key};
use crate::config::settings::{Centre, Database, Network, Settings};
use crate::desk::archiving;
use clap::Args;
use crypto::key_share::Split;
use durable::error::FileError;
use durable::folder;
use durable::whole::{self, Existing};
use package::identity::CentreId;
use serde::Serialize;
use std::path::{Path, PathBuf};
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What the new centre is.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the centre, for people
    #[arg(long, value_name = "TEXT", default_value = "Review Centre")]
    pub name: String,
    /// Short code, 2 to 8 of A–Z and 0–9: the prefix of its numbers
    #[arg(long, value_name = "CODE", default_value = "CDE")]
    pub code: CentreId,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "0.0.0.0:4433")]
    pub listen: std::net::SocketAddr,
    /// Address and port of the console
    #[arg(long, value_name = "ADDR:PORT")]
    pub console: Option<std::net::SocketAddr>,
    /// Host and port by which applicants reach the centre
    #[arg(long, value_name = "HOST:PORT")]
    pub public_address: Option<String>,
    /// Database of the registry: sqlite:FILE, or postgres://… (then best by the environment)
    #[arg(long, value_name = "URL", env = "SEALPOST_REGISTRY", hide_env_values = true)]
    pub registry: Option<String>,
    /// Write the escrow key in N shares, any M of which open: M-of-N, as 2-of-3
    #[arg(long, value_name = "M-of-N")]
    pub escrow_shares: Option<Split>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "centre")]
struct Founded<'a> {
    code: &'a str,
    name: &'a str,
    home: &'a Path,
    ca_sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    escrow: Option<&'a Path>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    escrow_shares: &'a [PathBuf],
}

/// Runs the command.
///
/// # Errors
/// When the home is in use, or something cannot be written.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    refuse_home_in_use(context)?;
    let config = Config { home: context.home.clone(), settings: settings(options) };
    folder::create_private(&config.home).map_err(|error| failure::of_file(context.lang, &error))?;
    context.block_on(found_centre(context, &config, options.escrow_shares))?;
    // Last, because a home without it is no centre: an interrupted `init` never looks whole.
    write_config(context, &config)?;
    report(context, &config)
}

async fn found_centre(context: &Context, config: &Config, split: Option<Split>) -> Result<(), Failure> {
    let now = Moment::now();
    let registry = context.registry(config).await?;
    let failed = |error| failure::of_registry(context.lang, &error);
    if !registry.certificates(&config.settings.centre.code).await.map_err(failed)?.is_empty() {
        return Err(context.failure(
            Exit::Failed,
            "registry-in-use",
            &[("url", &config.registry().to_string())],
        ));
    }
    make_folders(config).map_err(|error| failure::of_file(context.lang, &error))?;
    archiving::create(config).map_err(|error| failure::of_file(context.lang, &error))?;
    let issued = found::found(config, split, now).map_err(|error| failure::of_file(context.lang, &error))?;
    card::refresh(config, &[], now).map_err(|error| failure::of_file(context.lang, &error))?;
    registry.issued(&issued, now).await.map_err(failed)
}

fn make_folders(config: &Config) -> Result<(), FileError> {
    let keys = &config.settings.keys;
    for keys in [&keys.public, &keys.intake, &keys.desk] {
        folder::create_private(&config.home.join(keys))?;
    }
    for store in [config.inbox(), config.delivered(), config.receipts(), config.backup()] {
        folder::create(&store)?;
    }
    // In clear, like the archive.
    folder::create_private(&config.work())
}

fn write_config(context: &Context, config: &Config) -> Result<(), Failure> {
    let text = toml::to_string(&config.settings).map_err(|error| failure::of_file(context.lang, &error))?;
    // It may hold a database password; roles under other users get it through their group.
    let written = whole::write(&config.file(), text.as_bytes(), Existing::Refuse);
    written.map(|_| ()).map_err(|error| failure::of_file(context.lang, &error))
}

fn report(context: &Context, config: &Config) -> Result<Exit, Failure> {
    let anchor = keyring::anchor(config).map_err(|error| failure::of_file(context.lang, &error))?;
    let centre = &config.settings.centre;
    let mut escrow: Vec<PathBuf> = key::of_escrow().map(|name| config.desk_key(&name)).collect();
    escrow.retain(|path| path.exists());
    let (whole, shares) = match &escrow[..] {
        [whole] => (Some(whole.as_path()), &[][..]),
        shares => (None, shares),
    };
    let founded = Founded {
        code: &centre.code,
        name: &centre.name,
        home: &config.home,
        ca_sha256: anchor.fingerprint().to_string(),
        escrow: whole,
        escrow_shares: shares,
    };
    let home = config.home.display().to_string();
    let text = context.text("init-done", &[("name", &centre.name), ("code", &centre.code), ("home", &home)]);
    context.result(&founded, &text)?;
    let files: Vec<_> = escrow.iter().map(|path| path.display().to_string()).collect();
    let advice = if whole.is_some() { "init-escrow" } else { "init-escrow-shares" };
    context.output.note(&context.text(advice, &[("file", &files.join(", "))]));
    Ok(Exit::Done)
}

fn refuse_home_in_use(context: &Context) -> Result<(), Failure> {
    let home = context.home.display().to_string();
    match std::fs::read_dir(&context.home) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(context.failure(Exit::Failed, "home-in-use", &[("home", &home)])),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failure::of_file(context.lang, &error)),
    }
}

fn settings(options: &Options) -> Settings {
    Settings {
        centre: Centre { code: options.code.to_string(), name: options.name.clone() },
        network: Network {
            listen: options.listen.to_string(),
            tcp: true,
            public_address: options.public_address.clone(),
            congestion: crate::config::settings::Congestion::default(),
            console: options.console.map(|console| console.to_string()),
        },
        stores: crate::config::settings::Stores::default(),
        s3: None,
        backup_s3: None,
        registry: options.registry.clone().map_or_else(Database::default, |url| Database { url }),
        keys: crate::config::settings::Keys::default(),
        policy: crate::config::settings::Policy::default(),
        fixity: crate::config::settings::Fixity::default(),
        log: crate::config::timestamp::Log::default(),
    }
}
