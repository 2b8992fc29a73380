//! Sending segments.
//!
//! A centre reads streams in the order of their numbers, few at once, and gives room to send as it reads. So that this room is
//! never taken by what is not read yet, segments are handed to QUIC one after another, and an earlier stream goes before a later
//! one. Many are on their way all the same: QUIC holds as much as its window allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use quinn::{Connection, ConnectionError, WriteError};
use tokio::sync::Mutex;

use crate::carrier::link::LinkError;
use crate::segment::SegmentHead;

/// Where a client's segments go; clones belong to the same connection.
#[derive(Debug, Clone)]
pub struct Outbound {
    connection: Connection,
    turn: Arc<Mutex<()>>,
    written: Arc<AtomicU64>,
    window: u64,
}

impl Outbound {
    /// `window` is the least that QUIC takes before the centre acknowledges it.
    pub(in crate::carrier) fn new(connection: Connection, window: u32) -> Self {
        let (turn, written) = (Arc::new(Mutex::new(())), Arc::new(AtomicU64::new(0)));
        Self { connection, turn, written, window: window.into() }
    }

    /// Sends a segment on a stream of its own, after those that were asked for earlier. It returns when the last byte is handed to QUIC,
    /// which says nothing about the centre: only `Durable` does.
    ///
    /// # Errors
    /// When the connection ends or the centre refuses the stream.
    ///
    /// # Cancel safety
    /// Safe in that nothing but this segment is lost: its stream is reset, and the centre forgets it.
    pub async fn send(&self, head: SegmentHead, bytes: Vec<u8>) -> Result<(), SendError> {
        let _turn = self.turn.lock().await;
        self.follow_path();
        let mut stream = self.connection.open_uni().await?;
        let priority = -i32::try_from(stream.id().index()).unwrap_or(i32::MAX);
        stream.set_priority(priority).map_err(|_| SendError::Stopped)?;
        let mut rest: &mut [Bytes] = &mut [Bytes::copy_from_slice(&head.to_bytes()), Bytes::from(bytes)];
        while !rest.is_empty() {
            let written = stream.write_chunks(rest).await?;
            self.written.fetch_add(u64::try_from(written.bytes).unwrap_or(0), Ordering::Relaxed);
            rest = &mut rest[written.chunks..];
        }
        stream.finish().map_err(|_| SendError::Stopped)
    }

    /// QUIC keeps what is not acknowledged: what is in flight, and as much again that waits for what was lost.
    fn follow_path(&self) {
        let in_flight = self.connection.stats().path.cwnd;
        self.connection
            .set_send_window((2 * in_flight).clamp(self.window, MOST_UNACKNOWLEDGED.max(self.window)));
    }

    /// Bytes handed to QUIC so far. While this grows, the line is alive, however slow: tell the sender with
    /// [`moved`](crate::sender::Sender::moved).
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

/// Bytes that QUIC keeps for a long fat line: twice what a gigabit holds on its way around half the world.
const MOST_UNACKNOWLEDGED: u64 = 64 << 20;

/// Why a segment was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The connection ended.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The centre takes no more of this segment.
    #[error("the centre stopped the stream of the segment")]
    Stopped,
}

impl From<ConnectionError> for SendError {
    fn from(error: ConnectionError) -> Self {
        Self::Link(error.into())
    }
}

impl From<WriteError> for SendError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConnectionLost(error) => Self::Link(error.into()),
            _ => Self::Stopped,
        }
    }
}
