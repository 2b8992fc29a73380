//! Pass 1: reads each file once and notes what the sealer must find again.
//!
//! Sizes and names alone give all offsets, so one pass is enough: it computes each file's CRC-32 and SHA-256, and for
//! each segment the BLAKE3 of the file bytes in it. Headers and tag files follow from the plan.

mod journal;
mod reads;

use std::borrow::Cow;
use std::io::{self, Read};
use std::path::Path;

use crypto::digest::{Blake3Digest, Sha256, Sha256Digest};
use ectd::dossier::{Entry, Stamp};
use ectd::fold::Names;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::path::DossierPath;
use ectd::progress::Progress;

use crate::bag::{self, Manifest, Tags, Totals};
use crate::identity::ManifestRoot;
use crate::layout::{FILES_BEGIN, Layout, Segments};
use reads::Reads;

pub use crate::fields::Unreadable;

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

/// Why a folder cannot be planned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A bag needs a file.
    #[error("the folder holds no file")]
    NoFile,
    /// More files than a package can have.
    #[error("{files} files, a package holds at most {most}", most = bag::MOST_FILES)]
    TooManyFiles {
        /// How many there are.
        files: u64,
    },
    /// More bytes than a package can have.
    #[error("the folder does not fit into a package, which holds at most 1 TiB")]
    TooLarge,
    /// Two names fall on each other, or the entries are not in order.
    #[error("the name {path} falls on another one")]
    Clash {
        /// The later of the two.
        path: DossierPath,
    },
    /// The file changed while it was read, or since the folder was walked.
    #[error("the file {path} changed while it was read")]
    Changed {
        /// The file.
        path: DossierPath,
    },
    /// The file cannot be read.
    #[error("the file {path} cannot be read")]
    Read {
        /// The file.
        path: DossierPath,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl Plan {
    /// Reads the files of `folder` that `entries` lists in the order of their paths.
    ///
    /// # Errors
    /// Names the file that cannot be read, that changed meanwhile, or whose name cannot be carried beside the others.
    pub fn read(
        folder: &Path,
        application: ApplicationId,
        sequence: SequenceNumber,
        entries: &[Entry],
        progress: &mut dyn Progress,
    ) -> Result<Self, PlanError> {
        let bytes = judge(entries)?;
        progress.begin(entries.len() as u64, bytes);
        let totals = Totals { files: entries.len() as u64, bytes, manifest_len: 0 };
        let sizes = entries.iter().map(|entry| (entry.path.as_str().len() as u64, entry.size()));
        let (layout, segments) =
            lay_out(&application, &sequence, totals, sizes).ok_or(PlanError::TooLarge)?;

        let mut reads = Reads::new(segments);
        let mut files = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            reads.seek(layout.content(FILES_BEGIN + index).start);
            files.push(read_file(folder, entry, &mut reads, progress)?);
        }
        Ok(Self::complete(application, sequence, files, reads.finish(), layout, segments))
    }

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

/// Number, order and names of the files; gives the sum of their sizes.
fn judge(entries: &[Entry]) -> Result<u64, PlanError> {
    let files = entries.len() as u64;
    if files == 0 {
        return Err(PlanError::NoFile);
    }
    if files > bag::MOST_FILES {
        return Err(PlanError::TooManyFiles { files });
    }
    let mut names = Names::default();
    let mut before: Option<&DossierPath> = None;
    for entry in entries {
        let in_order = before.is_none_or(|before| *before < entry.path);
        if !in_order || names.take(&entry.path).is_err() {
            return Err(PlanError::Clash { path: entry.path.clone() });
        }
        before = Some(&entry.path);
    }
    let sum = |sum: u64, entry: &Entry| sum.checked_add(entry.size());
    entries.iter().try_fold(0, sum).filter(|&bytes| bytes <= MOST_BYTES).ok_or(PlanError::TooLarge)
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

fn read_file(
    folder: &Path,
    entry: &Entry,
    reads: &mut Reads,
    progress: &mut dyn Progress,
) -> Result<PlannedFile, PlanError> {
    let failed = |source| PlanError::Read { path: entry.path.clone(), source };
    let changed = || PlanError::Changed { path: entry.path.clone() };
    let mut file = ectd::dossier::open_file(folder, &entry.path).map_err(failed)?;
    if Stamp::of(&file.metadata().map_err(failed)?) != entry.stamp {
        return Err(changed());
    }
    let (mut sha256, mut crc) = (Sha256::new(), crc32fast::Hasher::new());
    let mut buffer = vec![0; BUFFER.min(usize::try_from(entry.size()).unwrap_or(BUFFER)).max(1)];
    let mut remaining = entry.size();
    loop {
        let got = match file.read(&mut buffer) {
            Ok(got) => got,
            Err(source) if source.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(failed(source)),
        };
        // Bytes beyond the size that the layout was made for would move everything after them.
        remaining = remaining.checked_sub(got as u64).ok_or_else(changed)?;
        if got == 0 {
            break;
        }
        sha256.update(&buffer[..got]);
        crc.update(&buffer[..got]);
        reads.update(&buffer[..got]);
        progress.advance(0, got as u64);
    }
    if remaining > 0 || Stamp::of(&file.metadata().map_err(failed)?) != entry.stamp {
        return Err(changed());
    }
    progress.advance(1, 0);
    Ok(PlannedFile {
        path: entry.path.clone(),
        stamp: entry.stamp,
        crc: crc.finalize(),
        sha256: sha256.finish(),
    })
}

/// 1 TiB, the largest stream.
const MOST_BYTES: u64 = 1 << 40;
const BUFFER: usize = 256 << 10;
