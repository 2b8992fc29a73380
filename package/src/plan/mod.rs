//! Pass 1: reads each file once and notes what the sealer must find again.
//!
//! Sizes and names alone give all offsets, so one pass is enough: it computes each file's CRC-32 and SHA-256, and for
//! each segment a BLAKE3 over the file bytes in it. Headers and tag files follow from the plan.

mod journal;
mod pass;
pub(crate) mod reads;

use crypto::digest::Blake3Digest;
use ectd::dossier::{Entry, Stamp};
use ectd::name::{ApplicationId, SequenceNumber};

use crate::contents::Contents;
use crate::identity::ManifestRoot;
use crate::layout::Segments;

pub use crate::fields::Unreadable;
pub use pass::{Pass, PlanError};

/// A folder as it was read: everything that fixes the plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    contents: Contents,
    /// Of each file, when it was read.
    stamps: Vec<Stamp>,
    /// Of each segment a digest of the file bytes in it, see [`reads`].
    reads: Vec<Blake3Digest>,
}

impl Plan {
    /// The application.
    #[must_use]
    pub fn application(&self) -> &ApplicationId {
        self.contents.application()
    }

    /// The sequence.
    #[must_use]
    pub fn sequence(&self) -> &SequenceNumber {
        self.contents.sequence()
    }

    /// Number of files.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.contents.tags().totals.files
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.contents.tags().totals.bytes
    }

    /// The manifest root.
    #[must_use]
    pub fn root(&self) -> ManifestRoot {
        self.contents.tags().root
    }

    /// How the plaintext lies in the stream.
    #[must_use]
    pub fn segments(&self) -> Segments {
        self.contents.segments()
    }

    /// Whether `entries` are, by path, size, time and inode, still the files that were read.
    #[must_use]
    pub fn still_holds(&self, entries: &[Entry]) -> bool {
        let files = self.contents.files().iter().zip(&self.stamps);
        self.stamps.len() == entries.len()
            && files
                .zip(entries)
                .all(|((file, stamp), entry)| file.path == entry.path && *stamp == entry.stamp)
    }

    /// What the bag holds.
    pub(crate) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// The digest of the file bytes in a segment, see [`reads`].
    pub(crate) fn read_digest(&self, segment: u32) -> Option<&Blake3Digest> {
        self.reads.get(usize::try_from(segment).ok()?)
    }
}
