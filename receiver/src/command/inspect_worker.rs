//! `inspect-worker`: looks into files for the check that started it, itself a child of the desk. It has no home and no key.

use std::path::PathBuf;

use clap::Args;
use ectd::inspect::worker;
use terminal::exit::Exit;

/// Where the files lie.
#[derive(Debug, Args)]
pub struct Options {
    /// Bytes of memory that it may use
    pub memory: u64,
    /// The opened folder
    pub root: PathBuf,
}

/// Answers until nobody asks. Why it ended earlier, nobody could hear.
pub fn run(options: &Options) -> Exit {
    worker::run(&options.root, options.memory).map_or(Exit::Failed, |()| Exit::Done)
}
