//! Compares folders byte by byte.

use std::collections::BTreeMap;
use std::path::Path;

use crypto::digest::{Sha256, Sha256Digest};

/// Returns every file below a folder with the digest of its bytes.
///
/// # Panics
/// When something cannot be read.
pub fn digests(root: &Path) -> BTreeMap<String, Sha256Digest> {
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

#[expect(clippy::expect_used, reason = "test code")]
fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Sha256Digest>) {
    for entry in std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry")) {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            let mut hasher = Sha256::new();
            hasher.update(&std::fs::read(&path).expect("file"));
            found.insert(name, hasher.finish());
        }
    }
}
