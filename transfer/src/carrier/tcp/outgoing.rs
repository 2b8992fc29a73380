//! Segments that go out over TCP, cut into pieces between which messages pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::frame::MAX_CONTENT;
use super::trunk::Trunk;
use super::writer::Piece;
use crate::carrier::link::LinkError;

/// Where segments go; clones belong to the same connection.
#[derive(Debug, Clone)]
pub(in crate::carrier) struct Outgoing {
    pieces: mpsc::Sender<Piece>,
    turns: Arc<AtomicU64>,
    trunk: Trunk,
}

/// A segment on its way. One that is dropped before its end is given up.
#[derive(Debug)]
pub(in crate::carrier) struct Sending {
    pieces: mpsc::Sender<Piece>,
    turn: u64,
    trunk: Trunk,
}

impl Outgoing {
    pub(super) fn new(pieces: mpsc::Sender<Piece>, trunk: Trunk) -> Self {
        Self { pieces, turns: Arc::new(AtomicU64::new(1)), trunk }
    }

    /// Begins a segment; another one may be begun only after its end.
    pub(in crate::carrier) fn begin(&self) -> Sending {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        Sending { pieces: self.pieces.clone(), turn, trunk: self.trunk.clone() }
    }
}

impl Sending {
    /// Hands over bytes as soon as the peer has room and those before are on their way; returns how many it took.
    pub(in crate::carrier) async fn write(&mut self, bytes: &mut Bytes) -> Result<usize, LinkError> {
        let piece = bytes.split_to(bytes.len().min(MAX_CONTENT));
        let length = piece.len();
        self.put(Some(piece)).await?;
        Ok(length)
    }

    /// Ends the segment.
    pub(in crate::carrier) async fn finish(self) -> Result<(), LinkError> {
        self.put(None).await
    }

    async fn put(&self, bytes: Option<Bytes>) -> Result<(), LinkError> {
        let piece = Piece { turn: self.turn, bytes };
        self.pieces.send(piece).await.map_err(|_| self.trunk.why())
    }
}
