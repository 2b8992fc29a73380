//! The earlier sequences of an application, of which only the backbones are read: their files need not be there.

use std::io;
use std::path::{Path, PathBuf};

use crate::backbone::{Backbone, INDEX, MESSAGE};
use crate::dossier::Dossier;
use crate::profile::Profile;

/// What is known of the earlier sequences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// Nothing: rules that need them are not evaluated.
    #[default]
    NotGiven,
    /// These were filed, in the order of their numbers.
    Given(Vec<Sequence>),
}

/// One earlier sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Name of its folder: the sequence number as written.
    pub name: String,
    /// Its backbone.
    pub backbone: Backbone,
}

/// The earlier sequences cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The folder is missing or may not be read.
    #[error("cannot read the folder {folder}", folder = folder.display())]
    Unreadable {
        /// The folder that should hold the sequence folders.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// It holds no folder that is named by a number and has a backbone.
    #[error("no sequence in the folder {folder}", folder = folder.display())]
    NoSequence {
        /// The folder that should hold the sequence folders.
        folder: PathBuf,
    },
}

impl History {
    /// Reads the sequences below `folder` that come before `dossier`, which may lie among them.
    ///
    /// A dossier whose folder is named by no number comes after all others.
    ///
    /// # Errors
    /// [`HistoryError::Unreadable`] when there is nothing to look at.
    pub fn read(folder: &Path, dossier: &Dossier, profile: Profile) -> Result<Self, HistoryError> {
        let own = dossier.name().and_then(number);
        let is_earlier = |name: &str, path: &Path| {
            own.is_none_or(|own| number(name) < Some(own))
                && path.canonicalize().is_ok_and(|path| path != dossier.root())
        };
        let folders = folders(folder)?.into_iter().filter(|(name, path)| is_earlier(name, path));
        Ok(Self::Given(folders.map(|(name, path)| Sequence::read(name, &path, profile)).collect()))
    }

    /// Returns the sequences, none when they are not given.
    pub fn sequences(&self) -> &[Sequence] {
        match self {
            Self::NotGiven => &[],
            Self::Given(sequences) => sequences,
        }
    }
}

impl Sequence {
    /// Reads all sequences below `folder`, in the order of their numbers, each by what lies in it.
    ///
    /// # Errors
    /// [`HistoryError`], also when there is none.
    pub fn read_all(folder: &Path) -> Result<Vec<Self>, HistoryError> {
        let folders = folders(folder)?;
        if folders.is_empty() {
            return Err(HistoryError::NoSequence { folder: folder.to_owned() });
        }
        // the backbones of v3.2.2 are read alike, whatever the region
        let kind = |path: &Path| if path.join(MESSAGE).is_file() { Profile::V4 } else { Profile::Ich };
        Ok(folders.into_iter().map(|(name, path)| Self::read(name, &path, kind(&path))).collect())
    }

    fn read(name: String, folder: &Path, profile: Profile) -> Self {
        Self { name, backbone: Backbone::read(&folder, profile) }
    }
}

/// The folders that are named by a number and hold a backbone, in the order of the numbers.
fn folders(folder: &Path) -> Result<Vec<(String, PathBuf)>, HistoryError> {
    let unreadable = |source| HistoryError::Unreadable { folder: folder.to_owned(), source };
    let mut folders = Vec::new();
    for entry in folder.read_dir().map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let has_backbone = [INDEX, MESSAGE].iter().any(|name| path.join(name).is_file());
        match entry.file_name().into_string() {
            Ok(name) if has_backbone && number(&name).is_some() => folders.push((name, path)),
            _ => {}
        }
    }
    folders.sort_by_key(|(name, _)| (number(name), name.clone()));
    Ok(folders)
}

/// Reads the number of a sequence folder: four digits in v3.2.2, up to six in v4.0.
pub fn number(name: &str) -> Option<u32> {
    let is_number = (1..=6).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { name.parse().ok() } else { None }
}
