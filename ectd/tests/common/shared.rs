//! The real samples and the authorities' files beside the project, where they are present.
#![allow(dead_code, reason = "each test program uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of the real samples; says so when it is missing, and fails where nothing may be skipped.
pub(crate) fn sample(name: &str) -> Option<PathBuf> {
    shared(&format!("samples/{name}"))
}

/// A folder of what the project shares with its tests; says so when it is missing, and fails where nothing may be
/// skipped.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("SEALPOST_SHARED").map_or_else(beside_project, PathBuf::from);
    let path = shared.join(name);
    if path.is_dir() {
        return Some(path);
    }
    skip(&format!("{} is missing", path.display()));
    None
}

/// Says that a test is skipped and why, also in the list with which `scripts/test` ends.
#[allow(clippy::print_stdout, reason = "a skip is visible")]
pub(crate) fn skip(why: &str) {
    assert!(std::env::var_os("SEALPOST_REQUIRE_ALL").is_none(), "{why}");
    let line = format!("skipped: {why}");
    println!("{line}");
    if let Some(list) = std::env::var_os("SEALPOST_SKIPPED")
        && let Ok(mut file) = fs::OpenOptions::new().append(true).create(true).open(list)
    {
        let _ = std::io::Write::write_all(&mut file, format!("{line}\n").as_bytes());
    }
}

/// `shared` beside the project, whichever work tree of it this is.
fn beside_project() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(2);
    project
        .map(|folder| folder.join("shared"))
        .find(|shared| shared.is_dir())
        .unwrap_or_else(|| "../shared".into())
}
