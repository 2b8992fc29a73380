//! The files of the applications that Sealpost composes itself.

use std::fs;
use std::path::Path;

use ectd::compose::{cn, eu, us, v4};

/// Hands every file of the composed applications to `take`: its path in the sequence folder, and its bytes.
pub fn composed(take: &mut dyn FnMut(&str, &[u8])) {
    for application in [cn::new_drug(), us::new_drug(), eu::centralised(), v4::new_drug()] {
        let top = tempfile::tempdir().expect("a folder");
        application.write(top.path(), None).expect("a composed application");
        for sequence in &application.sequences {
            let folder = top.path().join(&application.folder).join(&sequence.folder);
            walk(&folder, &folder, take);
        }
    }
}

fn walk(root: &Path, folder: &Path, take: &mut dyn FnMut(&str, &[u8])) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(root, &path, take);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            take(&name, &fs::read(&path).expect("a file"));
        }
    }
}
