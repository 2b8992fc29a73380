//! The segments of an accepted offer, as they come in.

use std::collections::BTreeSet;

use crate::bitmap::Bitmap;
use crate::segment::{MAX_LEN, Segment};

/// The segments of an accepted offer.
#[derive(Debug)]
pub(super) struct Inflow {
    pub(super) epoch: u32,
    pub(super) stream_len: u64,
    pub(super) durable: Bitmap,
    pub(super) pending: BTreeSet<u32>,
}

impl Inflow {
    /// Whether epoch, index and length are those of a segment of this package.
    pub(super) fn admits(&self, segment: &Segment) -> bool {
        let head = segment.head();
        let full = u64::try_from(MAX_LEN).unwrap_or(u64::MAX);
        let rest = self.stream_len.saturating_sub(u64::from(head.index) * full);
        let length = u64::try_from(segment.bytes().len()).unwrap_or(u64::MAX);
        head.epoch == self.epoch && head.index < self.durable.length() && length == rest.min(full)
    }
}
