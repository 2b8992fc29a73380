//! The options that stand before or after every subcommand.

use std::path::PathBuf;

use clap::Args;

use crate::language::Lang;

/// Output and language options, the same in every program.
#[derive(Debug, Clone, Args)]
pub struct Speech {
    /// Print machine-readable output: one JSON object a line on stdout, texts for people on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results and errors only
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Show no progress bars
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Language of the texts for people (default: the system's)
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<Lang>,
}

impl Speech {
    /// Returns the language asked for, or the system's.
    pub fn language(&self) -> Lang {
        self.lang.unwrap_or_else(Lang::of_system)
    }
}

/// The home folder option of the two programs that keep something.
#[derive(Debug, Clone, Args)]
pub struct HomeOption {
    /// Folder that holds keys, jobs and receipts (default: the user's data folder)
    #[arg(long, global = true, env = "SEALPOST_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
}
