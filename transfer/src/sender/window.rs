//! Which segments are durable, which are on their way, which come next.

use std::collections::BTreeSet;

use crate::bitmap::{Bitmap, indices};
use crate::message::part::Span;

/// The state of all segments of one session.
#[derive(Debug)]
pub(super) struct Window {
    epoch: u32,
    durable: Bitmap,
    in_flight: BTreeSet<u32>,
    at_hand: BTreeSet<u32>,
    enough: bool,
    cursor: u32,
}

impl Window {
    pub(super) fn resume(epoch: u32, durable: Bitmap) -> Self {
        Self {
            epoch,
            durable,
            in_flight: BTreeSet::new(),
            at_hand: BTreeSet::new(),
            enough: false,
            cursor: 0,
        }
    }

    pub(super) fn epoch(&self) -> u32 {
        self.epoch
    }

    pub(super) fn durable(&self) -> u32 {
        self.durable.present()
    }

    /// Whether segments that were handed over are not durable yet.
    pub(super) fn is_waited_for(&self) -> bool {
        self.in_flight.difference(&self.at_hand).next().is_some()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.durable.is_full()
    }

    /// Takes the next segment to send, if neither limit is reached. After `at_hand` in hand none is taken until half of them
    /// are handed over: so they are asked for several at a time, and the driver can seal them together.
    pub(super) fn take(&mut self, window: usize, at_hand: usize) -> Option<u32> {
        self.enough = self.at_hand.len() >= if self.enough { at_hand / 2 + 1 } else { at_hand };
        if self.enough || self.in_flight.len() >= window {
            return None;
        }
        loop {
            let index = self.durable.next_missing(self.cursor)?;
            self.cursor = index + 1;
            if self.in_flight.insert(index) {
                self.at_hand.insert(index);
                return Some(index);
            }
        }
    }

    /// The driver no longer holds the segment's bytes.
    pub(super) fn handed_over(&mut self, index: u32) {
        self.at_hand.remove(&index);
    }

    /// Marks runs as durable; `None` when one lies outside the package.
    pub(super) fn settle(&mut self, spans: &[Span]) -> Option<u32> {
        let mut fresh = 0;
        for span in spans {
            for index in indices(*span, self.durable.length())? {
                self.in_flight.remove(&index);
                fresh += u32::from(self.durable.insert(index));
            }
        }
        Some(fresh)
    }

    /// Marks runs as lost; `None` when one lies outside the package.
    pub(super) fn reopen(&mut self, spans: &[Span]) -> Option<u32> {
        let mut lost = 0;
        for span in spans {
            for index in indices(*span, self.durable.length())? {
                self.durable.remove(index);
                self.in_flight.remove(&index);
                self.cursor = self.cursor.min(index);
                lost += 1;
            }
        }
        Some(lost)
    }
}
