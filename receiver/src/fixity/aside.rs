//! Bad bytes are kept aside before good ones take their place: somebody may want to know how they came about.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::folder;
use durable::whole::{Existing, Whole};

/// The place for the bad bytes of one submission, found by one sweep.
#[derive(Debug, Clone)]
pub struct Aside {
    folder: PathBuf,
}

impl Aside {
    /// `<quarantine>/<number>/<sweep>/`, made when the first bytes come.
    pub fn new(quarantine: &Path, number: &str, sweep: i64) -> Self {
        Self { folder: quarantine.join(number).join(sweep.to_string()) }
    }

    /// Keeps what a reader gives, up to its end or its first failure, under the name of the file it is from. Durable on
    /// return, for the desk's user alone: it may be plain text.
    ///
    /// # Errors
    /// What the system answers, with the path; a reader that fails is none, for what cannot be read cannot be kept.
    pub fn keep(&self, copy: &str, file: &str, from: &mut dyn Read) -> Result<(), FileError> {
        let target = self.free(&self.folder.join(copy).join(file));
        if let Some(parent) = target.parent() {
            create_private(parent)?;
        }
        let mut whole = Whole::create(&target)?;
        let mut buffer = vec![0; BLOCK];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let failed = |source| FileError { operation: "write", path: target.clone(), source };
            whole.write_all(&buffer[..read]).map_err(failed)?;
        }
        whole.commit(Existing::Replace).map(drop)
    }

    /// A name that is not taken: the same sweep may find the same file damaged again, after an interruption.
    fn free(&self, target: &Path) -> PathBuf {
        let numbered = |count: u32| {
            let mut name = target.as_os_str().to_owned();
            name.push(format!(".{count}"));
            PathBuf::from(name)
        };
        let mut names = std::iter::once(target.to_owned()).chain((2..).map(numbered));
        names.find(|name| !name.exists()).unwrap_or_else(|| target.to_owned())
    }
}

/// Makes a folder and those above it, for their owner alone.
fn create_private(path: &Path) -> Result<(), FileError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create_private(parent)?;
    }
    folder::create_private(path)
}

/// Bytes per read and write.
const BLOCK: usize = 1 << 18;

#[cfg(test)]
mod tests {
    use super::Aside;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn bad_bytes_are_kept_for_their_owner_and_never_replaced() {
        let top = tempfile::tempdir().unwrap();
        let aside = Aside::new(&top.path().join("quarantine"), "CDE-2026-000001", 7);
        for bytes in [&b"one"[..], b"two"] {
            aside.keep("archive", "abc/v1/content/夹/a.pdf", &mut &bytes[..]).unwrap();
        }
        let folder = top.path().join("quarantine/CDE-2026-000001/7/archive/abc/v1/content/夹");
        assert_eq!(std::fs::read(folder.join("a.pdf")).unwrap(), b"one");
        assert_eq!(std::fs::read(folder.join("a.pdf.2")).unwrap(), b"two");
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&top.path().join("quarantine"))), (0o700, 0o700));
        assert_eq!(mode(&folder.join("a.pdf")), 0o600);
    }
}
