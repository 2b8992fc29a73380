//! `check-worker`: the desk's child process; nobody else calls it. It has no home and nobody to talk to but the desk.

use crate::desk::worker;
use clap::Args;
use ectd::profile::Profile;
use std::path::PathBuf;
use terminal::exit::Exit;

/// What to check.
#[derive(Debug, Args)]
pub struct Options {
    /// Whose rules
    #[arg(long)]
    pub profile: Profile,
    /// Bytes of memory that the check may use
    #[arg(long)]
    pub memory: u64,
    /// Where the sequences registered before lie
    #[arg(long)]
    pub history: Option<PathBuf>,
    /// The opened folder
    pub folder: PathBuf,
}

/// Runs the command. Why it failed stands in the desk's log.
pub fn run(options: &Options) -> Exit {
    match worker::run(&options.folder, options.profile, options.history.as_deref(), options.memory) {
        Ok(()) => Exit::Done,
        Err(error) => {
            tracing::error!(%error, "the folder could not be checked");
            Exit::Failed
        }
    }
}
