//! `sealpost-receiver`: parse, run, say how it ended.

use clap::Parser;
use sealpost_receiver::{cli::Cli, command, process};
use std::process::ExitCode;

fn main() -> ExitCode {
    process::begin();
    transfer::native::bring();
    let exit = match Cli::try_parse() {
        Ok(cli) => command::run(cli),
        Err(error) => command::usage(&error),
    };
    process::end();
    exit.into()
}
