//! What rotted: a file of a copy that is no longer what it was when it was archived.

use std::fmt;

use crypto::digest::Sha512Digest;

/// One file that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The copy that is damaged: the label of its store.
    pub copy: String,
    /// The file, by its path in that store.
    pub file: String,
    /// What happened to it.
    pub fault: Fault,
}

/// What happened to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is there, and nothing speaks of it.
    Extra,
    /// It has other bytes.
    Altered {
        /// The SHA-512 that the inventory gives.
        expected: Sha512Digest,
        /// The SHA-512 of the bytes found.
        found: Sha512Digest,
    },
    /// It should hold fixed bytes and does not.
    Otherwise,
    /// It is not a regular file.
    NotAFile,
    /// It cannot be read.
    Unreadable {
        /// What the store answered.
        reason: String,
    },
}

impl Fault {
    /// A short stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Altered { .. } | Self::Otherwise => "altered",
            Self::NotAFile => "not-a-file",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.copy, self.file, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the file is missing"),
            Self::Extra => f.write_str("the file does not belong here"),
            Self::Altered { expected, found } => write!(f, "its SHA-512 is {found}, archived was {expected}"),
            Self::Otherwise => f.write_str("the file does not say what it must"),
            Self::NotAFile => f.write_str("this is no regular file"),
            Self::Unreadable { reason } => write!(f, "the file cannot be read: {reason}"),
        }
    }
}
