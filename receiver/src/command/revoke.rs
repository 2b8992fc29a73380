//! `revoke`: ends a certificate, or everything an organisation has. A running intake acts on it within seconds.

use super::context::Context;
use super::failure;
use crate::clock::Moment;
use clap::Args;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What to revoke.
#[derive(Debug, Args)]
pub struct Options {
    /// Id or name of an organisation, or serial number of one certificate
    #[arg(value_name = "ORGANISATION_OR_SERIAL")]
    pub whom: String,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "revocation")]
struct Revoked<'a> {
    whom: &'a str,
    serials: &'a [String],
}

/// Runs the command.
///
/// # Errors
/// When nobody is called so, or the registry fails.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let whom = options.whom.as_str();
    let serials = context.block_on(async {
        let registry = context.registry(&config).await?;
        let revoked = registry.revoke(whom, Moment::now()).await;
        revoked.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    let Some(serials) = serials else {
        return Err(context.failure(Exit::Failed, "unknown-organisation", &[("whom", whom)]));
    };
    let count = serials.len().to_string();
    let text = context.text("revoke-done", &[("whom", whom), ("count", &count)]);
    context.result(&Revoked { whom, serials: &serials }, &text)?;
    Ok(Exit::Done)
}
