//! The archive's storage root on S3, where nothing can be renamed: files are put to their places in the order in which the
//! batch gets them, and a note outside the root says whether they are all there.
//!
//! ```text
//! <prefix>/…                              the storage root
//! <prefix>.staging/<SHA-256 of the folder>  "begun <folder>", from before the first byte on; "published <folder>" once all
//!                                         files are durable
//! ```
//!
//! Until the note says "published", the next start removes what lies in the folder. A reader goes by the inventory, which
//! comes last: before that it sees the old version or none.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use archive::key::Key;
use archive::store::{Batch, Entry, Pending, Store, StoreError};
use crypto::digest::Sha256Digest;
use object_store::PutMode;

use super::bucket::{Bucket, Sending};
use super::exchange::PART;
use super::upload;

/// A prefix of a bucket as the store of the archive.
#[derive(Clone, Debug)]
pub struct StorageRoot {
    label: String,
    root: Bucket,
    notes: Bucket,
    writable: bool,
}

impl StorageRoot {
    /// Takes a prefix for reading and writing. It has one writer: the desk, which holds a lock of its own.
    pub fn new(label: &str, root: Bucket) -> Self {
        let notes = root.beside(".staging");
        Self { label: label.to_owned(), root, notes, writable: true }
    }

    /// Takes a prefix for reading only; whatever writes is refused.
    pub fn read_only(label: &str, root: Bucket) -> Self {
        Self { writable: false, ..Self::new(label, root) }
    }

    fn failed(&self, operation: &'static str, key: &Key, source: io::Error) -> StoreError {
        StoreError::new(operation, &self.label, key, source)
    }

    fn writable(&self) -> io::Result<()> {
        if self.writable { Ok(()) } else { Err(io::ErrorKind::ReadOnlyFilesystem.into()) }
    }

    fn open(&self, into: &Key) -> io::Result<()> {
        self.writable()?;
        let begun = match self.noted(into)? {
            Some(pending) => !pending.published,
            None => false,
        };
        if begun {
            self.root.remove_below(into)?;
        } else if self.root.has_below(into)? || (*into != Key::root() && self.root.find(into)?.is_some()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.note(BEGUN, into)
    }

    fn clear(&self, key: &Key) -> io::Result<()> {
        self.writable()?;
        if self.root.find(key)?.is_some() {
            return self.root.remove(key);
        }
        if self.root.has_below(key)? {
            // As a batch that was not published: whatever comes between, it is gone in the end.
            self.note(BEGUN, key)?;
            self.root.remove_below(key)?;
            self.notes.remove(&note_of(key))?;
        }
        Ok(())
    }

    fn conclude(&self, into: &Key) -> io::Result<()> {
        self.writable()?;
        let Some(pending) = self.noted(into)? else { return Ok(()) };
        if !pending.published {
            self.root.remove_below(into)?;
        }
        // The note last: until it goes, the next start comes here again.
        self.notes.remove(&note_of(into))
    }

    fn note(&self, state: &str, into: &Key) -> io::Result<()> {
        self.notes.put(&note_of(into), format!("{state} {into}").into_bytes(), PutMode::Overwrite)
    }

    fn noted(&self, into: &Key) -> io::Result<Option<Pending>> {
        self.read_note(&note_of(into))
    }

    fn read_note(&self, name: &Key) -> io::Result<Option<Pending>> {
        let mut text = String::new();
        match self.notes.read(name, 0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            reader => reader?.read_to_string(&mut text)?,
        };
        let foreign =
            || io::Error::new(io::ErrorKind::InvalidData, format!("{name} is no note of this program"));
        let (state, into) = text.split_once(' ').ok_or_else(foreign)?;
        let into = if into.is_empty() { Key::root() } else { Key::new(into).map_err(io::Error::other)? };
        match state {
            BEGUN => Ok(Some(Pending { into, published: false })),
            PUBLISHED => Ok(Some(Pending { into, published: true })),
            _ => Err(foreign()),
        }
    }
}

impl Store for StorageRoot {
    fn label(&self) -> &str {
        &self.label
    }

    fn begin(&self, into: &Key) -> Result<Box<dyn Batch>, StoreError> {
        self.open(into).map_err(|error| self.failed("begin", into, error))?;
        Ok(Box::new(S3Batch { store: self.clone(), into: into.clone(), under_way: VecDeque::new() }))
    }

    fn read(&self, key: &Key, from: u64) -> Result<Box<dyn Read + Send>, StoreError> {
        let reader = self.root.read(key, from).map_err(|error| self.failed("read", key, error))?;
        Ok(Box::new(reader))
    }

