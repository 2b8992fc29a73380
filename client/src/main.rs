//! `sealpost`: parses the command line, runs one command, ends with its exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use sealpost::options::Options;
use sealpost::{command, help};

fn main() -> ExitCode {
    arm_fault();
    transfer::native::bring();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let matches = help::command(&arguments).get_matches_from(arguments);
    match Options::from_arg_matches(&matches) {
        Ok(options) => command::run(&options).into(),
        Err(error) => error.exit(),
    }
}

/// Arms a fault point as `SEALPOST_FAULT` says; release builds have none.
#[cfg(debug_assertions)]
fn arm_fault() {
    if let Some(fault) = std::env::var("SEALPOST_FAULT").ok().and_then(|text| text.parse().ok()) {
        durable::fault::arm(fault);
    }
}

#[cfg(not(debug_assertions))]
fn arm_fault() {}
