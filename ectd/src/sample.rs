//! Deterministic synthetic sequence folders, for rehearsals and tests.

use std::io;
use std::path::Path;

use crate::name::SequenceNumber;
use crate::profile::Profile;
use crate::progress::Progress;

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of leaf files.
    pub files: u64,
    /// Sum of their sizes, kept within one percent.
    pub bytes: u64,
    /// [`Profile::Ich`] or [`Profile::Generic`].
    pub profile: Profile,
    /// The sequence named in titles and contents.
    pub sequence: SequenceNumber,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of all files, with the backbone.
    pub files: u64,
    /// Sum of their sizes.
    pub bytes: u64,
}

/// A sample could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// No writer for the profile in this version.
    #[error("no sample of the profile {0} in this version")]
    Profile(Profile),
    /// The bytes do not suffice for so many files.
    #[error("{files} files need at least {least} bytes")]
    TooFewBytes {
        /// The files asked for.
        files: u64,
        /// The least sum of sizes.
        least: u64,
    },
    /// The folder exists and holds something.
    #[error("the folder is not empty")]
    NotEmpty,
    /// A file could not be written.
    #[error("cannot write {path}")]
    Write {
        /// The file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
}

/// Writes the contents of a synthetic sequence folder into `folder`, which is made if missing.
///
/// # Errors
/// [`SampleError`].
pub fn write(_folder: &Path, shape: &Shape, _progress: &mut dyn Progress) -> Result<Written, SampleError> {
    Err(SampleError::Profile(shape.profile))
}
