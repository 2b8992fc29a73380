//! A log's folder on a disk. Files appear whole, are never written over by others, and are synced on return.

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::folder;
use durable::whole::{self, Existing};

use super::builder::File;
use super::reader::Files;
use super::stamp::STAMPS;

/// The folder of one log.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// A file that could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// The system says no.
    #[error(transparent)]
    File(#[from] FileError),
    /// Another content lies there: the entries that this log was made of were changed since, or the file was.
    #[error("{} holds other bytes than the log's entries give", path.display())]
    Differs {
        /// The file.
        path: PathBuf,
    },
}

impl Folder {
    /// The log that lies, or will lie, in `root`.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps a tile or bundle, durable on return. One that is there already must hold the same bytes. A whole file takes
    /// the place of its partial ones.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn keep(&self, file: &File) -> Result<(), KeepError> {
        let path = self.root.join(&file.path);
        match self.read(&file.path)? {
            Some(there) if there == file.bytes => {}
            Some(_) => return Err(KeepError::Differs { path }),
            None => write(&path, &file.bytes, Existing::Refuse)?,
        }
        if file.tile.is_whole() {
            let partial = self.root.join(format!("{}.p", file.path));
            if partial.exists() {
                folder::remove(&partial)?;
            }
        }
        Ok(())
    }

    /// Keeps a file that may be replaced: the checkpoint, the card; durable on return.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        if self.read(name)?.is_some_and(|there| there == bytes) {
            return Ok(());
        }
        write(&self.root.join(name), bytes, Existing::Replace)
    }

    /// The text of a checkpoint's file; none where there is none, an empty text where it is no text.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn text(&self, name: &str) -> Result<Option<String>, FileError> {
        Ok(self.read(name)?.map(|bytes| String::from_utf8(bytes).unwrap_or_default()))
    }

    /// All checkpoints that are here, by name: the newest, then those of earlier days.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn checkpoints(&self) -> Result<Vec<(String, String)>, FileError> {
        // In this order none of the earlier ones can be later than the newest, where a desk is at work.
        let earlier = self.earlier()?;
        let newest = self.text(CHECKPOINT)?.map(|text| (CHECKPOINT.to_owned(), text));
        Ok(newest.into_iter().chain(earlier).collect())
    }

    /// The checkpoints of earlier times that were kept, by name: the first of each day, and those that were stamped.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn earlier(&self) -> Result<Vec<(String, String)>, FileError> {
        let names = self.names(EARLIER)?.into_iter();
        names.map(|name| Ok((name.clone(), self.text(&name)?.unwrap_or_default()))).collect()
    }

    /// Takes over from another copy which earlier checkpoints and time-stamps it has beyond this one, durable on return. Tiles
    /// follow from the entries, these from nothing.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn take_over(&self, other: &Self) -> Result<(), FileError> {
        for name in [other.names(EARLIER)?, other.names(STAMPS)?].concat() {
            let path = self.root.join(&name);
            if let (false, Some(bytes)) = (path.exists(), other.read(&name)?) {
                write(&path, &bytes, Existing::Refuse)?;
            }
        }
        Ok(())
    }

    /// The files directly in a folder of the log, by their paths in it, in order.
    pub(super) fn names(&self, folder: &str) -> Result<Vec<String>, FileError> {
        let path = self.root.join(folder);
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(FileError { operation: "read folder", path, source }),
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .map(|name| format!("{folder}/{name}"))
            .collect();
        names.sort_unstable();
        Ok(names)
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, FileError> {
        let path = self.root.join(path);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FileError { operation: "read", path, source }),
        }
    }
}

fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), FileError> {
    if let Some(parent) = path.parent() {
        folder::create(parent)?;
    }
    let _durable = whole::write(path, bytes, existing)?;
    Ok(())
}

/// Name of the newest checkpoint's file.
pub const CHECKPOINT: &str = "checkpoint";
/// Name of the card's file: it says whose log this is and which keys sign it.
pub const CARD: &str = "card.cose";
/// Folder of earlier checkpoints: the first of each day, `checkpoints/2026-11-22`, and those that were stamped,
/// `checkpoints/2026-11-22-1234`.
pub const EARLIER: &str = "checkpoints";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Entry;
    use crate::log::builder::Builder;

    #[test]
    fn files_are_kept_once_and_partial_ones_go_with_the_whole() {
        let top = tempfile::tempdir().unwrap();
        let folder = Folder::at(top.path().join("log"));
        let mut builder = Builder::new();
        for n in 0..256_u64 {
            let whole = builder.push(Entry::of(&n.to_be_bytes()));
            let files = if whole.is_empty() { builder.partial() } else { whole };
            for file in files.iter().filter(|_| n % 50 == 0 || n == 255) {
                folder.keep(file).unwrap();
                folder.keep(file).unwrap();
            }
            assert_eq!(top.path().join("log/tile/0/000.p").exists(), n < 255, "{n}");
        }
        assert!(!top.path().join("log/tile/entries/000.p").exists());
        assert!(top.path().join("log/tile/0/000").is_file());
        let other = File { bytes: vec![0; 32], ..builder.partial()[0].clone() };
        folder.keep(&builder.partial()[0]).unwrap();
        assert!(matches!(folder.keep(&other), Err(KeepError::Differs { .. })));
    }
}
