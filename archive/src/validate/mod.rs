//! Validation of objects and storage roots after OCFL 1.1: every byte is read, every file that is missing, extra or altered
//! is named.

mod content;
mod history;
pub mod object;
pub mod root;

use crate::store::StoreError;

/// Told about every byte that is read, and asked whether to go on: a rate limit sleeps here.
pub trait Progress {
    /// So many more bytes were read.
    ///
    /// # Errors
    /// [`Stopped`] ends the reading.
    fn read(&mut self, bytes: u64) -> Result<(), Stopped> {
        let _ = bytes;
        Ok(())
    }
}

/// Which digests of a file are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// All: SHA-512, which addresses it, and SHA-256 and MD5 of the fixity block.
    #[default]
    All,
    /// SHA-512 and SHA-256: a sweep leaves MD5 out, which proves nothing that these do not and costs as much as both.
    Strong,
}

/// Nobody listens.
impl Progress for () {}

/// The reading is no longer wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reading was asked to stop")]
pub struct Stopped;

/// A validation that came to no end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidateError {
    /// It was asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A folder could not be listed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
