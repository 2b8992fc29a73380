//! Why nothing was handed over.

use std::fmt::Display;

use archive::damage::Damage;
use archive::id::NotAnObjectId;
use archive::root::RootError;
use archive::store::StoreError;
use durable::error::FileError;

use crate::desk::opening::OpeningError;
use crate::store::archive::OpenError;
use crate::store::packages;

/// A hand-over that was not made. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandoverError {
    /// A file in the archive is not what was archived.
    #[error("{0}")]
    Damaged(Box<Damage>),
    /// A file that is kept is not what it should be.
    #[error("{file}: {reason}")]
    Unsound {
        /// The file, by its store and name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// Every file agrees with the inventory, yet not with what the applicant signed.
    #[error("the archive holds for {number} another dossier than the one that was signed")]
    Otherwise {
        /// The submission.
        number: String,
    },
    /// The way to the archive.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The way to the sealed packages.
    #[error(transparent)]
    Packages(#[from] packages::OpenError),
    /// The storage root or the object cannot be opened.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The submission has no name in the archive.
    #[error(transparent)]
    Id(#[from] NotAnObjectId),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something appeared at the target meanwhile, or was there.
    #[error("{} is there already", .0.display())]
    Present(std::path::PathBuf),
}

impl HandoverError {
    /// Returns true if what is kept is damaged, and not the way to it.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::Unsound { .. } | Self::Otherwise { .. } => true,
            Self::Root(error) => !matches!(error, RootError::Store(error) if !error.is_missing()),
            _ => false,
        }
    }

    /// A file of this name is not what it should be.
    pub(super) fn unsound(file: impl Into<String>, reason: &dyn Display) -> Self {
        Self::Unsound { file: file.into(), reason: reason.to_string() }
    }

    /// What reading the segment digests answers.
    pub(super) fn of_digests(error: OpeningError, file: &str) -> Self {
        match error {
            OpeningError::File(error) if !error.is_missing() => error.into(),
            error => Self::unsound(file, &error),
        }
    }
}
