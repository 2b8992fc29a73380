//! Workers that look into files: they answer, break, are replaced, and the check goes on.
//!
//! This program is also the worker that it tests, hence without the usual frame around tests.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "a frame for tests says which one runs")]

mod common;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use common::sample;
use ectd::dossier::Dossier;
use ectd::inspect::{Inspection, Launcher, inspect, worker};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("inspect-worker") => {
            worker::run(Path::new(&arguments[3]), arguments[2].parse().unwrap()).unwrap();
        }
        // answers nothing, or nonsense
        Some("silent") => std::thread::sleep(Duration::from_secs(60)),
        Some("babbling") => println!("{{}}"),
        wanted => {
            let wanted = wanted.filter(|word| !word.starts_with('-')).unwrap_or_default();
            for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(wanted)) {
                println!("test {name}");
                test();
            }
        }
    }
}

type Test = (&'static str, fn());

const TESTS: &[Test] = &[("real_files", real_files)];

fn launcher(role: &str) -> Launcher {
    Launcher::new(std::env::current_exe().unwrap(), [OsString::from(role)])
}

fn real_files() {
    for name in ["fda-pilot3", "fda-ectd-v4"] {
        let Some(folder) = sample(name) else { return };
        let dossier = Dossier::open(&folder).unwrap();
        for (file, inspection) in
            dossier.files().iter().zip(inspect(&dossier, Some(&launcher("inspect-worker")), &mut ()))
        {
            if inspection != Inspection::NotInspected {
                println!("{}: {inspection:?}", file.path);
            }
        }
    }
}
