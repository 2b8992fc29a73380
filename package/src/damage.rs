//! What is wrong with a package, and where: the shared words of opener, blind check and `sealpost-verify`.

use std::fmt;

use crypto::digest::Sha256Digest;
use ectd::path::PathRefusal;

use crate::identity::ManifestRoot;

/// One place of a package that is not as it was sealed, or not as the specification wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct Damage {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

/// A place in a package.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Offset in the package, in bytes.
    pub offset: u64,
    /// The segment that holds it; none in the clear part.
    pub segment: Option<u32>,
    /// The member of the bag, where the damage lies inside one.
    pub file: Option<String>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file ends before the stream does.
    #[error("the package ends here")]
    Truncated,
    /// The file goes on after the stream.
    #[error("the stream ends here, but the file goes on")]
    Longer,
    /// The stream does not begin with 0x28.
    #[error("the stream does not begin with 0x28")]
    StreamHeader,
    /// The unwrapped data key is not the one that the header commits to.
    #[error("the data key is not the one that the header commits to")]
    Commitment,
    /// The segment does not open: its bytes are not those that were sealed at this place.
    #[error("the segment is not what was sealed at this place")]
    Forged,
    /// The block of the stream has another SHA-256 than was noted when it was received.
    #[error("the block's SHA-256 is {found}, noted was {expected}")]
    Digest {
        /// What was noted.
        expected: Sha256Digest,
        /// What the bytes have.
        found: Sha256Digest,
    },
    /// A record of the zip differs from its canonical form.
    #[error("the {record} is not in its canonical form")]
    Record {
        /// Which record.
        record: &'static str,
    },
    /// A member of the bag has a name that no bag of version 1 has there.
    #[error("a member named {found:?} cannot stand here")]
    Member {
        /// The name.
        found: String,
    },
    /// A file has a name that is refused.
    #[error("the file name is refused: {0}")]
    Name(#[from] PathRefusal),
    /// A file's name falls on another one when case and Unicode form are ignored.
    #[error("the file name falls on another one")]
    Clash,
    /// A file does not come after the one before it in the order of UTF-8 bytes.
    #[error("the file is out of order")]
    Order,
    /// More files than a package can have.
    #[error("more than 1,000,000 files")]
    TooMany,
    /// A bag without a file.
    #[error("the bag holds no file")]
    NoFile,
    /// The content has another CRC-32 than its header says.
    #[error("the CRC-32 is not the one of its header")]
    Crc,
    /// A tag file differs from what the files in the bag give.
    #[error("the tag file does not say what the bag holds")]
    TagFile,
    /// The bag is not the one that was signed.
    #[error("the manifest root is {found}, signed was {expected}")]
    Root {
        /// The root in the statement.
        expected: ManifestRoot,
        /// The root of what the package holds.
        found: ManifestRoot,
    },
}

impl Fault {
    /// A short stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::Longer => "longer",
            Self::StreamHeader => "stream-header",
            Self::Commitment => "commitment",
            Self::Forged => "segment",
            Self::Digest { .. } => "segment-digest",
            Self::Record { .. } => "zip-record",
            Self::Member { .. } => "bag-member",
            Self::Name(_) => "file-name",
            Self::Clash => "name-clash",
            Self::Order => "file-order",
            Self::TooMany => "too-many-files",
            Self::NoFile => "no-file",
            Self::Crc => "crc",
            Self::TagFile => "tag-file",
            Self::Root { .. } => "manifest-root",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "offset {}", self.offset)?;
        if let Some(segment) = self.segment {
            write!(f, ", segment {segment}")?;
        }
        self.file.as_ref().map_or(Ok(()), |file| write!(f, ", {file}"))
    }
}
