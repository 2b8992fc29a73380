//! One package on its way in: positional writes, then a sync, then the journal, then a sync, and only then the proof.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::file::File;
use durable::folder;
use durable::journal::JournalError;
use package::layout::Segments;
use transfer::segment::Sound;

use super::journal::Record;

/// An open entry. One session writes to it at a time.
#[derive(Debug)]
pub struct Entry {
    folder: PathBuf,
    package: File,
    record: Record,
    payload_offset: u64,
    segments: Segments,
}

/// Segments that are on the disk and in the journal: the only thing from which an acknowledgement is made.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Durable {
    indices: Vec<u32>,
}

impl Durable {
    /// Returns the segments' indices in the order they were written.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }
}

/// All segments are durable and the file has its length: the proof that delivery demands.
#[derive(Debug)]
#[must_use]
pub struct Complete {
    /// The file, if it is still in the inbox and not already in the store.
    pub package: Option<PathBuf>,
    /// SHA-256 of each segment, in order.
    pub digests: Vec<Sha256Digest>,
}

/// An entry that cannot be opened or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// A file call failed; nothing of what was being written counts.
    #[error(transparent)]
    File(#[from] FileError),
    /// The journal could not be read or written; nothing of what was being written counts.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A segment has no place in this package; nothing was written.
    #[error("segment {index} of {found} bytes has no place in this package")]
    Misplaced {
        /// Its index.
        index: u32,
        /// Its length.
        found: usize,
    },
}

impl EntryError {
    /// Returns true if the disk was full.
    pub fn is_full(&self) -> bool {
        match self {
            Self::File(e) | Self::Journal(JournalError::File(e)) => e.is_full(),
            Self::Journal(_) | Self::Misplaced { .. } => false,
        }
    }
}

/// What lies in an entry's folder.
#[derive(Debug)]
pub enum Found {
    /// The package is still arriving, or has not begun to.
    Arriving(Entry),
    /// Everything had arrived and the file is in the store already: a crash came before the registry knew.
    Adopted(Complete),
}

impl Found {
    /// Opens an entry, new or as a crash left it. `head` is the clear part, bytes `0 .. PO` of the package.
    ///
    /// # Errors
    /// [`EntryError`]; nothing counts that was not durable before.
    pub fn open(folder: &Path, head: &[u8], segments: Segments) -> Result<Self, EntryError> {
        match adopted(folder, &segments)? {
            Some(complete) => Ok(Self::Adopted(complete)),
            None => Entry::open(folder, head, segments).map(Self::Arriving),
        }
    }
}

impl Entry {
    fn open(folder: &Path, head: &[u8], segments: Segments) -> Result<Self, EntryError> {
        folder::create(folder)?;
        let package = File::open_or_create(&folder.join(PACKAGE))?;
        if !begins_with(&package, head)? {
            package.write_at(head, 0)?;
            package.sync_all()?;
            folder::sync(folder)?;
        }
        // Only now: a journal that names segments stands beside a package that has its head.
        let record = Record::open(&folder.join(JOURNAL), segments.count())?;
        let folder = folder.to_owned();
        Ok(Self { folder, package, record, payload_offset: head.len() as u64, segments })
    }

    /// Writes a group of segments and makes it durable. A group costs two syncs, however large it is.
    ///
    /// # Errors
    /// [`EntryError`]: no segment of the group counts, and all of them must come again.
    pub fn keep(&mut self, group: &[Sound]) -> Result<Durable, EntryError> {
        for segment in group {
            let offset = self.payload_offset + self.place(segment)?.start;
            self.package.write_at(segment.bytes(), offset)?;
        }
        self.package.sync_data()?;
        let digest = |segment: &Sound| segment.head().digest;
        let noted: Vec<_> = group.iter().map(|s| (s.head().index, digest(s))).collect();
        self.record.note(&noted)?;
        Ok(Durable { indices: noted.into_iter().map(|(index, _)| index).collect() })
    }

    /// Where a segment lies in the stream, if its index and length are those of one of this package.
    fn place(&self, segment: &Sound) -> Result<Range<u64>, EntryError> {
        let (index, found) = (segment.head().index, segment.bytes().len());
        let block = self.segments.block(index);
        if index < self.segments.count() && block.end - block.start == found as u64 {
            Ok(block)
        } else {
            Err(EntryError::Misplaced { index, found })
        }
    }

    /// Returns which segments are durable, by index.
    pub fn have(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(self.record.digests()).filter(|(_, digest)| digest.is_some()).map(|(index, _)| index)
    }

    /// Returns the bytes of the package that are durable, the head not counted.
    pub fn received(&self) -> u64 {
        self.have().map(|index| self.segments.block(index)).map(|block| block.end - block.start).sum()
    }

    /// Closes the entry when every segment is durable, with the file synced whole; otherwise returns `None`.
    ///
    /// # Errors
    /// [`EntryError`], when the last sync fails: what was durable before still is.
    pub fn complete(&self) -> Result<Option<Complete>, EntryError> {
        let Some(digests) = self.record.digests().iter().copied().collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let expected = self.payload_offset + self.segments.ciphertext_len();
        if self.package.length()? != expected {
            self.package.set_length(expected)?;
        }
        self.package.sync_all()?;
        Ok(Some(Complete { package: Some(self.folder.join(PACKAGE)), digests }))
    }
}

