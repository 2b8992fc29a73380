//! Where a storage root lies: the seam between the archive and a local disk or an object store.
//!
//! Entries are files under [`Key`]s. New ones come in a [`Batch`] that appears below one folder; nothing that is visible is
//! ever written into, but for [`Store::replace`], which the root inventory of an object needs. A store has one writer.
//!
//! A batch is noted before its first byte, outside the storage root, until it is settled: what a crash left is found
//! without a walk through the root ([`Store::pending`]). A local store shows a batch by one rename; an object store writes
//! its files in the order in which they were put, so what makes them whole is put last.

pub mod local;

use std::io::{self, Read};
use std::path::Path;

use durable::error::FileError;

use crate::key::Key;

/// Keeps the files of a storage root. [`crate::conformance`] says in tests what every store must do.
pub trait Store: Send + Sync {
    /// The name under which receipts and damages speak of this store.
    fn label(&self) -> &str;

    /// Begins files that will appear below the folder `into`, where nothing is yet. What an unfinished batch into the same
    /// folder left behind goes.
    ///
    /// # Errors
    /// [`StoreError`]; see [`StoreError::is_present`].
    fn begin(&self, into: &Key) -> Result<Box<dyn Batch>, StoreError>;

    /// Reads a file from a byte on.
    ///
    /// # Errors
    /// [`StoreError`]; see [`StoreError::is_missing`].
    fn read(&self, key: &Key, from: u64) -> Result<Box<dyn Read + Send>, StoreError>;

    /// Reads what the medium holds, not what a cache remembers, where there is a difference.
    ///
    /// # Errors
    /// As [`Store::read`].
    fn read_back(&self, key: &Key) -> Result<Box<dyn Read + Send>, StoreError> {
        self.read(key, 0)
    }

    /// Lists what lies directly in a folder, by name; nothing, when the folder is not there.
    ///
    /// # Errors
    /// [`StoreError`].
    fn list(&self, folder: &Key) -> Result<Vec<Entry>, StoreError>;

    /// Writes a file in place of the one of that name, or new: a reader sees the one or the other, whole. Durable on
    /// return.
    ///
    /// # Errors
    /// [`StoreError`]; then what was there stays.
    fn replace(&self, key: &Key, from: &mut dyn Read) -> Result<(), StoreError>;

    /// Removes a file, or a folder with all it holds, and the folders above that are left empty. What is not there is no
    /// error.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove(&self, key: &Key) -> Result<(), StoreError>;

    /// Lists the batches that were begun and not settled.
    ///
    /// # Errors
    /// [`StoreError`].
    fn pending(&self) -> Result<Vec<Pending>, StoreError>;

    /// Forgets the batch into a folder. What was published stays; of what was not, nothing stays, also no empty folder.
    ///
    /// # Errors
    /// [`StoreError`].
    fn settle(&self, into: &Key) -> Result<(), StoreError>;
}

/// Files that will appear below one folder. Dropping it leaves a pending batch, which [`Store::settle`] clears.
pub trait Batch: Send {
    /// Puts a file, by its path below the folder. Returns its length in bytes.
    ///
    /// # Errors
    /// [`StoreError`]; when one of that name was put before, see [`StoreError::is_present`].
    fn put(&mut self, name: &Key, from: &mut dyn Read) -> Result<u64, StoreError>;

    /// Takes a local file over; where the store is on its file system, no byte is copied.
    ///
    /// # Errors
    /// As [`Batch::put`].
    fn adopt(&mut self, name: &Key, file: &Path) -> Result<(), StoreError>;

    /// Takes back a file that was put.
    ///
    /// # Errors
    /// [`StoreError`].
    fn take_back(&mut self, name: &Key) -> Result<(), StoreError>;

    /// Makes the files durable and visible, in this order. The batch stays pending until [`Store::settle`].
    ///
    /// # Errors
    /// [`StoreError`]; then they are visible or not, as after a crash.
    fn publish(self: Box<Self>) -> Result<(), StoreError>;
}

/// A batch that was begun and not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The folder below which its files appear.
    pub into: Key,
    /// Whether they have appeared.
    pub published: bool,
}

/// What lies in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name in the folder. What is no Unicode is shown as well as it can be and is [`Kind::Other`].
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file.
    File {
        /// Its length in bytes.
        length: u64,
    },
    /// A folder.
    Folder,
    /// A link, a device, or a name that is no Unicode.
    Other,
}

/// A store that could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{operation} {key} in {store}: {source}")]
pub struct StoreError {
    /// What was tried: `put`, `read` …
    pub operation: &'static str,
    /// The store's label.
    pub store: String,
    /// On what.
    pub key: String,
    /// What the store answered.
    #[source]
    pub source: io::Error,
}

impl StoreError {
    /// Says what failed, on what.
    pub fn new(operation: &'static str, store: &str, key: &Key, source: impl Into<io::Error>) -> Self {
        Self { operation, store: store.to_owned(), key: key.to_string(), source: source.into() }
    }

    /// Returns true if the file was not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.source.kind() == io::ErrorKind::NotFound
    }

    /// Returns true if there is something already.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.source.kind() == io::ErrorKind::AlreadyExists
    }

    /// Returns true if there is no space: freeing some and trying again is right.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let inner = self.source.get_ref().and_then(|inner| inner.downcast_ref::<FileError>());
        self.source.kind() == io::ErrorKind::StorageFull || inner.is_some_and(FileError::is_full)
    }
}

impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> Self {
        Self::new(error.source.kind(), error)
    }
}
