//! `sealpost`: parses the command line, runs one command, ends with its exit code.

use std::process::ExitCode;

use clap::Parser;
use sealpost::command;
use sealpost::options::Options;

fn main() -> ExitCode {
    arm_fault();
    command::run(&Options::parse()).into()
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
