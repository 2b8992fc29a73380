//! Where every byte lies, from names and sizes alone: the one layout that seals, resumes, opens and serves ranges.
//!
//! [`Segments`] lays the plaintext onto the encrypted stream; [`Layout`] lays the bag's members onto the plaintext.
//! Specified in `docs/package-format.md`, "Segments" and "Zip".

use std::ops::Range;

use crypto::segment::{FIRST, HEADER, REST, TAG, WIRE};

use crate::bag;
use crate::zip;

/// How a plaintext of N bytes lies in the encrypted stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    plaintext_len: u64,
    count: u32,
}

impl Segments {
    /// Lays out `plaintext_len` bytes, or `None` when they are none or need more than [`MOST_SEGMENTS`].
    #[must_use]
    pub fn of(plaintext_len: u64) -> Option<Self> {
        let count = 1 + plaintext_len.saturating_sub(FIRST).div_ceil(REST);
        let count = u32::try_from(count).ok().filter(|&n| n <= MOST_SEGMENTS)?;
        (plaintext_len > 0).then_some(Self { plaintext_len, count })
    }

    /// Number of segments n.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Plaintext length N in bytes.
    #[must_use]
    pub fn plaintext_len(&self) -> u64 {
        self.plaintext_len
    }

    /// Length of the stream in bytes: 0x28, salt, prefix, and all segments with their tags.
    #[must_use]
    pub fn ciphertext_len(&self) -> u64 {
        STREAM_HEADER_LEN + self.plaintext_len + TAG_LEN * u64::from(self.count)
    }

    /// The plaintext bytes of segment `index`; empty beyond the last.
    #[must_use]
    pub fn plaintext(&self, index: u32) -> Range<u64> {
        let start = |i: u64| if i == 0 { 0 } else { FIRST + (i - 1) * REST };
        let index = u64::from(index);
        start(index).min(self.plaintext_len)..start(index + 1).min(self.plaintext_len)
    }

    /// The bytes of the stream that travel together as block `index`: the segment, and for block 0 the stream header.
    #[must_use]
    pub fn block(&self, index: u32) -> Range<u64> {
        let start = |i: u64| (i * BLOCK_LEN).min(self.ciphertext_len());
        start(u64::from(index))..start(u64::from(index) + 1)
    }

    /// The block that holds the byte of the stream at `offset`.
    #[must_use]
    pub fn block_at(&self, offset: u64) -> u32 {
        u32::try_from(offset / BLOCK_LEN).unwrap_or(u32::MAX)
    }

    /// The segment that holds the plaintext byte at `offset`.
    #[must_use]
    pub fn containing(&self, offset: u64) -> u32 {
        let index = if offset < FIRST { 0 } else { 1 + (offset - FIRST) / REST };
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// Where the plaintext byte at `offset` lies in the stream, encrypted.
    #[must_use]
    pub fn stream_offset(&self, offset: u64) -> u64 {
        STREAM_HEADER_LEN + offset + TAG_LEN * u64::from(self.containing(offset))
    }
}

/// Where the members of a bag and their zip records lie in the plaintext.
///
/// Members are counted in zip order: `bag-info.txt`, `bagit.txt`, the files, the manifest, the tag manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Offset of each member's local header, and at the end that of the central directory.
    locals: Vec<u64>,
    /// Offset of each member's central header, and at the end that of the end records.
    centrals: Vec<u64>,
}

/// One record or content of the plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The local header of a member.
    Local(usize),
    /// The content of a member.
    Content(usize),
    /// The central header of a member.
    Central(usize),
    /// The three end records.
    End,
}

/// A stretch of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The part it belongs to.
    pub part: Part,
    /// The bytes of the part, counted from the part's begin.
    pub within: Range<u64>,
}

impl Layout {
    /// Lays out a bag of files with these path lengths (inside the folder) and sizes, in path order.
    pub fn new(bag_info_len: u64, prefix_len: u64, files: impl Iterator<Item = (u64, u64)>) -> Self {
        let mut laid = Self { locals: vec![0], centrals: vec![0] };
        laid.push(bag::BAG_INFO.len() as u64, bag_info_len);
        laid.push(bag::BAGIT.len() as u64, bag::BAGIT_TEXT.len() as u64);
        let mut manifest_len = 0;
        for (path_len, size) in files {
            laid.push(prefix_len + path_len, size);
            manifest_len += bag::LINE + prefix_len + path_len;
        }
        laid.push(bag::MANIFEST.len() as u64, manifest_len);
        laid.push(bag::TAG_MANIFEST.len() as u64, bag::TAG_MANIFEST_LEN);
        let directory = laid.central_offset();
        laid.centrals.iter_mut().for_each(|offset| *offset += directory);
        laid
    }

    fn push(&mut self, name_len: u64, size: u64) {
        let last = |offsets: &[u64]| offsets.last().copied().unwrap_or(0);
        self.locals.push(last(&self.locals) + zip::LOCAL + name_len + size);
        self.centrals.push(last(&self.centrals) + zip::CENTRAL + name_len);
    }

    /// Number of members: the files and the four tag files.
    #[must_use]
    pub fn members(&self) -> usize {
        self.locals.len() - 1
    }

    /// Plaintext length N.
    #[must_use]
    pub fn plaintext_len(&self) -> u64 {
        self.end_offset() + zip::END
    }

