//! A folder that is made out of sight and appears as a whole, by one rename.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::file::File;
use durable::whole::{self, Existing};
use durable::{folder, tree};

use crate::key::Key;
use crate::store::{Batch, StoreError};

/// A folder that is being made in the staging folder.
pub(super) struct LocalBatch {
    label: String,
    place: PathBuf,
    target: PathBuf,
    into: Key,
}

impl LocalBatch {
    /// Begins the folder that is to become `target`.
    pub(super) fn open(label: &str, staging: &Path, target: PathBuf, into: &Key) -> io::Result<Self> {
        let place = staging.join(batch_name(into));
        let batch = Self { label: label.to_owned(), place, target, into: into.clone() };
        batch.prepare()?;
        Ok(batch)
    }

    fn prepare(&self) -> io::Result<()> {
        // An empty folder is not yet anything: a storage root may begin as one.
        if fs::read_dir(&self.target).is_ok_and(|mut entries| entries.next().is_some())
            || self.target.is_file()
        {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        folder::remove(&self.place)?;
        folder::create(&self.place)?;
        // It becomes the folder itself, in clear. Without the note it is nothing yet.
        folder::create_private(&self.place.join(CONTENT))?;
        Ok(note(&self.place, &self.into)?)
    }

    fn place_of(&self, name: &Key) -> PathBuf {
        name.below_folder(&self.place.join(CONTENT))
    }

    /// A place where nothing is yet.
    fn new_place(&self, name: &Key) -> io::Result<PathBuf> {
        let place = self.place_of(name);
        if place.symlink_metadata().is_ok() { Err(io::ErrorKind::AlreadyExists.into()) } else { Ok(place) }
    }

    fn write(&self, name: &Key, from: &mut dyn Read) -> io::Result<u64> {
        let place = self.new_place(name)?;
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent)?;
        }
        pour(from, &File::open_or_create(&place)?)
    }

    fn failed(&self, operation: &'static str, name: &Key, source: impl Into<io::Error>) -> StoreError {
        StoreError::new(operation, &self.label, &self.into.below(name.as_str()), source)
    }
}

impl Batch for LocalBatch {
    fn put(&mut self, name: &Key, from: &mut dyn Read) -> Result<u64, StoreError> {
        self.write(name, from).map_err(|error| self.failed("put", name, error))
    }

    fn adopt(&mut self, name: &Key, file: &Path) -> Result<(), StoreError> {
        let place = self.new_place(name).map_err(|error| self.failed("adopt", name, error))?;
        tree::take(file, &place).map_err(|error| self.failed("adopt", name, error))
    }

    fn take_back(&mut self, name: &Key) -> Result<(), StoreError> {
        let place = self.place_of(name);
        let taken = || {
            folder::remove_file(&place)?;
            let content = self.place.join(CONTENT);
            for above in place.ancestors().skip(1).take_while(|above| *above != content) {
                if !folder::remove_empty(above)? {
                    break;
                }
            }
            Ok::<_, FileError>(())
        };
        taken().map_err(|error| self.failed("take back", name, error))
    }

    fn publish(self: Box<Self>) -> Result<(), StoreError> {
        let content = self.place.join(CONTENT);
        let published = || {
            tree::sync(&content)?;
            if let Some(above) = self.target.parent() {
                folder::create(above)?;
            }
            // A folder that holds something is never replaced by a rename.
            folder::rename(&content, &self.target)
        };
        published().map_err(|error| StoreError::new("publish", &self.label, &self.into, error))
    }
}

/// Notes where a batch is to appear.
pub(super) fn note(batch: &Path, into: &Key) -> Result<(), FileError> {
    whole::write_private(&batch.join(INTO), into.as_str().as_bytes(), Existing::Replace).map(drop)
}

/// The folder below which a batch was to appear; none when it was not noted.
pub(super) fn noted(batch: &Path) -> io::Result<Option<Key>> {
    match fs::read_to_string(batch.join(INTO)) {
        Ok(text) if text.is_empty() => Ok(Some(Key::root())),
        Ok(text) => Key::new(&text).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The folder of a batch in the staging folder.
pub(super) fn batch_name(into: &Key) -> String {
    Sha256Digest::of(into.as_str().as_bytes()).to_string()
}

/// Writes all that comes, and gives its length.
pub(super) fn pour(from: &mut dyn Read, to: &File) -> io::Result<u64> {
    let mut buffer = vec![0; BLOCK];
    let mut written = 0;
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(written),
            read => {
                to.write_at(&buffer[..read], written)?;
                written += read as u64;
            }
        }
    }
}

const INTO: &str = "into";
/// The batch's files, below its folder.
pub(super) const CONTENT: &str = "content";
/// Bytes per read and write.
const BLOCK: usize = 1 << 18;
