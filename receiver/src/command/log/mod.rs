//! `log verify`: everything of the evidence log made again and compared. `log export`: a copy that stands alone.

mod export;
pub(super) mod verify;

use clap::Subcommand;
use terminal::exit::Exit;
use terminal::failure::Failure;

use super::context::Context;

/// What to do with the evidence log.
#[derive(Debug, Subcommand)]
pub enum Options {
    /// Make everything again from the registry and compare: events, tiles, checkpoints, both copies
    Verify,
    /// Copy the log into a new folder that sealpost-verify checks on its own
    Export(export::Options),
}

/// Runs the command.
///
/// # Errors
/// When it could not be checked or copied.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    match options {
        Options::Verify => verify::run(context),
        Options::Export(options) => export::run(context, options),
    }
}
