//! The head of a segment, as it begins a unidirectional stream of QUIC, or a segment over TCP.
//!
//! ```text
//! 0    4   u32 epoch, big-endian: the one of the session's Offered
//! 4    4   u32 index, big-endian
//! 8   32   SHA-256 of the bytes that follow
//! 40   L   stream[index·2^20 ..] of the package, L = 1 … 2^20; then the end of the stream
//! ```
//!
//! What travels as segment `index` is the piece of the package's stream (from `PO` on) that the package digest hashes as
//! entry `index`: the first one starts with 0x28, salt and nonce prefix, and each ends in its tag.

use std::sync::Arc;

use bytes::Bytes;
use crypto::digest::Sha256Digest;
use tokio::sync::OwnedSemaphorePermit;

/// What stands before the bytes of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentHead {
    /// Epoch of the inbox entry that the segment is meant for.
    pub epoch: u32,
    /// Index of the segment.
    pub index: u32,
    /// SHA-256 of the bytes: the entry of the package digest.
    pub digest: Sha256Digest,
}

impl SegmentHead {
    /// Head for `bytes` at `index`.
    #[must_use]
    pub fn of(epoch: u32, index: u32, bytes: &[u8]) -> Self {
        Self { epoch, index, digest: Sha256Digest::of(bytes) }
    }

    /// The forty bytes on the wire.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; HEAD_LEN] {
        let mut bytes = [0; HEAD_LEN];
        bytes[..4].copy_from_slice(&self.epoch.to_be_bytes());
        bytes[4..8].copy_from_slice(&self.index.to_be_bytes());
        bytes[8..].copy_from_slice(self.digest.as_bytes());
        bytes
    }

    /// Reads the forty bytes; every value is possible here, the session judges them.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; HEAD_LEN]) -> Self {
        let word = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut digest = [0; 32];
        digest.copy_from_slice(&bytes[8..]);
        Self { epoch: word(0), index: word(4), digest: Sha256Digest::from_bytes(digest) }
    }
}

/// Cuts the head from all bytes that came for a segment.
#[cfg(feature = "carrier")]
pub(crate) fn split_head(bytes: Vec<u8>) -> Result<(SegmentHead, Bytes), SegmentError> {
    let Some(head) = bytes.first_chunk::<HEAD_LEN>() else {
        return Err(SegmentError::Short { length: bytes.len() });
    };
    let head = SegmentHead::from_bytes(head);
    Ok((head, Bytes::from(bytes).slice(HEAD_LEN..)))
}

/// A segment as it arrived: head and bytes, not compared yet. Clones share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    head: SegmentHead,
    bytes: Bytes,
    room: Room,
}

impl Segment {
    /// Joins head and bytes.
    ///
    /// # Errors
    /// When there are no bytes.
    pub fn arrived(head: SegmentHead, bytes: impl Into<Bytes>) -> Result<Self, SegmentError> {
        Self::arrived_in(head, bytes, Room::default())
    }

    /// Joins head and bytes that have a place in a pool.
    pub(crate) fn arrived_in(
        head: SegmentHead,
        bytes: impl Into<Bytes>,
        room: Room,
    ) -> Result<Self, SegmentError> {
        let bytes = bytes.into();
        if bytes.is_empty() { Err(SegmentError::Empty) } else { Ok(Self { head, bytes, room }) }
    }

    /// Compares the digest in the head with the bytes.
    ///
    /// # Errors
    /// When it is not theirs.
    pub fn check(self) -> Result<Sound, SegmentError> {
        let (head, digest) = (self.head, Sha256Digest::of(&self.bytes));
        if digest == head.digest { Ok(Sound(self)) } else { Err(SegmentError::Digest { index: head.index }) }
    }

    /// What it says it is.
    #[must_use]
    pub fn head(&self) -> SegmentHead {
        self.head
    }

    /// Its bytes, at most [`MAX_LEN`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A segment whose bytes are those that its head names: the only kind that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound(Segment);

impl Sound {
    /// What it is.
    #[must_use]
    pub fn head(&self) -> SegmentHead {
        self.0.head()
    }

