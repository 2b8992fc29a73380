//! The inbox: packages that are still arriving. Its bytes are of one intake, never of a store.
//!
//! `<inbox>/<number>/<epoch>/` holds `package`, written in place by position, and `journal`, which names the segments
//! that are durable. A segment counts only when its bytes, and then its journal record, were synced; until both are,
//! nobody is told that it arrived.

pub mod entry;
mod journal;
pub mod tail;

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::folder;

/// The folder that holds the entries.
#[derive(Debug, Clone)]
pub struct Inbox {
    root: PathBuf,
}

impl Inbox {
    /// Opens the inbox at `root`; the folder is made when it is not there.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn open(root: &Path) -> Result<Self, FileError> {
        folder::create(root)?;
        Ok(Self { root: root.to_owned() })
    }

    /// Names the inbox at `root` for reading only.
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Returns the inbox's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder of one submission's entry under an epoch.
    pub fn folder(&self, number: &str, epoch: u32) -> PathBuf {
        self.root.join(number).join(epoch.to_string())
    }

    /// Removes what a submission left here: after its delivery, refusal or expiry.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn forget(&self, number: &str) -> Result<(), FileError> {
        folder::remove(&self.root.join(number))
    }

    /// Removes the entries of earlier epochs, which another package has replaced.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn forget_before(&self, number: &str, epoch: u32) -> Result<(), FileError> {
        let Ok(entries) = std::fs::read_dir(self.root.join(number)) else { return Ok(()) };
        for entry in entries.flatten() {
            let older = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
            if older.is_some_and(|older| older < epoch) {
                folder::remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Returns the numbers that have an entry here.
    ///
    /// # Errors
    /// What the system answers.
    pub fn numbers(&self) -> std::io::Result<Vec<String>> {
        let names = std::fs::read_dir(&self.root)?.flatten().map(|entry| entry.file_name());
        Ok(names.filter_map(|name| name.into_string().ok()).collect())
    }
}
