//! What the file bytes in each segment were, as a digest, taken while files are read side by side and in any order.
//!
//! A segment mostly has bytes of several files. Each part is hashed with BLAKE3 as it comes; the digest of the segment
//! is the BLAKE3 of the digests of its parts, in their order. So no byte waits for another: only digests do.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crypto::digest::{Blake3, Blake3Digest};

use crate::layout::Segments;

/// Gathers parts of segments.
pub(super) struct Reads {
    segments: Segments,
    /// File bytes that each segment has.
    lengths: Vec<u64>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    digests: HashMap<u32, Blake3Digest>,
    /// Parts of segments that have not all of theirs, by where they begin.
    waiting: HashMap<u32, BTreeMap<u64, Part>>,
}

struct Part {
    length: u64,
    digest: Blake3Digest,
}

/// The digest of a segment from those of its parts.
#[derive(Default)]
pub(crate) struct Parts(Blake3);

impl Parts {
    /// Adds the digest of the next part.
    pub(crate) fn push(&mut self, digest: &Blake3Digest) {
        self.0.update(digest.as_bytes());
    }

    /// The digest of the segment.
    pub(crate) fn finish(self) -> Blake3Digest {
        self.0.finish()
    }
}

impl Reads {
    /// Expects the bytes of files that lie at `contents` of the plaintext.
    pub(super) fn new(segments: Segments, contents: impl Iterator<Item = Range<u64>>) -> Self {
        let mut lengths = vec![0; segments.count() as usize];
        for content in contents {
            for (segment, part) in parts(&segments, content) {
                lengths[segment as usize] += part.end - part.start;
            }
        }
        Self { segments, lengths, state: Mutex::default() }
    }

    /// Begins a file whose bytes lie there.
    pub(super) fn begin(&self, content: Range<u64>) -> Content<'_> {
        Content {
            reads: self,
            begin: content.start,
            at: content.start,
            end: content.end,
            part: Blake3::new(),
        }
    }

    /// Ends with the digest of each segment; none when bytes are missing.
    pub(super) fn finish(self) -> Option<Vec<Blake3Digest>> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let digest = |(segment, length): (u32, &u64)| match length {
            0 => Some(Parts::default().finish()),
            _ => state.digests.get(&segment).copied(),
        };
        (0..).zip(&self.lengths).map(digest).collect()
    }

    /// Takes a part of a segment, which begins at `offset`.
    fn take(&self, offset: u64, part: Part) {
        let segment = self.segments.containing(offset);
        let length = self.lengths[segment as usize];
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = state.waiting.entry(segment).or_default();
        parts.insert(offset, part);
        if parts.values().map(|part| part.length).sum::<u64>() < length {
            return;
        }
        let mut all = Parts::default();
        parts.values().for_each(|part| all.push(&part.digest));
        state.waiting.remove(&segment);
        state.digests.insert(segment, all.finish());
    }
}

/// The bytes of one file, as they come.
pub(super) struct Content<'a> {
    reads: &'a Reads,
    /// Where the part begins that is being read.
    begin: u64,
    at: u64,
    end: u64,
    part: Blake3,
}

impl Content<'_> {
    /// Takes the next bytes. Those beyond the length that the layout was made for are left out: the file has grown,
    /// which its stamp will say.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.at < self.end {
            let segment = self.reads.segments.containing(self.begin);
            let until = self.reads.segments.plaintext(segment).end.min(self.end);
            let room = usize::try_from(until - self.at).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.part.update(now);
            self.at += now.len() as u64;
            bytes = later;
            if self.at == until {
                self.hand_over();
            }
        }
    }

    /// Tells whether all bytes have come.
    pub(super) fn is_whole(&self) -> bool {
        self.at == self.end
    }

    fn hand_over(&mut self) {
        let digest = std::mem::take(&mut self.part).finish();
        self.reads.take(self.begin, Part { length: self.at - self.begin, digest });
        self.begin = self.at;
    }
}

/// Cuts a stretch of the plaintext at the segments' bounds.
fn parts(segments: &Segments, stretch: Range<u64>) -> impl Iterator<Item = (u32, Range<u64>)> {
    let mut at = stretch.start;
    std::iter::from_fn(move || {
        let segment = segments.containing(at);
        let part = at..segments.plaintext(segment).end.min(stretch.end);
        at = part.end;
        (!part.is_empty()).then_some((segment, part))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crypto::digest::Blake3Digest;

    use super::{Parts, Reads};
    use crate::layout::Segments;

    fn content(range: &std::ops::Range<u64>) -> Vec<u8> {
        range.clone().map(|offset| (offset % 251) as u8).collect()
    }

    /// The digests by the documented rule, from the whole plaintext.
    fn in_order(segments: Segments, files: &[std::ops::Range<u64>]) -> Vec<Blake3Digest> {
        let mut all: BTreeMap<u32, Parts> = (0..segments.count()).map(|n| (n, Parts::default())).collect();
        for file in files {
            let mut parts: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
            for (offset, byte) in file.clone().zip(content(file)) {
                parts.entry(segments.containing(offset)).or_default().push(byte);
            }
            for (segment, part) in parts {
                all.get_mut(&segment).unwrap().push(&Blake3Digest::of(&part));
            }
        }
        all.into_values().map(Parts::finish).collect()
    }

    #[test]
    fn files_that_end_in_any_order_give_the_digests_of_one_pass() {
        let segments = Segments::of(4_500_000).unwrap();
        let files = [100..100, 150..1_000, 1_100..900_000, 900_100..2_097_152, 2_097_200..3_300_000];
        let expected = in_order(segments, &files);
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 3, 1]] {
            let reads = Reads::new(segments, files.iter().cloned());
            let mut open: Vec<_> =
                order.map(|file| (reads.begin(files[file].clone()), content(&files[file]))).into();
            // two at a time, in pieces of different lengths
            for (content, bytes) in &mut open {
                let (first, rest) = bytes.split_at(bytes.len() / 3);
                content.update(first);
                rest.chunks(70_001).for_each(|piece| content.update(piece));
                assert!(content.is_whole());
            }
            drop(open);
            assert_eq!(reads.finish().unwrap(), expected);
        }
    }

    #[test]
    fn a_file_that_is_short_leaves_no_digest_and_one_that_grew_moves_nothing() {
        let segments = Segments::of(3_000).unwrap();
        let files = [0..1_000, 1_000..2_000];
        let reads = Reads::new(segments, files.iter().cloned());
        reads.begin(0..1_000).update(&content(&(0..1_000)));
        let mut short = reads.begin(1_000..2_000);
        short.update(&[0; 999]);
        assert!(!short.is_whole());
        assert_eq!(reads.finish(), None);

        let reads = Reads::new(segments, files.iter().cloned());
        reads.begin(1_000..2_000).update(&content(&(1_000..2_000)));
        let mut grown = reads.begin(0..1_000);
        grown.update(&content(&(0..1_007)));
        assert!(grown.is_whole());
        assert_eq!(reads.finish().unwrap(), in_order(segments, &files));
    }
}