    /// Its bytes, at most [`MAX_LEN`].
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }
}

/// Segments that arrived together, compared with their heads.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// Those whose bytes are right, in the order in which they came.
    pub sound: Vec<Sound>,
    /// Indices in the heads of the others.
    pub damaged: Vec<u32>,
}

impl Checked {
    /// Hashes the segments side by side: with 8 or more at once that costs a fraction of [`Segment::check`].
    #[must_use]
    pub fn of(segments: Vec<Segment>) -> Self {
        let digests = Sha256Digest::of_each(&segments.iter().map(Segment::bytes).collect::<Vec<_>>());
        let mut checked = Self { sound: Vec::with_capacity(segments.len()), damaged: Vec::new() };
        for (segment, digest) in segments.into_iter().zip(digests) {
            if digest == segment.head.digest {
                checked.sound.push(Sound(segment));
            } else {
                checked.damaged.push(segment.head.index);
            }
        }
        checked
    }
}

/// A place in the pool of segment memory; it is free again when the last copy of its segment is gone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Room(#[expect(dead_code, reason = "held for its drop")] Option<Arc<OwnedSemaphorePermit>>);

impl From<OwnedSemaphorePermit> for Room {
    fn from(permit: OwnedSemaphorePermit) -> Self {
        Self(Some(Arc::new(permit)))
    }
}

/// Where bytes lie makes no difference to what they are.
impl PartialEq for Room {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Room {}

/// Why what came on a stream is no segment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// The stream ended inside the head.
    #[error("stream of {length} bytes is too short for a segment")]
    Short {
        /// Bytes that came.
        length: usize,
    },
    /// No bytes after the head.
    #[error("segment without bytes")]
    Empty,
    /// More bytes than a segment can have.
    #[error("segment longer than {MAX_LEN} bytes")]
    Long,
    /// The bytes are not those that the head names.
    #[error("segment {index}: bytes and digest differ")]
    Digest {
        /// Index of the segment.
        index: u32,
    },
}

/// Length in bytes of the head.
pub const HEAD_LEN: usize = 40;

/// Greatest number of bytes of a segment after its head.
pub const MAX_LEN: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_comes_back_from_its_forty_bytes() {
        let head = SegmentHead::of(7, 1 << 19, b"content");
        let bytes = head.to_bytes();
        assert_eq!(&bytes[..8], &[0, 0, 0, 7, 0, 8, 0, 0]);
        assert_eq!(SegmentHead::from_bytes(&bytes), head);
    }

    #[test]
    fn other_bytes_than_the_digest_names_are_refused() {
        let head = SegmentHead::of(1, 4, b"content");
        let check = |bytes: &'static [u8]| Segment::arrived(head, bytes)?.check();
        assert_eq!(check(b"content").unwrap().head(), head);
        assert_eq!(check(b"Content"), Err(SegmentError::Digest { index: 4 }));
        assert_eq!(check(b""), Err(SegmentError::Empty));
    }

    #[test]
    fn of_several_segments_only_the_wrong_ones_are_refused() {
        let contents: Vec<Vec<u8>> = (0..20).map(|index| vec![index; 1000 + usize::from(index)]).collect();
        for wrong in [&[][..], &[0], &[7, 8, 19], &(0..20).collect::<Vec<u32>>()] {
            let segments = (0..).zip(&contents).map(|(index, bytes)| {
                let said = if wrong.contains(&index) { &bytes[1..] } else { bytes };
                Segment::arrived(SegmentHead::of(1, index, said), bytes.clone()).unwrap()
            });
            let Checked { sound, damaged } = Checked::of(segments.collect());
            assert_eq!(damaged, wrong);
            let right: Vec<u32> = (0..20).filter(|index| !wrong.contains(index)).collect();
            assert_eq!(sound.iter().map(|segment| segment.head().index).collect::<Vec<_>>(), right);
            for segment in sound {
                assert_eq!(segment.bytes(), contents[segment.head().index as usize]);
            }
        }
    }
}
