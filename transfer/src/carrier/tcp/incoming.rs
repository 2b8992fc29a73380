//! Segments that come in over TCP, one after another, never more than there is room for.
//!
//! A segment is collected in memory of its own, which grows with what has arrived: a peer that sends a byte a second costs
//! that byte. Room is given to begin segments, and given anew as whole ones are taken: so the reader never has to stop for a
//! segment, and no message waits behind one that nobody takes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::trunk::Trunk;
use crate::carrier::link::LinkError;
use crate::segment::{HEAD_LEN, MAX_LEN, SegmentError, SegmentHead, split_head};

/// A whole segment as it came, nothing checked.
pub(in crate::carrier) type Raw = Result<(SegmentHead, Bytes), SegmentError>;

/// How segments are to be received.
#[derive(Debug, Clone, Copy)]
pub(in crate::carrier) struct Incoming {
    /// So many may have come and not be taken yet.
    pub(in crate::carrier) room: u32,
    /// Time in which a segment must be whole once it has begun.
    pub(in crate::carrier) patience: Duration,
}

impl Incoming {
    /// None at all: for a client.
    pub(in crate::carrier) const NONE: Self = Self { room: 0, patience: Duration::ZERO };

    pub(super) fn begin(self) -> (Arriving, Granted, mpsc::UnboundedReceiver<Raw>) {
        let granted = Arc::new(watch::Sender::new(self.room));
        // Without bound, for room bounds what is in it.
        let (whole, raws) = mpsc::unbounded_channel();
        let arriving = Arriving {
            under_way: UnderWay::Nothing,
            begun: 0,
            granted: granted.subscribe(),
            whole,
            patience: self.patience,
            deadline: None,
        };
        (arriving, granted, raws)
    }
}

/// Segments that may be begun since the connection stands.
pub(super) type Granted = Arc<watch::Sender<u32>>;

/// The reader's side: puts segments together.
#[derive(Debug)]
pub(super) struct Arriving {
    under_way: UnderWay,
    begun: u32,
    granted: watch::Receiver<u32>,
    whole: mpsc::UnboundedSender<Raw>,
    patience: Duration,
    deadline: Option<Instant>,
}

#[derive(Debug)]
enum UnderWay {
    Nothing,
    Segment(Vec<u8>),
    /// It was too long, and was reported.
    Passed,
}

impl Arriving {
    /// Until when the segment under way must be whole.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Takes bytes of a segment.
    pub(super) fn piece(&mut self, piece: &[u8], now: Instant) -> Result<(), Misplaced> {
        if matches!(self.under_way, UnderWay::Nothing) {
            self.begin(now)?;
        }
        let UnderWay::Segment(bytes) = &mut self.under_way else { return Ok(()) };
        if bytes.len() + piece.len() > HEAD_LEN + MAX_LEN {
            self.under_way = UnderWay::Passed;
            self.give(Err(SegmentError::Long));
            return Ok(());
        }
        if !bytes.is_empty() && bytes.len() + piece.len() > bytes.capacity() {
            bytes.reserve_exact(HEAD_LEN + MAX_LEN - bytes.len());
        }
        bytes.extend_from_slice(piece);
        Ok(())
    }

    /// The segment under way is whole.
    pub(super) fn end(&mut self) -> Result<(), Misplaced> {
        self.deadline = None;
        match std::mem::replace(&mut self.under_way, UnderWay::Nothing) {
            UnderWay::Nothing => return Err(Misplaced::NoSegment),
            UnderWay::Segment(bytes) => self.give(split_head(bytes)),
            UnderWay::Passed => {}
        }
        Ok(())
    }

    /// The segment under way is given up. Its room is not given anew: who gives up often has to connect again.
    pub(super) fn lost(&mut self) -> Result<(), Misplaced> {
        self.deadline = None;
        match std::mem::replace(&mut self.under_way, UnderWay::Nothing) {
            UnderWay::Nothing => Err(Misplaced::NoSegment),
            UnderWay::Segment(_) | UnderWay::Passed => Ok(()),
        }
    }

    fn begin(&mut self, now: Instant) -> Result<(), Misplaced> {
        if self.begun >= *self.granted.borrow() {
            return Err(Misplaced::NoRoom);
        }
        self.begun += 1;
        self.under_way = UnderWay::Segment(Vec::new());
        self.deadline = Some(now + self.patience);
        Ok(())
    }

