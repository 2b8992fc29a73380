//! Pass 1: reads each file once and notes what the sealer must find again.
//!
//! Sizes and names alone give all offsets, so one pass is enough: it computes each file's CRC-32 and SHA-256, and for
//! each segment the BLAKE3 of the file bytes in it. Headers and tag files follow from the plan.

mod journal;
mod pass;
mod reads;

use std::borrow::Cow;

use crypto::digest::{Blake3Digest, Sha256Digest};
use ectd::dossier::{Entry, Stamp};
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::path::DossierPath;

use crate::bag::{self, Manifest, Tags, Totals};
use crate::identity::ManifestRoot;
use crate::layout::{FILES_BEGIN, Layout, Segments};

pub use crate::fields::Unreadable;
pub use pass::{Pass, PlanError};

/// A folder as it was read: everything that fixes the plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    application: ApplicationId,
    sequence: SequenceNumber,
    files: Vec<PlannedFile>,
    reads: Vec<Blake3Digest>,
    folder: String,
    tags: Tags,
    layout: Layout,
    segments: Segments,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// Path in the folder.
    pub path: DossierPath,
    /// Size, time and inode when it was read.
    pub stamp: Stamp,
    /// CRC-32 of the content.
    pub crc: u32,
    /// SHA-256 of the content.
    pub sha256: Sha256Digest,
}

/// A member of the bag as its zip records name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedMember<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) size: u64,
    pub(crate) crc: u32,
}

impl Plan {
    fn complete(
        application: ApplicationId,
        sequence: SequenceNumber,
        files: Vec<PlannedFile>,
        reads: Vec<Blake3Digest>,
        layout: Layout,
        segments: Segments,
    ) -> Self {
        let folder = bag::data_folder(&sequence);
        let mut manifest = Manifest::new();
        for file in &files {
            manifest.push(&format!("{folder}{}", file.path), file.stamp.size, &file.sha256);
        }
        let tags = manifest.finish(&application, &sequence);
        Self { application, sequence, files, reads, folder, tags, layout, segments }
    }

    /// The application.
    #[must_use]
    pub fn application(&self) -> &ApplicationId {
        &self.application
    }

    /// The sequence.
    #[must_use]
    pub fn sequence(&self) -> &SequenceNumber {
        &self.sequence
    }

    /// The files, in the order of their paths.
    #[must_use]
    pub fn files(&self) -> &[PlannedFile] {
        &self.files
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.tags.totals.bytes
    }

    /// The manifest root.
    #[must_use]
    pub fn root(&self) -> ManifestRoot {
        self.tags.root
    }

    /// How the plaintext lies in the stream.
    #[must_use]
    pub fn segments(&self) -> Segments {
        self.segments
    }

    /// Whether `entries` are, by path, size, time and inode, still the files that were read.
    #[must_use]
    pub fn still_holds(&self, entries: &[Entry]) -> bool {
        let same =
            |(file, entry): (&PlannedFile, &Entry)| file.path == entry.path && file.stamp == entry.stamp;
        self.files.len() == entries.len() && self.files.iter().zip(entries).all(same)
    }

    /// Tag files, roots and totals.
    pub(crate) fn tags(&self) -> &Tags {
        &self.tags
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The BLAKE3 of the file bytes in a segment.
    pub(crate) fn read_digest(&self, segment: u32) -> Option<&Blake3Digest> {
        self.reads.get(usize::try_from(segment).ok()?)
    }

    /// The file that a member is; none for a tag file.
    pub(crate) fn file(&self, member: usize) -> Option<&PlannedFile> {
        self.files.get(member.checked_sub(FILES_BEGIN)?)
    }

    pub(crate) fn member(&self, member: usize) -> PlannedMember<'_> {
        let tag = |name, text: &str| PlannedMember {
            name: Cow::Borrowed(name),
            size: text.len() as u64,
            crc: crc32fast::hash(text.as_bytes()),
        };
        match (member, self.file(member)) {
            (_, Some(file)) => {
                PlannedMember { name: Cow::Owned(self.name(file)), size: file.stamp.size, crc: file.crc }
            }
            (0, _) => tag(bag::BAG_INFO, &self.tags.bag_info),
            (1, _) => tag(bag::BAGIT, bag::BAGIT_TEXT),
            (m, _) if m == FILES_BEGIN + self.files.len() => PlannedMember {
                name: Cow::Borrowed(bag::MANIFEST),
                size: self.tags.totals.manifest_len,
                crc: self.tags.manifest_crc,
            },
            _ => tag(bag::TAG_MANIFEST, &self.tags.tag_manifest),
        }
    }

    /// The name of a file in the bag.
    pub(crate) fn name(&self, file: &PlannedFile) -> String {
        format!("{}{}", self.folder, file.path)
    }
}

fn lay_out(
    application: &ApplicationId,
    sequence: &SequenceNumber,
    totals: Totals,
    sizes: impl Iterator<Item = (u64, u64)>,
) -> Option<(Layout, Segments)> {
    let bag_info = bag::bag_info(application, sequence, totals).len() as u64;
    let layout = Layout::new(bag_info, bag::data_folder(sequence).len() as u64, sizes);
    Segments::of(layout.plaintext_len()).map(|segments| (layout, segments))
}

/// 1 TiB, the largest stream.
const MOST_BYTES: u64 = 1 << 40;
