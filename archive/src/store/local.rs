//! A storage root on a local disk, with a staging folder beside it on the same file system.
//!
//! ```text
//! <staging>/.lock              held by the one writer
//! <staging>/<batch>/into       the folder in which the batch will appear, durable before its first byte
//! <staging>/<batch>/content/   its files; renamed to that folder as a whole
//! <staging>/replacement        a file on its way to its place
//! ```

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::file::File;
use durable::lock::{Lock, LockError};
use durable::whole::{self, Existing};
use durable::{copy, folder, tree};

use super::{Batch, Entry, Kind, Pending, Store, StoreError};
use crate::key::Key;

/// A folder as a store.
#[derive(Debug)]
pub struct Local {
    label: String,
    root: PathBuf,
    staging: Option<Staging>,
}

#[derive(Debug)]
struct Staging {
    folder: PathBuf,
    _lock: Lock,
}

/// A local store that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// The staging folder is on another file system: from there nothing can be renamed into the root.
    #[error("{} is on another file system than {}: put the archive into a folder of its volume, not at its top", staging.display(), root.display())]
    OtherFileSystem {
        /// The staging folder.
        staging: PathBuf,
        /// The storage root.
        root: PathBuf,
    },
    /// Another process writes here.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file or folder.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Local {
    /// Opens a folder for reading and writing. Root and staging folder are made, for their owner alone, when they are
    /// not there.
    ///
    /// # Errors
    /// [`LocalError`].
    pub fn open(label: &str, root: &Path, staging: &Path) -> Result<Self, LocalError> {
        for folder in [root, staging] {
            if !folder.is_dir() {
                folder::create_private(folder)?;
            }
        }
        if cfg!(unix) && !folder::same_device(root, staging) {
            return Err(LocalError::OtherFileSystem { staging: staging.to_owned(), root: root.to_owned() });
        }
        let lock = Lock::acquire(&staging.join(LOCK))?;
        let staging = Some(Staging { folder: staging.to_owned(), _lock: lock });
        Ok(Self { label: label.to_owned(), root: root.to_owned(), staging })
    }

    /// Opens a folder for reading only; whatever writes is refused.
    #[must_use]
    pub fn read_only(label: &str, root: &Path) -> Self {
        Self { label: label.to_owned(), root: root.to_owned(), staging: None }
    }

    /// The staging folder that goes with a root when none is named: beside it, `<root>.staging`.
    #[must_use]
    pub fn staging_of(root: &Path) -> PathBuf {
        let mut name = root.as_os_str().to_owned();
        name.push(".staging");
        name.into()
    }

    fn place(&self, key: &Key) -> PathBuf {
        key.below_folder(&self.root)
    }

    fn staging(&self, operation: &'static str, key: &Key) -> Result<&Path, StoreError> {
        let refused = || self.failed(operation, key, io::Error::from(io::ErrorKind::ReadOnlyFilesystem));
        self.staging.as_ref().map(|staging| staging.folder.as_path()).ok_or_else(refused)
    }

    fn failed(&self, operation: &'static str, key: &Key, source: impl Into<io::Error>) -> StoreError {
        StoreError::new(operation, &self.label, key, source)
    }

    /// Removes the folders above a place that hold nothing any more.
    fn prune(&self, place: &Path) -> Result<(), FileError> {
        let above = place.ancestors().skip(1).take_while(|folder| *folder != self.root);
        for folder in above.filter(|folder| folder.starts_with(&self.root)) {
            if !folder::remove_empty(folder)? {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, staging: &Path, key: &Key, from: &mut dyn Read) -> Result<(), io::Error> {
        let replacement = staging.join(REPLACEMENT);
        folder::remove_file(&replacement)?;
        let file = File::open_or_create(&replacement)?;
        pour(from, &file)?;
        file.sync_all()?;
        Ok(folder::rename(&replacement, &self.place(key))?)
    }
}

impl Store for Local {
    fn label(&self) -> &str {
        &self.label
    }

    fn begin(&self, into: &Key) -> Result<Box<dyn Batch>, StoreError> {
        let staging = self.staging("begin", into)?;
        let target = self.place(into);
        let batch = LocalBatch {
            label: self.label.clone(),
            place: staging.join(batch_name(into)),
            target,
            into: into.clone(),
        };
        batch.open().map_err(|error| self.failed("begin", into, error))?;
        Ok(Box::new(batch))
    }

    fn read(&self, key: &Key, from: u64) -> Result<Box<dyn Read + Send>, StoreError> {
        let open = || {
            let mut file = fs::File::open(self.place(key))?;
            io::Seek::seek(&mut file, io::SeekFrom::Start(from))?;
            Ok(file)
        };
        open()
            .map(|file| Box::new(file) as Box<dyn Read + Send>)
            .map_err(|e: io::Error| self.failed("read", key, e))
    }

    fn read_back(&self, key: &Key) -> Result<Box<dyn Read + Send>, StoreError> {
        let file = copy::read_back(&self.place(key)).map_err(|error| self.failed("read", key, error))?;
        Ok(Box::new(file.into_reader()))
    }

    fn list(&self, folder: &Key) -> Result<Vec<Entry>, StoreError> {
        let failed = |error| self.failed("list", folder, error);
        let entries = match fs::read_dir(self.place(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut listed =
            entries.map(|entry| described(&entry?)).collect::<io::Result<Vec<_>>>().map_err(failed)?;
        listed.sort_unstable();
        Ok(listed)
    }

    fn replace(&self, key: &Key, from: &mut dyn Read) -> Result<(), StoreError> {
        let staging = self.staging("replace", key)?;
        self.write(staging, key, from).map_err(|error| self.failed("replace", key, error))
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        let batch = self.staging("remove", key)?.join(batch_name(key));
        let place = self.place(key);
        let failed = |error| self.failed("remove", key, error);
        if !place.is_dir() || place.is_symlink() {
            let removed = folder::remove_file(&place).and_then(|()| self.prune(&place));
            return removed.map_err(failed);
        }
        // Out of sight at once, as a batch that was not published: half a folder is never seen.
        let hidden = || {
            folder::remove(&batch)?;
            folder::create(&batch)?;
            note(&batch, key)?;
            folder::rename(&place, &batch.join(CONTENT))
        };
        hidden().map_err(failed)?;
        self.settle(key)
    }

    fn pending(&self) -> Result<Vec<Pending>, StoreError> {
        let root = Key::root();
        let Some(staging) = &self.staging else { return Ok(Vec::new()) };
        let failed = |error| self.failed("list the staging folder of", &root, error);
        let mut pending = Vec::new();
        for entry in fs::read_dir(&staging.folder).map_err(failed)? {
            let batch = entry.map_err(failed)?.path();
            if !batch.is_dir() {
                continue;
            }
            match noted(&batch).map_err(failed)? {
                Some(into) => pending.push(Pending { into, published: !batch.join(CONTENT).exists() }),
                // Not even noted: it was to become a batch, or was one.
                None => folder::remove(&batch).map_err(|error| failed(error.into()))?,
            }
        }
        Ok(pending)
    }

    fn settle(&self, into: &Key) -> Result<(), StoreError> {
        let batch = self.staging("settle", into)?.join(batch_name(into));
        let settled = || {
            folder::remove(&batch.join(CONTENT))?;
            if !self.place(into).exists() {
                self.prune(&self.place(into))?;
            }
            // The note last: until it goes, the next start comes here again.
            folder::remove(&batch)
        };
        settled().map_err(|error| self.failed("settle", into, error))
    }
}

struct LocalBatch {
    label: String,
    place: PathBuf,
    target: PathBuf,
    into: Key,
}

impl LocalBatch {
    fn open(&self) -> io::Result<()> {
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

fn described(entry: &fs::DirEntry) -> io::Result<Entry> {
    let name = entry.file_name();
    let kind = entry.file_type()?;
    let kind = match name.to_str() {
        Some(_) if kind.is_dir() => Kind::Folder,
        Some(_) if kind.is_file() => Kind::File { length: entry.metadata()?.len() },
        _ => Kind::Other,
    };
    Ok(Entry { name: name.to_string_lossy().into_owned(), kind })
}

/// Notes where a batch is to appear.
fn note(batch: &Path, into: &Key) -> Result<(), FileError> {
    whole::write_private(&batch.join(INTO), into.as_str().as_bytes(), Existing::Replace).map(drop)
}

/// The folder below which a batch was to appear; none when it was not noted.
fn noted(batch: &Path) -> io::Result<Option<Key>> {
    match fs::read_to_string(batch.join(INTO)) {
        Ok(text) if text.is_empty() => Ok(Some(Key::root())),
        Ok(text) => Key::new(&text).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn batch_name(into: &Key) -> String {
    Sha256Digest::of(into.as_str().as_bytes()).to_string()
}

fn pour(from: &mut dyn Read, to: &File) -> io::Result<u64> {
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

const LOCK: &str = ".lock";
const INTO: &str = "into";
const CONTENT: &str = "content";
const REPLACEMENT: &str = "replacement";
/// Bytes per read and write.
const BLOCK: usize = 1 << 18;

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::{Local, LocalError, Store};
    use crate::key::Key;
    use crate::store::Kind;

    #[test]
    fn a_local_store_does_what_every_store_must() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("archive");
        let store = Local::open("archive", &root, &Local::staging_of(&root)).unwrap();
        crate::conformance::run(&store);
        assert_eq!(std::fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
        // Nothing but the lock is left in the staging folder.
        assert_eq!(std::fs::read_dir(top.path().join("archive.staging")).unwrap().count(), 1);
    }

    #[test]
    fn one_writes_and_others_only_read() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("archive");
        let store = Local::open("archive", &root, &Local::staging_of(&root)).unwrap();
        let second = Local::open("archive", &root, &Local::staging_of(&root));
        assert!(matches!(second, Err(LocalError::Lock(_))));
        store.replace(&Key::new("a").unwrap(), &mut &b"bytes"[..]).unwrap();
        let reader = Local::read_only("archive", &root);
        assert_eq!(reader.list(&Key::root()).unwrap().len(), 1);
        assert!(reader.replace(&Key::new("a").unwrap(), &mut &b"x"[..]).is_err());
        assert!(reader.remove(&Key::new("a").unwrap()).is_err());
        assert!(reader.begin(&Key::new("b").unwrap()).is_err());
    }

    #[test]
    fn links_are_shown_as_what_they_are() {
        let top = tempfile::tempdir().unwrap();
        std::fs::write(top.path().join("file"), b"").unwrap();
        symlink(top.path().join("file"), top.path().join("link")).unwrap();
        let entries = Local::read_only("archive", top.path()).list(&Key::root()).unwrap();
        assert_eq!(entries[1].kind, Kind::Other);
    }
}
