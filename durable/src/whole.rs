//! A file that becomes visible only whole: temporary beside the target, sync, rename, sync the folder.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::FileError;
use crate::file::File;
use crate::{fault, folder};

/// A file being written that nobody sees yet. Dropping it removes the temporary; [`Whole::commit`] shows it.
#[derive(Debug)]
pub struct Whole {
    temporary: NamedTempFile,
    target: PathBuf,
}

/// What [`Whole::commit`] does when the target is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The new file takes its place at once.
    Replace,
    /// The call fails (see [`FileError::is_present`]); what is there stays.
    Refuse,
}

/// Proof that a file is on disk under its name.
#[derive(Debug)]
#[must_use]
pub struct Durable(());

impl Whole {
    /// Begins a file that will appear at `target`. The folder must be there.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn create(target: &Path) -> Result<Self, FileError> {
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = fault::check()
            .and_then(|()| locked_temporary(folder))
            .map_err(|e| FileError::new("create", target, e))?;
        Ok(Self { temporary, target: target.to_owned() })
    }

    /// Lets the members of the folder's group read the file too: for folders that several users share.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn share_with_group(&self) -> Result<(), FileError> {
        self.permit(0o640)
    }

    /// Lets everybody read the file, as an ordinary new file is; a temporary is private at first.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn share(&self) -> Result<(), FileError> {
        self.permit(0o644)
    }

    /// Returns a handle for what arrives in no order.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn by_position(&self) -> Result<File, FileError> {
        let handle = self.temporary.as_file().try_clone();
        let handle = handle.map_err(|e| FileError::new("open", &self.target, e))?;
        Ok(File::around(handle, &self.target))
    }

    /// Makes the file durable and visible, in this order.
    ///
    /// # Errors
    /// What the system answers, with the target's path; then the target is as it was before.
    pub fn commit(self, existing: Existing) -> Result<Durable, FileError> {
        let Self { temporary, target } = self;
        let failed = |operation, e| FileError::new(operation, &target, e);
        fault::check().and_then(|()| temporary.as_file().sync_all()).map_err(|e| failed("sync", e))?;
        fault::check().map_err(|e| failed("rename", e))?;
        let persisted = match existing {
            Existing::Replace => temporary.persist(&target),
            Existing::Refuse => temporary.persist_noclobber(&target),
        };
        persisted.map_err(|e| failed("rename", e.error))?;
        folder::sync_parent(&target)?;
        Ok(Durable(()))
    }

    #[cfg(unix)]
    fn permit(&self, mode: u32) -> Result<(), FileError> {
        use std::os::unix::fs::PermissionsExt;
        self.temporary
            .as_file()
            .set_permissions(fs::Permissions::from_mode(mode))
            .map_err(|e| FileError::new("permit", &self.target, e))
    }

    #[cfg(not(unix))]
    fn permit(&self, _mode: u32) -> Result<(), FileError> {
        Ok(())
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        fault::check()?;
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

/// Writes a whole file in one call, readable by its owner and group.
///
/// # Errors
/// What the system answers, with the path; then the target is as it was before.
pub fn write(target: &Path, bytes: &[u8], existing: Existing) -> Result<Durable, FileError> {
    let whole = filled(target, bytes)?;
    whole.share_with_group()?;
    whole.commit(existing)
}

/// Writes a whole file in one call, readable by its owner alone.
///
/// # Errors
/// As [`write`].
pub fn write_private(target: &Path, bytes: &[u8], existing: Existing) -> Result<Durable, FileError> {
    filled(target, bytes)?.commit(existing)
}

/// Makes a temporary that its writer holds a lock on: what a crash left is not locked. A file system without locks leaves
/// it unlocked, and [`sweep`] lets it be.
fn locked_temporary(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let temporary = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
        // A sweep may have met it before it was locked.
        let _ = temporary.as_file().lock();
        if temporary.path().exists() {
            return Ok(temporary);
        }
    }
}

fn filled(target: &Path, bytes: &[u8]) -> Result<Whole, FileError> {
    let mut whole = Whole::create(target)?;
    whole.write_all(bytes).map_err(|e| FileError::new("write", target, e))?;
    Ok(whole)
}

/// Removes temporaries that a crash left in a folder. Those of a writer that lives are locked, and stay.
///
/// # Errors
/// What the system answers, with the path.
pub fn sweep(path: &Path) -> Result<(), FileError> {
    let entries = fs::read_dir(path).map_err(|e| FileError::new("read folder", path, e))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            remove_unlocked(&entry.path())?;
        }
    }
    Ok(())
}

fn remove_unlocked(path: &Path) -> Result<(), FileError> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        // Its writer was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(FileError::new("open", path, error)),
    };
    match file.try_lock() {
        Ok(()) => folder::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// How the names of temporaries begin.
const TEMPORARY: &str = ".sealpost-part-";

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{Existing, Whole, sweep, write};

    #[test]
    fn a_file_appears_only_on_commit() {
        let top = tempfile::tempdir().unwrap();
        let target = top.path().join("receipt.cose");
        let mut whole = Whole::create(&target).unwrap();
        whole.write_all(b"half").unwrap();
        assert!(!target.exists());
        whole.write_all(b" whole").unwrap();
        let _ = whole.commit(Existing::Refuse).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"half whole");
    }

    #[test]
    fn dropping_leaves_nothing() {
        let top = tempfile::tempdir().unwrap();
        drop(Whole::create(&top.path().join("x")).unwrap());
        assert_eq!(std::fs::read_dir(top.path()).unwrap().count(), 0);
    }

    #[test]
    fn refuse_keeps_what_is_there_and_replace_does_not() {
        let top = tempfile::tempdir().unwrap();
        let target = top.path().join("x");
        let _ = write(&target, b"one", Existing::Refuse).unwrap();
        assert!(write(&target, b"two", Existing::Refuse).unwrap_err().is_present());
        assert_eq!(std::fs::read(&target).unwrap(), b"one");
        let _ = write(&target, b"two", Existing::Replace).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"two");
    }

    #[test]
    fn a_sweep_removes_what_a_crash_left_and_nothing_else() {
        let top = tempfile::tempdir().unwrap();
        let left = Whole::create(&top.path().join("x")).unwrap();
        left.temporary.keep().unwrap();
        std::fs::write(top.path().join("kept"), b"").unwrap();
        let mut alive = Whole::create(&top.path().join("y")).unwrap();
        sweep(top.path()).unwrap();
        assert_eq!(std::fs::read_dir(top.path()).unwrap().count(), 2);
        alive.write_all(b"whole").unwrap();
        let _ = alive.commit(Existing::Refuse).unwrap();
        assert_eq!(std::fs::read(top.path().join("y")).unwrap(), b"whole");
    }
}
