//! What a bag holds: names, sizes and digests of its files, from which every other byte of the plaintext follows.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crypto::digest::Sha256Digest;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::path::DossierPath;

use crate::bag::{self, Manifest, Tags, Totals};
use crate::layout::{FILES_BEGIN, Layout, Part, Segments};

/// The members of one bag, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contents {
    application: ApplicationId,
    sequence: SequenceNumber,
    files: Vec<Content>,
    folder: String,
    tags: Tags,
    layout: Layout,
    segments: Segments,
}

/// A submitted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// Path in the folder.
    pub(crate) path: DossierPath,
    /// Length in bytes.
    pub(crate) size: u64,
    /// SHA-256 of its bytes.
    pub(crate) sha256: Sha256Digest,
    /// CRC-32 of its bytes, once it is known: no manifest names it.
    pub(crate) crc: OnceLock<u32>,
}

/// A member of the bag as its zip records name it; the CRC-32 of a file is its [`Content`]'s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) size: u64,
    pub(crate) kind: Kind<'a>,
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A submitted file.
    File(&'a Content),
    /// A tag file that is short.
    Text(&'a str),
    /// The manifest, which is written as far as it is wanted.
    Manifest,
}

impl Contents {
    /// Lays out files that are in the order of their paths; `None` when they do not fit into a package.
    pub(crate) fn new(
        application: ApplicationId,
        sequence: SequenceNumber,
        files: Vec<Content>,
    ) -> Option<Self> {
        let bytes = files.iter().try_fold(0u64, |sum, file| sum.checked_add(file.size));
        bytes.filter(|&bytes| bytes <= MOST_BYTES)?;
        let folder = bag::data_folder(&sequence);
        let mut manifest = Manifest::new();
        for file in &files {
            manifest.push(&format!("{folder}{}", file.path), file.size, &file.sha256);
        }
        let tags = manifest.finish(&application, &sequence);
        let sizes = files.iter().map(|file| (file.path.as_str().len() as u64, file.size));
        let (layout, segments) = lay_out(&application, &sequence, tags.totals, sizes)?;
        Some(Self { application, sequence, files, folder, tags, layout, segments })
    }

    pub(crate) fn application(&self) -> &ApplicationId {
        &self.application
    }

    pub(crate) fn sequence(&self) -> &SequenceNumber {
        &self.sequence
    }

    pub(crate) fn files(&self) -> &[Content] {
        &self.files
    }

    pub(crate) fn tags(&self) -> &Tags {
        &self.tags
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn segments(&self) -> Segments {
        self.segments
    }

    /// The file that a member is; none for a tag file.
    pub(crate) fn file(&self, member: usize) -> Option<&Content> {
        self.files.get(member.checked_sub(FILES_BEGIN)?)
    }

    /// The files with bytes in a stretch of the plaintext, in order.
    pub(crate) fn within(&self, stretch: Range<u64>) -> impl Iterator<Item = &Content> {
        self.layout.pieces(stretch).filter_map(|piece| match piece.part {
            Part::Content(member) => self.file(member),
            _ => None,
        })
    }

    /// The member at this place in the order of names.
    pub(crate) fn member(&self, member: usize) -> Member<'_> {
        match (member, self.file(member)) {
            (_, Some(file)) => {
                Member { name: Cow::Owned(self.name(file)), size: file.size, kind: Kind::File(file) }
            }
            (0, _) => Member::text(bag::BAG_INFO, &self.tags.bag_info),
            (1, _) => Member::text(bag::BAGIT, bag::BAGIT_TEXT),
            (m, _) if m == FILES_BEGIN + self.files.len() => Member {
                name: Cow::Borrowed(bag::MANIFEST),
                size: self.tags.totals.manifest_len,
                kind: Kind::Manifest,
            },
            _ => Member::text(bag::TAG_MANIFEST, &self.tags.tag_manifest),
        }
    }

    /// The name of a file in the bag.
    pub(crate) fn name(&self, file: &Content) -> String {
        format!("{}{}", self.folder, file.path)
    }
}

impl<'a> Member<'a> {
    fn text(name: &'static str, text: &'a str) -> Self {
        Self { name: Cow::Borrowed(name), size: text.len() as u64, kind: Kind::Text(text) }
    }
}

/// Lays out a bag of files with these path lengths and sizes; `None` when they do not fit into a package.
pub(crate) fn lay_out(
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
pub(crate) const MOST_BYTES: u64 = 1 << 40;
