//! BLAKE3 of the file bytes in each segment, taken as files are read side by side.
//!
//! Most segments have bytes of several files, which end at different times: parts wait here until their segment has all
//! of its own. Files are begun in order, so only the segments at the edges of those under way wait.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    waiting: HashMap<u32, BTreeMap<u64, Vec<u8>>>,
    /// A file was not read whole, so no plan comes of it, and nothing needs to wait.
    given_up: bool,
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
        Content { reads: self, at: content.start, end: content.end, part: Vec::new() }
    }

    /// Forgets what waits: a file was not read whole.
    pub(super) fn give_up(&self) {
        let mut state = self.state();
        state.given_up = true;
        state.waiting.clear();
    }

    /// Ends with the digest of each segment; none when bytes are missing.
    pub(super) fn finish(self) -> Option<Vec<Blake3Digest>> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let digest = |(segment, length): (u32, &u64)| match length {
            0 => Some(Blake3Digest::of(&[])),
            _ => state.digests.get(&segment).copied(),
        };
        (0..).zip(&self.lengths).map(digest).collect()
    }

    /// Takes a part of a segment, which lies at `offset`.
    fn take(&self, offset: u64, part: Vec<u8>) {
        let segment = self.segments.containing(offset);
        let length = self.lengths[segment as usize];
        let Some(parts) = self.complete(segment, length, offset, part) else { return };
        let mut hasher = Blake3::new();
        parts.values().for_each(|part| hasher.update(part));
        self.state().digests.insert(segment, hasher.finish());
    }

    /// Puts the part to those of its segment, and gives them all when none is missing.
    fn complete(
        &self,
        segment: u32,
        length: u64,
        offset: u64,
        part: Vec<u8>,
    ) -> Option<BTreeMap<u64, Vec<u8>>> {
        let mut state = self.state();
        if state.given_up {
            return None;
        }
        let parts = state.waiting.entry(segment).or_default();
        parts.insert(offset, part);
        let have: u64 = parts.values().map(|part| part.len() as u64).sum();
        if have < length { None } else { state.waiting.remove(&segment) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of one file, as they come.
pub(super) struct Content<'a> {
    reads: &'a Reads,
    at: u64,
    end: u64,
    part: Vec<u8>,
}

impl Content<'_> {
    /// Takes the next bytes. Those beyond the length that the layout was made for are left out: the file has grown,
    /// which its stamp will say.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.next() < self.end {
            let segment = self.reads.segments.containing(self.at);
            let until = self.reads.segments.plaintext(segment).end.min(self.end);
            let room = usize::try_from(until - self.next()).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.part.extend_from_slice(now);
            bytes = later;
            if self.next() == until {
                self.hand_over();
            }
        }
    }

    /// Tells whether all bytes have come.
    pub(super) fn is_whole(&self) -> bool {
        self.at == self.end
    }

    fn next(&self) -> u64 {
        self.at + self.part.len() as u64
    }

    fn hand_over(&mut self) {
        let part = std::mem::take(&mut self.part);
        let offset = self.at;
        self.at += part.len() as u64;
        self.reads.take(offset, part);
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

    use crypto::digest::{Blake3, Blake3Digest};

    use super::Reads;
    use crate::layout::Segments;

    fn content(range: &std::ops::Range<u64>) -> Vec<u8> {
        range.clone().map(|offset| (offset % 251) as u8).collect()
    }

    /// The digests by a single pass in order.
    fn in_order(segments: Segments, files: &[std::ops::Range<u64>]) -> Vec<Blake3Digest> {
        let mut hashers: BTreeMap<u32, Blake3> = (0..segments.count()).map(|n| (n, Blake3::new())).collect();
        for file in files {
            for (offset, byte) in file.clone().zip(content(file)) {
                hashers.get_mut(&segments.containing(offset)).unwrap().update(&[byte]);
            }
        }
        hashers.into_values().map(Blake3::finish).collect()
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

    #[test]
    fn nothing_waits_once_a_file_has_failed() {
        let segments = Segments::of(3_000).unwrap();
        let reads = Reads::new(segments, [0..1_000, 1_000..2_000].into_iter());
        reads.begin(0..1_000).update(&[1; 1_000]);
        reads.give_up();
        reads.begin(1_000..2_000).update(&[1; 1_000]);
        assert!(reads.state().waiting.is_empty() && reads.state().digests.is_empty());
    }
}
