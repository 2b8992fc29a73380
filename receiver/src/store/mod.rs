//! A store of whole files: sealed packages with what lies beside them, and receipts.
//!
//! A store never shows half a file and never changes one that a receipt speaks of. It is not the inbox: bytes that
//! are still arriving lie there. Intake adopts packages into the sealed store, the desk writes everything else.

pub mod archive;
pub mod local;
pub mod s3;

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;

/// Keeps whole files under names of one or two parts (`CDE-2026-000001.sealpost`, `CDE-2026-000001/R0-offer.cose`).
pub trait Store: Send + Sync {
    /// Returns the name under which R2 speaks of this store.
    fn label(&self) -> &str;

    /// Takes a file over by renaming it: no byte is copied. The file must be synced; it is durable under its name on
    /// return. A file that has that name already is replaced.
    ///
    /// # Errors
    /// What the system answers; across file systems that is an error.
    fn adopt(&self, file: &Path, name: &Name) -> Result<(), FileError>;

    /// Writes a whole file, durable on return; one that has that name already is replaced.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError>;

    /// As [`Store::put`], but only the user who writes the file may read it.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn put_private(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError>;

    /// Copies a file of another place into this store, byte by byte, durable on return.
    ///
    /// # Errors
    /// What the system answers, with the path of the file that failed.
    fn copy(&self, from: &Path, name: &Name) -> Result<(), FileError>;

    /// Writes stretches, by their offsets, over those of a file that rotted, and cuts or grows it to `length` bytes. A
    /// file that is missing is made, and then appears whole. Durable on return.
    ///
    /// # Errors
    /// What the system answers, with the path, or what a stretch answers; then other stretches may have been written.
    fn mend(
        &self,
        name: &Name,
        length: u64,
        stretches: &mut dyn Iterator<Item = Result<Stretch, FileError>>,
    ) -> Result<(), FileError>;

    /// Removes what a crash left of files that were being written: those of a submission, and those of the store's top.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn tidy(&self, number: &str) -> Result<(), FileError>;

    /// Opens a file for reading what the disk holds, not what memory remembers.
    ///
    /// # Errors
    /// What the system answers; see [`FileError::is_missing`].
    fn read_back(&self, name: &Name) -> Result<File, FileError>;

    /// Reads a small file whole.
    ///
    /// # Errors
    /// What the system answers; see [`FileError::is_missing`].
    fn read(&self, name: &Name) -> Result<Vec<u8>, FileError>;

    /// Returns true if the store has a file of that name.
    fn holds(&self, name: &Name) -> bool;

    /// Returns how many bytes may still be written.
    ///
    /// # Errors
    /// What the system answers.
    fn free(&self) -> Result<u64, FileError>;

    /// Returns where a file of that name lies, for programs on the same machine.
    fn path(&self, name: &Name) -> PathBuf;
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

    fn as_path(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
