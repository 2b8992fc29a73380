//! The archivist's command line.

use std::process::ExitCode;

use clap::Parser;
use sealpost_verify::command::Command;

fn main() -> ExitCode {
    Command::parse().run().into()
}
