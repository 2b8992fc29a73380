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
pub(crate) fn split_head(mut bytes: Vec<u8>) -> Result<(SegmentHead, Vec<u8>), SegmentError> {
    let Some(head) = bytes.first_chunk::<HEAD_LEN>() else {
        return Err(SegmentError::Short { length: bytes.len() });
    };
    let head = SegmentHead::from_bytes(head);
    bytes.drain(..HEAD_LEN);
    Ok((head, bytes))
}

/// A segment as it arrived: head and bytes, its digest checked. Clones share the bytes.
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
    /// When there are no bytes, or the digest in the head is not theirs.
    pub fn checked(head: SegmentHead, bytes: Vec<u8>) -> Result<Self, SegmentError> {
        Self::checked_in(head, bytes, Room::default())
    }

    /// Joins head and bytes that have a place in a pool.
    pub(crate) fn checked_in(head: SegmentHead, bytes: Vec<u8>, room: Room) -> Result<Self, SegmentError> {
        if bytes.is_empty() {
            return Err(SegmentError::Empty);
        }
        if Sha256Digest::of(&bytes) != head.digest {
            return Err(SegmentError::Digest { index: head.index });
        }
        Ok(Self { head, bytes: bytes.into(), room })
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
        assert_eq!(Segment::checked(head, b"content".to_vec()).unwrap().head(), head);
        assert_eq!(Segment::checked(head, b"Content".to_vec()), Err(SegmentError::Digest { index: 4 }));
        assert_eq!(Segment::checked(head, Vec::new()), Err(SegmentError::Empty));
    }
}
