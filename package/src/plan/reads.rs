//! BLAKE3 of the file bytes in each segment.

use crypto::digest::{Blake3, Blake3Digest};

use crate::layout::Segments;

/// Takes file bytes at rising offsets of the plaintext and cuts them at the segments' bounds.
pub(super) struct Reads {
    segments: Segments,
    at: u64,
    hasher: Blake3,
    digests: Vec<Blake3Digest>,
}

impl Reads {
    pub(super) fn new(segments: Segments) -> Self {
        Self { segments, at: 0, hasher: Blake3::new(), digests: Vec::new() }
    }

    /// Passes over headers, which are not file bytes.
    pub(super) fn seek(&mut self, offset: u64) {
        self.at = offset;
        self.close_until(self.segments.containing(offset));
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let segment = self.segments.containing(self.at);
            self.close_until(segment);
            let room = self.segments.plaintext(segment).end - self.at;
            let (now, later) = bytes.split_at(usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len()));
            self.hasher.update(now);
            self.at += now.len() as u64;
            bytes = later;
        }
    }

    pub(super) fn finish(mut self) -> Vec<Blake3Digest> {
        self.close_until(self.segments.count());
        self.digests
    }

    fn close_until(&mut self, segment: u32) {
        while (self.digests.len() as u64) < u64::from(segment) {
            self.digests.push(std::mem::take(&mut self.hasher).finish());
        }
    }
}