    /// Offset of the local header of a member.
    #[must_use]
    pub fn local_offset(&self, member: usize) -> u64 {
        self.locals[member]
    }

    /// The bytes of the plaintext that are the content of a member.
    #[must_use]
    pub fn content(&self, member: usize) -> Range<u64> {
        let name_len = self.centrals[member + 1] - self.centrals[member] - zip::CENTRAL;
        self.locals[member] + zip::LOCAL + name_len..self.locals[member + 1]
    }

    /// Where the line of a file, counted from 0, begins in the manifest.
    #[must_use]
    pub fn manifest_line(&self, file: usize) -> u64 {
        let files_before = file as u64;
        self.centrals[FILES_BEGIN + file]
            - self.centrals[FILES_BEGIN]
            - (zip::CENTRAL - bag::LINE) * files_before
    }

    /// The file whose manifest line holds the byte at `offset` of the manifest.
    #[must_use]
    pub fn file_with_line(&self, offset: u64) -> usize {
        let files = self.members() - 4;
        let (mut low, mut high) = (0, files);
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.manifest_line(middle) <= offset { low = middle } else { high = middle }
        }
        low
    }

    /// Offset of the central directory.
    #[must_use]
    pub fn central_offset(&self) -> u64 {
        self.locals[self.members()]
    }

    /// Offset of the end records, which is the end of the central directory.
    #[must_use]
    pub fn end_offset(&self) -> u64 {
        self.centrals[self.members()]
    }

    /// The pieces that make up a stretch of the plaintext, in order.
    pub fn pieces(&self, stretch: Range<u64>) -> impl Iterator<Item = Piece> + '_ {
        let mut at = stretch.start;
        std::iter::from_fn(move || {
            while at < stretch.end.min(self.plaintext_len()) {
                let (part, bounds) = self.part_at(at);
                let within = at - bounds.start..stretch.end.min(bounds.end) - bounds.start;
                at = bounds.end;
                if !within.is_empty() {
                    return Some(Piece { part, within });
                }
            }
            None
        })
    }

    fn part_at(&self, offset: u64) -> (Part, Range<u64>) {
        if offset >= self.end_offset() {
            return (Part::End, self.end_offset()..self.plaintext_len());
        }
        if offset >= self.central_offset() {
            let member = self.centrals.partition_point(|&begin| begin <= offset) - 1;
            return (Part::Central(member), self.centrals[member]..self.centrals[member + 1]);
        }
        let member = self.locals.partition_point(|&begin| begin <= offset) - 1;
        let content = self.content(member);
        if offset < content.start {
            (Part::Local(member), self.locals[member]..content.start)
        } else {
            (Part::Content(member), content)
        }
    }
}

/// Index of the first file among the members, after `bag-info.txt` and `bagit.txt`.
pub const FILES_BEGIN: usize = 2;
/// The most segments of a package: 1 TiB.
pub const MOST_SEGMENTS: u32 = 1 << 20;
/// Length of a whole block of the stream in bytes.
pub const BLOCK_LEN: u64 = WIRE;
/// Length of the stream header in bytes: 0x28, salt, nonce prefix.
pub const STREAM_HEADER_LEN: u64 = HEADER as u64;

const TAG_LEN: u64 = TAG as u64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_count_as_specified() {
        for (len, count) in [(1, 1), (FIRST, 1), (FIRST + 1, 2), (FIRST + REST, 2), (FIRST + REST + 1, 3)] {
            let segments = Segments::of(len).unwrap();
            assert_eq!(segments.count(), count, "{len}");
            assert_eq!(segments.plaintext(count - 1).end, len);
            assert_eq!(segments.block(count - 1).end, segments.ciphertext_len());
            assert_eq!(segments.containing(len - 1), count - 1);
            let last = segments.plaintext(count - 1);
            let block = segments.block(count - 1);
            assert_eq!(segments.stream_offset(last.end - 1) + 1 + TAG_LEN, block.end);
        }
        assert_eq!(Segments::of(0), None);
        let most = FIRST + u64::from(MOST_SEGMENTS - 1) * REST;
        assert_eq!(Segments::of(most).map(|s| s.ciphertext_len()), Some(1 << 40));
        assert_eq!(Segments::of(most + 1), None);
        assert_eq!(Segments::of(u64::MAX), None);
    }

    #[test]
    fn pieces_cover_the_plaintext_without_gap() {
        let layout = Layout::new(90, 10, [(5, 0), (7, 3), (9, 2_000_000)].into_iter());
        assert_eq!(layout.members(), 7);
        let whole = layout.plaintext_len();
        let total: u64 = layout.pieces(0..whole).map(|p| p.within.end - p.within.start).sum();
        assert_eq!(total, whole);
        for start in (0..whole).step_by(997) {
            let end = (start + 1_500).min(whole);
            let sum: u64 = layout.pieces(start..end).map(|p| p.within.end - p.within.start).sum();
            assert_eq!(sum, end - start);
        }
        assert_eq!(layout.manifest_line(0), 0);
        assert_eq!(layout.manifest_line(2), 2 * bag::LINE + 20 + 12);
        let manifest = layout.content(5);
        assert_eq!(manifest.end - manifest.start, layout.manifest_line(3));
    }
}
