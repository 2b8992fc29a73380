//! A submitted folder as it lies on the disk: its files with sizes and stamps, and what cannot be carried.
//!
//! The walk reads names and metadata only. A name that cannot be carried stops nobody from seeing the others: all
//! refusals are listed, and whoever wants to seal asks [`Dossier::sealable`], which gives entries only without any.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::path::{DossierPath, PathRefusal};
use crate::platform;

mod walk;

/// Most files of a dossier (`docs/package-format.md`, names).
pub const FILES: usize = 1_000_000;

/// A folder and what lies below it.
#[derive(Clone, Debug)]
pub struct Dossier {
    root: PathBuf,
    files: Vec<Entry>,
    bytes: u64,
    empty_folders: Vec<String>,
    unreadable: Vec<Unreadable>,
    refusals: Vec<Refused>,
}

/// One regular file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its path in the folder.
    pub path: DossierPath,
    /// Size, modification time and inode when the folder was walked.
    pub stamp: Stamp,
}

impl Entry {
    /// Returns the size in bytes.
    pub fn size(&self) -> u64 {
        self.stamp.size
    }
}

/// What tells, without reading it, that a file is probably still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified: i64,
    /// The file system's number of the file.
    pub inode: u64,
}

/// A file or folder that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Path in the folder; bytes that are no UTF-8 are replaced.
    pub place: String,
    /// The system's words.
    pub cause: String,
}

/// Something that a sealed package does not carry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {refusal}")]
pub struct Refused {
    /// Path in the folder; bytes that are no UTF-8 are replaced.
    pub place: String,
    /// Why.
    pub refusal: Refusal,
}

/// Why something below the folder cannot be carried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The name breaks a rule.
    #[error(transparent)]
    Name(#[from] PathRefusal),
    /// The name falls on another one when case and Unicode form are ignored.
    #[error("the name falls on `{other}` when case and Unicode form are ignored")]
    Clash {
        /// The name met.
        other: String,
    },
    /// A symbolic link.
    #[error("a symbolic link")]
    Link,
    /// A device, pipe or socket.
    #[error("a device, pipe or socket")]
    Device,
    /// More than [`FILES`] files.
    #[error("more than 1,000,000 files")]
    TooManyFiles,
    /// No file at all.
    #[error("no file in the folder")]
    NoFile,
}

/// The folder could not be walked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It is missing or may not be read.
    #[error("cannot read the folder {folder}", folder = folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// It is no folder.
    #[error("{folder} is no folder", folder = folder.display())]
    NotFolder {
        /// What was given.
        folder: PathBuf,
    },
}

/// The dossier cannot be sealed as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsealable {
    /// Names or kinds that a package does not carry; never empty.
    #[error("{} of the dossier's items cannot be carried, the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Refused(Vec<Refused>),
    /// Files or folders that could not be looked at; never empty.
    #[error("{} of the dossier's items cannot be read, the first: {}", .0.len(), .0.first().map(|first| first.place.clone()).unwrap_or_default())]
    Unreadable(Vec<Unreadable>),
}

impl Dossier {
    /// Walks `folder`, which may itself be given through a link.
    ///
    /// # Errors
    /// [`OpenError`] when there is nothing to walk. What is wrong below it is kept in the dossier.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let unreadable = |source| OpenError::Unreadable { folder: folder.to_owned(), source };
        let root = folder.canonicalize().map_err(unreadable)?;
        if !root.metadata().map_err(unreadable)?.is_dir() {
            return Err(OpenError::NotFolder { folder: folder.to_owned() });
        }
        std::fs::read_dir(&root).map_err(unreadable)?;
        Ok(walk::walk(root))
    }

    /// Returns the folder's canonical path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder's own name, when it has one in UTF-8.
    pub fn name(&self) -> Option<&str> {
        self.root.file_name()?.to_str()
    }

    /// Returns the name of the folder that holds the submitted one.
    pub fn parent_name(&self) -> Option<&str> {
        self.root.parent()?.file_name()?.to_str()
    }

    /// Returns the files that can be carried, ordered by their paths' bytes.
    pub fn files(&self) -> &[Entry] {
        &self.files
    }

    /// Returns the sum of the files' sizes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the folders in which nothing lies; they are not carried.
    pub fn empty_folders(&self) -> &[String] {
        &self.empty_folders
    }

    /// Returns what could not be looked at.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Returns what cannot be carried.
    pub fn refusals(&self) -> &[Refused] {
        &self.refusals
    }

    /// Gives the files to seal, only if that is everything that lies in the folder.
    ///
    /// # Errors
    /// [`Unsealable`] lists all that stands against it: nothing is left out silently.
    pub fn sealable(&self) -> Result<&[Entry], Unsealable> {
        if !self.refusals.is_empty() {
            return Err(Unsealable::Refused(self.refusals.clone()));
        }
        if !self.unreadable.is_empty() {
            return Err(Unsealable::Unreadable(self.unreadable.clone()));
        }
        Ok(&self.files)
    }

    /// Finds a file by its exact path.
    pub fn find(&self, path: &str) -> Option<&Entry> {
        self.position(path).map(|position| &self.files[position])
    }

    /// Finds a file's place in [`Dossier::files`] by its exact path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()
    }

    /// Tells whether any file lies below `folder`, given with a slash at its end.
    pub fn has_under(&self, folder: &str) -> bool {
        let position = self.files.partition_point(|entry| entry.path.as_str() < folder);
        self.files.get(position).is_some_and(|entry| entry.path.as_str().starts_with(folder))
    }

    /// Opens one of the files for reading, without following a link.
    ///
    /// # Errors
    /// The system's error; also when the file is no longer a regular one.
    pub fn read(&self, entry: &Entry) -> io::Result<File> {
        open_file(&self.root, &entry.path)
    }

    /// Reads a small file whole.
    ///
    /// # Errors
    /// The system's error, or `FileTooLarge` above `limit` bytes.
    pub fn read_small(&self, entry: &Entry, limit: u64) -> io::Result<Vec<u8>> {
        use io::Read;
        let mut content = Vec::new();
        self.read(entry)?.take(limit + 1).read_to_end(&mut content)?;
        if content.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(content) }
    }
}

/// Opens a file below `folder` for reading, without following a link at its end.
///
/// # Errors
/// The system's error; also when it is no regular file.
pub fn open_file(folder: &Path, path: &DossierPath) -> io::Result<File> {
    platform::open(&folder.join(path.as_str()))
}

impl Stamp {
    /// Takes the stamp of an open file or of a path's metadata.
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        platform::stamp(metadata)
    }
}