    fn give(&self, raw: Raw) {
        // Nobody takes segments any more when the session has ended.
        let _ = self.whole.send(raw);
    }
}

/// A frame of a segment that is not allowed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misplaced {
    #[error("a segment was begun without room for it")]
    NoRoom,
    #[error("a segment ended that was not begun")]
    NoSegment,
}

/// The session's side: where whole segments come from.
#[derive(Debug)]
pub(in crate::carrier) struct Segments {
    raws: mpsc::UnboundedReceiver<Raw>,
    granted: Granted,
    trunk: Trunk,
}

/// The place that a segment had among the unread; it is free for another one when this is given back.
#[derive(Debug)]
pub(in crate::carrier) struct Place(Granted);

impl Place {
    /// The segment is unread no longer.
    pub(in crate::carrier) fn give_back(self) {
        self.0.send_modify(|granted| *granted = granted.saturating_add(1));
    }
}

impl Segments {
    pub(super) fn new(raws: mpsc::UnboundedReceiver<Raw>, granted: Granted, trunk: Trunk) -> Self {
        Self { raws, granted, trunk }
    }

    /// The next whole segment and its place. Cancel safe.
    pub(in crate::carrier) async fn next(&mut self) -> Result<(Raw, Place), LinkError> {
        match self.raws.recv().await {
            Some(raw) => Ok((raw, Place(Arc::clone(&self.granted)))),
            None => Err(self.trunk.why()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(600);

    fn begin(room: u32) -> (Arriving, Granted, mpsc::UnboundedReceiver<Raw>) {
        Incoming { room, patience: PATIENCE }.begin()
    }

    #[test]
    fn a_segment_comes_from_its_pieces() {
        let (mut arriving, _, mut raws) = begin(1);
        let (bytes, now) = (vec![7; 100_000], Instant::now());
        let head = SegmentHead::of(1, 2, &bytes);
        let wire = [&head.to_bytes()[..], &bytes].concat();
        for piece in wire.chunks(40_000) {
            arriving.piece(piece, now).unwrap();
            assert_eq!(arriving.deadline(), Some(now + PATIENCE));
        }
        arriving.end().unwrap();
        assert_eq!(arriving.deadline(), None);
        assert_eq!(raws.try_recv().unwrap(), Ok((head, Bytes::from(bytes))));
    }

    #[test]
    fn there_is_never_more_than_there_is_room_for() {
        let (mut arriving, granted, mut raws) = begin(2);
        let now = Instant::now();
        for _ in 0..2 {
            arriving.piece(&[0; 50], now).unwrap();
            arriving.end().unwrap();
        }
        assert_eq!(arriving.piece(&[0], now), Err(Misplaced::NoRoom));
        raws.try_recv().unwrap().unwrap();
        Place(granted).give_back();
        arriving.piece(&[0], now).unwrap();
        assert_eq!(begin(0).0.piece(&[0], now), Err(Misplaced::NoRoom));
    }

    #[test]
    fn what_is_no_segment_is_said_once() {
        let (mut arriving, _, mut raws) = begin(9);
        let now = Instant::now();
        for _ in 0..40 {
            arriving.piece(&[0; 1 << 16], now).unwrap();
        }
        arriving.end().unwrap();
        assert_eq!(raws.try_recv().unwrap(), Err(SegmentError::Long));
        arriving.piece(&[0; 39], now).unwrap();
        arriving.end().unwrap();
        assert_eq!(raws.try_recv().unwrap(), Err(SegmentError::Short { length: 39 }));
        arriving.piece(&[0; 50], now).unwrap();
        arriving.lost().unwrap();
        assert!(raws.try_recv().is_err(), "one that was given up is none");
        assert_eq!(arriving.end(), Err(Misplaced::NoSegment));
        assert_eq!(arriving.lost(), Err(Misplaced::NoSegment));
    }

    #[test]
    fn memory_grows_with_what_has_arrived() {
        let (mut arriving, _, _raws) = begin(1);
        arriving.piece(&[0; 10], Instant::now()).unwrap();
        let UnderWay::Segment(bytes) = &arriving.under_way else { panic!("a segment") };
        assert!(bytes.capacity() < 1024);
    }
}
