//! A store of whole files: sealed packages with what lies beside them, and receipts.
//!
//! A store never shows half a file and never changes one that a receipt speaks of. It is not the inbox: bytes that
//! are still arriving lie there. Intake leaves packages in a folder of its machine ([`local`]), the desk writes everything
//! else. [`packages`] opens those of sealed packages where `config.toml` says: in a folder, or on S3 ([`s3::packages`]).

pub mod archive;
pub mod local;
pub mod packages;
pub mod s3;

use std::io::Read;
use std::path::{Path, PathBuf};

use durable::error::FileError;

/// Keeps whole files under names of one or two parts (`CDE-2026-000001.sealpost`, `CDE-2026-000001/R0-offer.cose`).
pub trait Store: Send + Sync {
    /// Returns the name under which R2 speaks of this store.
    fn label(&self) -> &str;

    /// Writes a whole file, durable on return; one that has that name already is replaced.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError>;

    /// As [`Store::put`], but on a disk only the user who writes the file may read it.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn put_private(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError>;

    /// Writes what a reader gives, so many bytes, as a whole file, durable on return; one that has that name already is
    /// replaced.
    ///
    /// # Errors
    /// What the system or the reader answers; then the file is as before.
    fn copy(&self, from: &mut dyn Read, length: u64, name: &Name) -> Result<(), FileError>;

    /// Returns true if [`Store::mend`] writes stretches into a file that is there. Elsewhere it needs all bytes of the file.
    fn mends_in_place(&self) -> bool;

    /// Writes stretches, in the order of their offsets, over those of a file that rotted, and cuts or grows it to `length`
    /// bytes. A file that is missing is made, and then appears whole; so is one that cannot be mended in its place, of
    /// which the stretches must be all there is. Durable on return.
    ///
    /// # Errors
    /// What the system answers, with the path, or what a stretch answers; then other stretches may have been written.
    fn mend(
        &self,
        name: &Name,
        length: u64,
        stretches: &mut dyn Iterator<Item = Result<Stretch, FileError>>,
    ) -> Result<(), FileError>;

    /// Removes what a crash left of a submission's files that were being written, as far as the number leads to it.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn tidy(&self, number: &str) -> Result<(), FileError>;

    /// Removes what a crash left of any submission's files, for which the whole store is looked through.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn tidy_all(&self) -> Result<(), FileError> {
        Ok(())
    }

    /// Opens a file for reading, from memory where the system remembers it: what is read says nothing about the disk.
    ///
    /// # Errors
    /// What the system answers; see [`FileError::is_missing`].
    fn open(&self, name: &Name) -> Result<Box<dyn Stored>, FileError> {
        self.read_back(name)
    }

    /// Opens a file for reading what the disk or the server holds, not what memory remembers.
    ///
    /// # Errors
    /// What the system answers; see [`FileError::is_missing`].
    fn read_back(&self, name: &Name) -> Result<Box<dyn Stored>, FileError>;

    /// Reads a small file whole.
    ///
    /// # Errors
    /// What the system answers; see [`FileError::is_missing`].
    fn read(&self, name: &Name) -> Result<Vec<u8>, FileError>;

    /// Returns true if the store has a file of that name.
    ///
    /// # Errors
    /// What the system answers, when it cannot be told.
    fn holds(&self, name: &Name) -> Result<bool, FileError>;

    /// Returns where a file of that name lies, as errors name it: a path, or `s3://bucket/prefix/name`.
    fn place(&self, name: &Name) -> PathBuf;
}

/// A file of a store, opened for reading. If it is replaced meanwhile, what is read is the old one or an error.
pub trait Stored: Send {
    /// Returns its length in bytes.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn length(&self) -> Result<u64, FileError>;

    /// Fills the buffer from an offset.
    ///
    /// # Errors
    /// What the system answers, with the path; a file too short is an error.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), FileError>;

    /// Reads it in order, from a byte on.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn reader(self: Box<Self>, from: u64) -> Result<Box<dyn Read + Send>, FileError>;
}

/// Bytes of a file and their offset in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Where they begin.
    pub offset: u64,
    /// What they are.
    pub bytes: Vec<u8>,
}

/// A file's name in a store: one part, or a folder and one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The sealed package of a submission.
    pub fn package(number: &str) -> Self {
        Self(format!("{number}.sealpost"))
    }

    /// The package's segment digests: 32 raw bytes each, in order.
    pub fn digests(number: &str) -> Self {
        Self(format!("{number}.digests"))
    }

    /// The data key wrapped for further recipients, such as escrow: one stanza a line.
    pub fn wraps(number: &str) -> Self {
        Self(format!("{number}.wraps"))
    }

    /// A file of the submission's receipts.
    pub fn receipt(number: &str, file: &str) -> Self {
        Self(format!("{number}/{file}"))
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    fn as_path(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
