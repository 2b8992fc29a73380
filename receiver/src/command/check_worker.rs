//! `check-worker`: the desk's child process; nobody else calls it.

use super::context::Context;
use super::failure;
use crate::desk::worker;
use clap::Args;
use ectd::profile::Profile;
use std::path::PathBuf;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What to check.
#[derive(Debug, Args)]
pub struct Options {
    /// Whose rules
    #[arg(long)]
    pub profile: Profile,
    /// Bytes of memory that the check may use
    #[arg(long)]
    pub memory: u64,
    /// The opened folder
    pub folder: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When the folder cannot be checked under the limits.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let checked = worker::run(&options.folder, options.profile, options.memory);
    checked.map_err(|error| failure::of_file(context.lang, &error))?;
    Ok(Exit::Done)
}
