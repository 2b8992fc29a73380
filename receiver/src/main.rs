//! `sealpost-receiver`: parse, run, say how it ended.

use clap::Parser;
use sealpost_receiver::{cli::Cli, command, process};
use std::process::ExitCode;

fn main() -> ExitCode {
    process::begin();
    match Cli::try_parse() {
        Ok(cli) => command::run(cli).into(),
        Err(error) => command::usage(&error).into(),
    }
}
