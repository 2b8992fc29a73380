//! Why there is no second copy, and how a package is not what was delivered.

use std::io;

use durable::error::FileError;
use package::head::HeadError;

/// A copy that cannot be vouched for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// A file could not be written or opened.
    #[error(transparent)]
    File(#[from] FileError),
    /// The package could not be read back from the sealed store.
    #[error("the package could not be read back")]
    Original(#[source] io::Error),
    /// The copy could not be read back.
    #[error("the copy could not be read back")]
    Read(#[source] io::Error),
    /// The package is not what was delivered: the sealed store's affair, whatever the copy is.
    #[error("{damage}; its copy {copy}")]
    Rotten {
        /// What is wrong with the package.
        damage: Box<Damage>,
        /// What is found of the copy.
        copy: String,
    },
    /// The copy is not what was delivered; the package is.
    #[error("the copy was read back with damage: {0}")]
    Damaged(Box<Damage>),
    /// The copy was read twice, and once it differed.
    #[error("byte {offset} of the copy was read in two ways")]
    Unsteady {
        /// The first byte that differed.
        offset: u64,
    },
}

/// How a package is not what was delivered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// Its clear part is not a package's.
    #[error(transparent)]
    Head(HeadError),
    /// Its clear part is another one.
    #[error("its clear part is another one")]
    OtherHead,
    /// Its stream has damage.
    #[error(transparent)]
    Stream(package::damage::Damage),
}
