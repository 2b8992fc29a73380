//! Every row of every book: a dossier that breaks it, and nothing but what is expected is found in it.
//!
//! Most dossiers are composed and spoilt in one thing. Each exact comparison notes which rows it has proved
//! ([`ledger`]); when all tests have run, a row that no dossier breaks fails the program. This program is also the
//! worker that looks into PDF and XPT files, hence the frame of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a frame for tests says what is missing")]

#[path = "../common/mod.rs"]
mod common;

/// Names the functions of a module that are its tests.
macro_rules! tests {
    ($($name:ident,)+) => {
        pub(crate) const TESTS: &[crate::Test] = &[$((concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
}

mod any;
mod backbone;
mod carriage;
mod datasets;
mod envelope;
mod fda;
mod fixture;
mod folder;
mod generic;
mod ledger;
mod life;
mod message;
mod pdf;
mod regional;
mod shared;
mod study;
mod util;

use std::path::Path;
use std::process::ExitCode;

use ectd::inspect::worker;
use libtest_mimic::{Arguments, Trial};

/// A test and its name.
pub(crate) type Test = (&'static str, fn());

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, role, memory, folder] = &arguments[..]
        && role == fixture::WORKER
    {
        worker::run(Path::new(folder), memory.parse().unwrap()).unwrap();
        return ExitCode::SUCCESS;
    }
    let tests: Vec<Trial> = MODULES.iter().copied().flatten().map(trial).collect();
    let number = tests.len();
    let conclusion = libtest_mimic::run(&Arguments::from_args(), tests);
    // what a part of the tests leaves open says nothing
    if conclusion.num_passed == number as u64 && !ledger::is_complete() {
        return ExitCode::from(101);
    }
    conclusion.exit_code()
}

fn trial((name, test): &'static Test) -> Trial {
    Trial::test(name.strip_prefix("rules::").unwrap_or(name), || {
        test();
        Ok(())
    })
}

const MODULES: &[&[Test]] = &[
    any::TESTS,
    backbone::TESTS,
    carriage::TESTS,
    datasets::TESTS,
    envelope::TESTS,
    fda::TESTS,
    folder::TESTS,
    generic::TESTS,
    life::TESTS,
    message::TESTS,
    message::later::TESTS,
    message::package::TESTS,
    pdf::TESTS,
    regional::TESTS,
    shared::TESTS,
    study::TESTS,
    util::TESTS,
];