    fn list(&self, folder: &Key) -> Result<Vec<Entry>, StoreError> {
        self.root.list(folder).map_err(|error| self.failed("list", folder, error))
    }

    fn replace(&self, key: &Key, from: &mut dyn Read) -> Result<(), StoreError> {
        let replaced =
            self.writable().and_then(|()| upload::pour(&self.root, key, from, None, PutMode::Overwrite));
        replaced.map(drop).map_err(|error| self.failed("replace", key, error))
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        self.clear(key).map_err(|error| self.failed("remove", key, error))
    }

    fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        let root = Key::root();
        let failed = |error| self.failed("list the notes of", &root, error);
        let mut pending = Vec::new();
        for note in self.notes.list(&root).map_err(failed)? {
            let name = Key::new(&note.name).map_err(|error| failed(io::Error::other(error)))?;
            pending.extend(self.read_note(&name).map_err(failed)?);
        }
        Ok(pending)
    }

    fn settle(&self, into: &Key) -> Result<(), StoreError> {
        self.conclude(into).map_err(|error| self.failed("settle", into, error))
    }
}

/// Files on their way to their places. Small ones of a disk go side by side; everything else waits for them, so what makes
/// a version whole comes after all of it.
struct S3Batch {
    store: StorageRoot,
    into: Key,
    under_way: VecDeque<Taken>,
}

/// A file that was read, and is removed from its disk when S3 has it.
struct Taken {
    sending: Sending,
    name: Key,
    file: PathBuf,
}

impl S3Batch {
    fn key(&self, name: &Key) -> io::Result<Key> {
        self.below(name).map_err(io::Error::other)
    }

    fn below(&self, name: &Key) -> Result<Key, archive::key::NotAKey> {
        if self.into == Key::root() { Key::new(name.as_str()) } else { self.into.join(name.as_str()) }
    }

    fn take(&mut self, name: &Key, file: &Path) -> io::Result<()> {
        let key = self.key(name)?;
        let length = file.metadata()?.len();
        if length >= PART as u64 {
            self.wait(0)?;
            let mut from = fs::File::open(file)?;
            upload::pour(&self.store.root, &key, &mut from, Some(length), PutMode::Create)?;
            return fs::remove_file(file);
        }
        self.wait(SIDE_BY_SIDE - 1)?;
        let sending = self.store.root.send(&key, fs::read(file)?, PutMode::Create)?;
        self.under_way.push_back(Taken { sending, name: key, file: file.to_owned() });
        Ok(())
    }

    /// Waits until no more than so many are under way.
    fn wait(&mut self, left: usize) -> io::Result<()> {
        while self.under_way.len() > left
            && let Some(Taken { sending, name, file }) = self.under_way.pop_front()
        {
            sending.end().map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            fs::remove_file(file)?;
        }
        Ok(())
    }

    fn failed(&self, operation: &'static str, name: &Key, source: io::Error) -> StoreError {
        let key = self.below(name).unwrap_or_default();
        StoreError::new(operation, &self.store.label, &key, source)
    }
}

impl Batch for S3Batch {
    fn put(&mut self, name: &Key, from: &mut dyn Read) -> Result<u64, StoreError> {
        let put = self.wait(0).and_then(|()| self.key(name));
        let put = put.and_then(|key| upload::pour(&self.store.root, &key, from, None, PutMode::Create));
        put.map_err(|error| self.failed("put", name, error))
    }

    fn adopt(&mut self, name: &Key, file: &Path) -> Result<(), StoreError> {
        self.take(name, file).map_err(|error| self.failed("adopt", name, error))
    }

    fn take_back(&mut self, name: &Key) -> Result<(), StoreError> {
        let taken = self.wait(0).and_then(|()| self.store.root.remove(&self.key(name)?));
        taken.map_err(|error| self.failed("take back", name, error))
    }

    fn publish(mut self: Box<Self>) -> Result<(), StoreError> {
        let published = self.wait(0).and_then(|()| self.store.note(PUBLISHED, &self.into));
        published.map_err(|error| self.store.failed("publish", &self.into, error))
    }
}

impl Drop for S3Batch {
    fn drop(&mut self) {
        // What is still under way must not arrive after the folder was cleared.
        while let Some(taken) = self.under_way.pop_front() {
            let _ = taken.sending.end();
        }
    }
}

fn note_of(into: &Key) -> Key {
    // A digest in hex is always a name.
    Key::new(&Sha256Digest::of(into.as_str().as_bytes()).to_string()).unwrap_or_default()
}

const BEGUN: &str = "begun";
const PUBLISHED: &str = "published";
/// Small files that are on their way at once.
const SIDE_BY_SIDE: usize = 8;
