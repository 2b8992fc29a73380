//! A lock file held for the life of a value: one process at a time in a home, an inbox, a job.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::FileError;

/// An exclusive lock, released on drop and by the end of the process, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// The lock was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process holds it.
    #[error("{} is in use by another process", path.display())]
    Held {
        /// The lock file.
        path: std::path::PathBuf,
    },
    /// The lock file could not be opened or locked.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Lock {
    /// Takes the lock at `path`, or says at once that another process holds it. The file stays when it is released.
    ///
    /// # Errors
    /// [`LockError::Held`], or what the system answers.
    pub fn acquire(path: &Path) -> Result<Self, LockError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|e| FileError::new("open", path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held { path: path.to_owned() }),
            Err(TryLockError::Error(e)) => Err(FileError::new("lock", path, e).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lock, LockError};

    #[test]
    fn a_second_holder_is_refused_until_the_first_lets_go() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("lock");
        let first = Lock::acquire(&path).unwrap();
        assert!(matches!(Lock::acquire(&path), Err(LockError::Held { .. })));
        drop(first);
        Lock::acquire(&path).unwrap();
    }
}
