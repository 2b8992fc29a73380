//! The real dossiers of `../shared/samples`, where they are there.

use std::path::{Path, PathBuf};

use crate::skip::skip;

/// Returns a path below `../shared`, or says that the test is skipped without it.
pub fn shared(test: &str, path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SEALPOST_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    skip(test, &format!("{} is not there", found.display()));
    None
}
