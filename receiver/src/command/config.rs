//! `config check`: shows the configuration without secrets, and what is wrong or unwise about it.

use super::context::Context;
use super::failure;
use crate::config::check::{Notice, check};
use crate::config::location::Location;
use crate::config::places::Config;
use crate::config::settings::{Settings, redacted};
use crate::store::{Name, archive, packages};
use ::archive::key::Key;
use clap::Subcommand;
use serde::Serialize;
use std::path::Path;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum Options {
    /// Show it, without secrets, and say what is wrong or unwise
    Check,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "config")]
struct Shown<'a> {
    home: &'a Path,
    #[serde(flatten)]
    settings: &'a Settings,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "finding")]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    place: &'a Path,
    message: &'a str,
}

/// Runs the command.
///
/// # Errors
/// When there is no configuration, or the registry does not answer.
pub fn run(context: &Context, Options::Check: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let mut settings = config.settings.clone();
    settings.registry.url = redacted(&settings.registry.url);
    let text = toml::to_string(&settings).map_err(|error| failure::of_file(context.lang, &error))?;
    context.result(&Shown { home: &config.home, settings: &settings }, text.trim_end())?;
    let notices = check(&config);
    for notice in &notices {
        say(context, notice)?;
    }
    context.block_on(async {
        let registry = context.registry(&config).await?;
        registry.ping().await.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    reach(&config).map_err(|error| failure::of_file(context.lang, &*error))?;
    let unsound = notices.iter().any(|notice| notice.error);
    Ok(if unsound { Exit::Unsound } else { Exit::Done })
}

/// Asks the stores. A folder that is missing is a notice; a server that does not answer is a failure.
fn reach(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    archive::reader(config)?.list(&Key::root())?;
    let any = Name::package(&config.settings.centre.code);
    if let Location::S3(_) = config.sealed() {
        packages::sealed(config)?.holds(&any)?;
    }
    if let Location::S3(_) = config.backup_sealed() {
        packages::backup(config)?.holds(&any)?;
    }
    Ok(())
}

fn say(context: &Context, notice: &Notice) -> Result<(), Failure> {
    let place = notice.place.display().to_string();
    let message = context.text(&format!("notice-{}", notice.code), &[("place", &place)]);
    let severity = if notice.error { "error" } else { "warning" };
    let finding = Finding { rule: notice.code, severity, place: &notice.place, message: &message };
    context.result(&finding, &format!("{severity}: {message}"))
}
