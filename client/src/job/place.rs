//! Where a job lives: one folder for each dossier, found again by what is filed and from where.
//!
//! The folder's name is derived from the canonical source folder, the application and the sequence, so that the same
//! command always meets the same job and no index is needed.

use std::path::{Path, PathBuf};

use crypto::digest::Sha256;
use durable::error::FileError;
use durable::folder;
use durable::lock::{Lock, LockError};
use ectd::name::{ApplicationId, SequenceNumber};

use crate::home::Home;

/// A job's folder, held by this process alone.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    _lock: Lock,
}

/// A job's folder could not be taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// Another process works on the same dossier.
    #[error("another process works on this dossier")]
    Busy,
    /// A file call failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Place {
    /// Takes the folder of the job that files `source` under this application and sequence; makes it when it is not
    /// there. `source` is canonical.
    ///
    /// # Errors
    /// [`PlaceError::Busy`], or what the system answers.
    pub fn take(
        home: &Home,
        source: &Path,
        application: &ApplicationId,
        sequence: &SequenceNumber,
    ) -> Result<Place, PlaceError> {
        let name = name(source, application, sequence);
        Place::enter(home.jobs().join(name))
    }

    /// Takes a job's folder by its path.
    ///
    /// # Errors
    /// As [`Place::take`].
    pub fn enter(folder: PathBuf) -> Result<Place, PlaceError> {
        folder::create(&folder)?;
        match Lock::acquire(&folder.join("lock")) {
            Ok(lock) => Ok(Place { folder, _lock: lock }),
            Err(LockError::File(error)) => Err(error.into()),
            Err(_) => Err(PlaceError::Busy),
        }
    }

    /// The job's journal.
    pub fn journal(&self) -> PathBuf {
        self.folder.join(JOURNAL)
    }

    /// Removes the job and all it knew.
    ///
    /// # Errors
    /// What the system answers.
    pub fn remove(self) -> Result<(), FileError> {
        folder::remove(&self.folder)
    }
}

/// The journal of the job that files `source` under this application and sequence, whether there is one or not.
pub fn journal(
    home: &Home,
    source: &Path,
    application: &ApplicationId,
    sequence: &SequenceNumber,
) -> PathBuf {
    home.jobs().join(name(source, application, sequence)).join(JOURNAL)
}

/// The folders of all jobs of a home, in no order.
///
/// # Errors
/// What the system answers.
pub fn all(home: &Home) -> Result<Vec<PathBuf>, FileError> {
    let jobs = home.jobs();
    match std::fs::read_dir(&jobs) {
        Ok(entries) => Ok(entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(FileError { operation: "read folder", path: jobs, source }),
    }
}

fn name(source: &Path, application: &ApplicationId, sequence: &SequenceNumber) -> String {
    let mut hasher = Sha256::new();
    for part in
        [source.as_os_str().as_encoded_bytes(), application.as_str().as_bytes(), sequence.as_str().as_bytes()]
    {
        hasher.update(part);
        hasher.update(&[0]);
    }
    let mut digest = hasher.finish().to_string();
    digest.truncate(NAME_LENGTH);
    digest
}

const JOURNAL: &str = "journal";

/// Length of a job folder's name in hex digits: enough that two dossiers of one home never meet.
const NAME_LENGTH: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    fn take(home: &Home, source: &str, sequence: &str) -> Result<Place, PlaceError> {
        let application = ApplicationId::try_from("x202600001".to_owned()).unwrap();
        let sequence = SequenceNumber::try_from(sequence.to_owned()).unwrap();
        Place::take(home, Path::new(source), &application, &sequence)
    }

    #[test]
    fn the_same_dossier_has_the_same_place_and_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let first = take(&home, "/d/0000", "0000").unwrap();
        assert!(matches!(take(&home, "/d/0000", "0000"), Err(PlaceError::Busy)));
        let path = first.journal();
        drop(first);
        assert_eq!(take(&home, "/d/0000", "0000").unwrap().journal(), path);
    }

    #[test]
    fn another_sequence_or_folder_is_another_job() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let _one = take(&home, "/d/0000", "0000").unwrap();
        let _two = take(&home, "/d/0000", "0001").unwrap();
        let _three = take(&home, "/e/0000", "0000").unwrap();
        assert_eq!(all(&home).unwrap().len(), 3);
    }
}
