//! A storage root on a local disk, with a staging folder beside it on the same file system.
//!
//! ```text
//! <staging>/.lock              held by the one writer
//! <staging>/<batch>/into       the folder in which the batch will appear, durable before its first byte
//! <staging>/<batch>/content/   its files; renamed to that folder as a whole
//! <staging>/replacement        a file on its way to its place
//! ```

mod batch;

use std::fs;
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;
use durable::lock::{Lock, LockError};
use durable::{folder, passing};

use self::batch::{CONTENT, LocalBatch, batch_name, note, noted, pour};
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
        let place = self.place(key);
        if let Some(above) = place.parent() {
            folder::create(above)?;
        }
        Ok(folder::rename(&replacement, &place)?)
    }
}

impl Store for Local {
    fn label(&self) -> &str {
        &self.label
    }

    fn begin(&self, into: &Key) -> Result<Box<dyn Batch>, StoreError> {
        let staging = self.staging("begin", into)?;
        let target = self.place(into);
        let batch = LocalBatch::open(&self.label, staging, target, into);
        Ok(Box::new(batch.map_err(|error| self.failed("begin", into, error))?))
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
        // Whatever is visible was synced before it appeared; a read-only medium may not even know how to drop its cache.
        let file = File::open(&self.place(key)).inspect(|file| {
            let _ = file.drop_cache();
            // Of many small files the disk then brings several at once.
            let _ = file.fetch(FETCHED);
        });
        let file = file.map_err(|error| self.failed("read", key, error))?;
        Ok(Box::new(passing::Reader::of(file.into_reader(), 0)))
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

const LOCK: &str = ".lock";
const REPLACEMENT: &str = "replacement";
/// Bytes of a file that are fetched before it is read.
const FETCHED: NonZero<u64> = NonZero::new(256 << 10).unwrap();

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