/// Every segment is in the journal, and the file is gone: it was renamed into the store.
fn adopted(folder: &Path, segments: &Segments) -> Result<Option<Complete>, EntryError> {
    let journal = folder.join(JOURNAL);
    if folder.join(PACKAGE).exists() || !journal.exists() {
        return Ok(None);
    }
    let record = Record::open(&journal, segments.count())?;
    let digests = record.digests().iter().copied().collect::<Option<Vec<_>>>();
    Ok(digests.map(|digests| Complete { package: None, digests }))
}

/// Returns the bytes that the journal in `folder` says are durable, without reading it: for reckoning space.
pub fn received_about(folder: &Path) -> u64 {
    let length = std::fs::metadata(folder.join(JOURNAL)).map_or(0, |found| found.len());
    length.saturating_sub(JOURNAL_HEAD) / JOURNAL_RECORD * SEGMENT
}

fn begins_with(file: &File, head: &[u8]) -> Result<bool, FileError> {
    if file.length()? < head.len() as u64 {
        return Ok(false);
    }
    let mut found = vec![0; head.len()];
    file.read_at(&mut found, 0)?;
    Ok(found == head)
}

pub(super) const PACKAGE: &str = "package";
pub(super) const JOURNAL: &str = "journal";
/// Bytes of a journal before its records, and of a record with its frame.
const JOURNAL_HEAD: u64 = 8;
const JOURNAL_RECORD: u64 = 8 + 36;
/// Bytes of a whole segment.
const SEGMENT: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crypto::digest::Sha256Digest;
    use package::layout::Segments;
    use transfer::segment::{Segment, SegmentHead, Sound};

    use super::{Entry, EntryError, Found};

    fn block(segments: &Segments, index: u32) -> Vec<u8> {
        let range = segments.block(index);
        vec![u8::try_from(index).unwrap() + 1; usize::try_from(range.end - range.start).unwrap()]
    }

    fn arrived(index: u32, bytes: Vec<u8>) -> Sound {
        Segment::arrived(SegmentHead::of(1, index, &bytes), bytes).unwrap().check().unwrap()
    }

    fn segment(segments: &Segments, index: u32) -> Sound {
        arrived(index, block(segments, index))
    }

    fn arriving(folder: &Path, segments: Segments) -> Entry {
        match Found::open(folder, HEAD, segments).unwrap() {
            Found::Arriving(entry) => entry,
            Found::Adopted(_) => panic!("the package is still here"),
        }
    }

    const HEAD: &[u8] = &[7; 4096];

    #[test]
    fn segments_land_in_any_order_and_are_remembered() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("CDE-2026-000001/1");
        let segments = Segments::of(3_000_000).unwrap();
        let mut entry = arriving(&folder, segments);
        assert_eq!(entry.keep(&[segment(&segments, 2)]).unwrap().indices(), [2]);
        assert!(entry.complete().unwrap().is_none());
        drop(entry);

        let mut entry = arriving(&folder, segments);
        assert_eq!(entry.have().collect::<Vec<_>>(), [2]);
        assert_eq!(entry.keep(&[segment(&segments, 1), segment(&segments, 0)]).unwrap().indices(), [1, 0]);
        assert_eq!(entry.received(), segments.ciphertext_len());
        let complete = entry.complete().unwrap().unwrap();
        let bytes = std::fs::read(complete.package.unwrap()).unwrap();
        assert_eq!(bytes.len() as u64, 4096 + segments.ciphertext_len());
        for index in 0..segments.count() {
            let range = segments.block(index);
            let (start, end) = (usize::try_from(range.start).unwrap(), usize::try_from(range.end).unwrap());
            assert!(bytes[4096 + start..4096 + end] == block(&segments, index), "segment {index}");
        }
        assert_eq!(complete.digests[1], Sha256Digest::of(&block(&segments, 1)));
    }

    #[test]
    fn a_package_already_in_the_store_is_recognised() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("n/1");
        let segments = Segments::of(10).unwrap();
        let mut entry = arriving(&folder, segments);
        let _ = entry.keep(&[segment(&segments, 0)]).unwrap();
        std::fs::remove_file(folder.join("package")).unwrap();
        let Found::Adopted(complete) = Found::open(&folder, HEAD, segments).unwrap() else { panic!() };
        assert!(complete.package.is_none());
        assert_eq!(complete.digests.len(), 1);
    }

    #[test]
    fn a_segment_of_another_length_or_index_is_not_written() {
        let top = tempfile::tempdir().unwrap();
        let segments = Segments::of(3_000_000).unwrap();
        let mut entry = arriving(&top.path().join("n/1"), segments);
        for wrong in [arrived(0, vec![1; 9]), arrived(2, block(&segments, 1)), arrived(3, vec![1])] {
            assert!(matches!(entry.keep(&[wrong]).unwrap_err(), EntryError::Misplaced { .. }));
        }
        assert_eq!(entry.have().count(), 0);
    }
}
