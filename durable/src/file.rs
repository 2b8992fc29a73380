//! A file written by position: segments arrive in any order and land where they belong.

use std::fs::{self, OpenOptions};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use crate::error::FileError;
use crate::{fault, os};

/// An open file that knows its path, so that every error names it.
#[derive(Debug)]
pub struct File {
    inner: fs::File,
    path: PathBuf,
}

impl File {
    /// Opens a file for reading and positional writing; creates it when it is not there. Never truncates.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn open_or_create(path: &Path) -> Result<Self, FileError> {
        let open = || {
            fault::check()?;
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
        };
        open().map(|inner| Self::around(inner, path)).map_err(|e| FileError::new("create", path, e))
    }

    /// Opens a file for reading only.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let inner = fs::File::open(path).map_err(|e| FileError::new("open", path, e))?;
        Ok(Self::around(inner, path))
    }

    /// Opens a file that is there for reading and positional writing.
    ///
    /// # Errors
    /// What the system answers, with the path; see [`FileError::is_missing`].
    pub fn open_to_write(path: &Path) -> Result<Self, FileError> {
        let open = || {
            fault::check()?;
            OpenOptions::new().read(true).write(true).open(path)
        };
        open().map(|inner| Self::around(inner, path)).map_err(|e| FileError::new("open", path, e))
    }

    pub(crate) fn around(inner: fs::File, path: &Path) -> Self {
        Self { inner, path: path.to_owned() }
    }

    /// Returns where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the file's length in bytes.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn length(&self) -> Result<u64, FileError> {
        self.inner.metadata().map(|m| m.len()).map_err(|e| self.failed("stat", e))
    }

    /// Sets the file's length in bytes: cuts it, or grows it by a hole.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn set_length(&self, bytes: u64) -> Result<(), FileError> {
        fault::check().and_then(|()| self.inner.set_len(bytes)).map_err(|e| self.failed("resize", e))
    }

    /// Writes all bytes at an offset. They are durable only after [`File::sync_data`].
    ///
    /// # Errors
    /// What the system answers, with the path; then nothing is known about the range.
    pub fn write_at(&self, bytes: &[u8], offset: u64) -> Result<(), FileError> {
        fault::check()
            .and_then(|()| os::write_all_at(&self.inner, bytes, offset))
            .map_err(|e| self.failed("write", e))
    }

    /// Fills the buffer from an offset.
    ///
    /// # Errors
    /// What the system answers, with the path; a file too short is an error.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), FileError> {
        os::read_exact_at(&self.inner, bytes, offset).map_err(|e| self.failed("read", e))
    }

    /// Makes what was written durable (`fdatasync`).
    ///
    /// # Errors
    /// What the system answers. After a failure the bytes since the last success must be taken as lost: the kernel
    /// may have dropped them, and a second sync would say "done".
    pub fn sync_data(&self) -> Result<(), FileError> {
        fault::check().and_then(|()| self.inner.sync_data()).map_err(|e| self.failed("sync", e))
    }

    /// Makes what was written, and the length, durable (`fsync`).
    ///
    /// # Errors
    /// As [`File::sync_data`].
    pub fn sync_all(&self) -> Result<(), FileError> {
        fault::check().and_then(|()| self.inner.sync_all()).map_err(|e| self.failed("sync", e))
    }

    /// Drops the file's pages from the cache, so that the next read comes from the disk. Sync first.
    ///
    /// # Errors
    /// What the system answers; on systems that cannot do it, `Unsupported`.
    pub fn drop_cache(&self) -> Result<(), FileError> {
        os::drop_cache(&self.inner).map_err(|e| self.failed("drop the cache of", e))
    }

    /// Asks the system to bring the first bytes from the disk while something else is done.
    ///
    /// # Errors
    /// What the system answers; on systems that cannot do it, `Unsupported`.
    pub fn fetch(&self, bytes: NonZero<u64>) -> Result<(), FileError> {
        os::fetch(&self.inner, bytes).map_err(|e| self.failed("fetch", e))
    }

    /// Returns the file as a `std` reader (it shares the position).
    pub fn reader(&self) -> &fs::File {
        &self.inner
    }

    /// Returns the file as a `std` reader of its own.
    pub fn into_reader(self) -> fs::File {
        self.inner
    }

    fn failed(&self, operation: &'static str, error: std::io::Error) -> FileError {
        FileError::new(operation, &self.path, error)
    }
}
