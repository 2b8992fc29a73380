//! Sending segments.
//!
//! A centre reads streams in the order of their numbers, few at once, and gives room to send as it reads. So that this room is
//! never taken by what is not read yet, segments are handed to QUIC one after another, and an earlier stream goes before a later
//! one. Many are on their way all the same: QUIC holds as much as its window allows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use quinn::{Connection, ConnectionError, SendStream, WriteError};
use tokio::sync::Mutex;

use crate::carrier::link::LinkError;
use crate::carrier::pace::Pace;
use crate::carrier::tcp::outgoing::{Outgoing, Sending};
use crate::segment::SegmentHead;

/// Where a client's segments go; clones belong to the same connection.
#[derive(Debug, Clone)]
pub struct Outbound {
    way: Way,
    turn: Arc<Mutex<()>>,
    written: Arc<AtomicU64>,
    pace: Option<Pace>,
}

#[derive(Debug, Clone)]
enum Way {
    /// The connection, and the least that QUIC takes before the centre acknowledges it.
    Quic(Connection, u64),
    Tcp(Outgoing),
}

/// A segment on its way.
enum Stream {
    Quic(SendStream),
    Tcp(Sending),
}

impl Outbound {
    /// `window` is the least that QUIC takes before the centre acknowledges it.
    pub(in crate::carrier) fn quic(connection: Connection, window: u32) -> Self {
        Self::new(Way::Quic(connection, window.into()))
    }

    pub(in crate::carrier) fn tcp(outgoing: Outgoing) -> Self {
        Self::new(Way::Tcp(outgoing))
    }

    fn new(way: Way) -> Self {
        Self { way, turn: Arc::default(), written: Arc::default(), pace: None }
    }

    /// The same, at a pace.
    #[must_use]
    pub fn at(self, pace: Option<Pace>) -> Self {
        Self { pace, ..self }
    }

    /// Sends a segment after those that were asked for earlier, over QUIC on a stream of its own. It returns when the last
    /// byte is handed to the carrier, which says nothing about the centre: only `Durable` does.
    ///
    /// # Errors
    /// When the connection ends or the centre refuses the stream.
    ///
    /// # Cancel safety
    /// Safe in that nothing but this segment is lost: it is given up, and the centre forgets it.
    pub async fn send(&self, head: SegmentHead, bytes: Vec<u8>) -> Result<(), SendError> {
        let _turn = self.turn.lock().await;
        let mut stream = self.way.begin().await?;
        for mut part in [Bytes::copy_from_slice(&head.to_bytes()), Bytes::from(bytes)] {
            while !part.is_empty() {
                let mut piece = part.split_to(self.allowed(part.len()).await);
                while !piece.is_empty() {
                    let written = stream.write(&mut piece).await?;
                    self.written.fetch_add(written as u64, Ordering::Relaxed);
                }
            }
        }
        stream.finish().await
    }

    async fn allowed(&self, wanted: usize) -> usize {
        match &self.pace {
            Some(pace) => pace.allow(wanted).await,
            None => wanted,
        }
    }

    /// Bytes handed to the carrier so far. While this grows, the line is alive, however slow: tell the sender with
    /// [`moved`](crate::sender::Sender::moved).
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

impl Way {
    async fn begin(&self) -> Result<Stream, SendError> {
        match self {
            Self::Quic(connection, window) => {
                follow_path(connection, *window);
                let stream = connection.open_uni().await?;
                let priority = -i32::try_from(stream.id().index()).unwrap_or(i32::MAX);
                stream.set_priority(priority).map_err(|_| SendError::Stopped)?;
                Ok(Stream::Quic(stream))
            }
            Self::Tcp(outgoing) => Ok(Stream::Tcp(outgoing.begin())),
        }
    }
}

/// QUIC keeps what is not acknowledged: what is in flight, and as much again that waits for what was lost.
fn follow_path(connection: &Connection, window: u64) {
    let in_flight = connection.stats().path.cwnd;
    connection.set_send_window((2 * in_flight).clamp(window, MOST_UNACKNOWLEDGED.max(window)));
}

/// Bytes that QUIC keeps for a long fat line: twice what a gigabit holds on its way around half the world.
const MOST_UNACKNOWLEDGED: u64 = 64 << 20;

impl Stream {
    /// Hands over some of the bytes, and takes them from `part`.
    async fn write(&mut self, part: &mut Bytes) -> Result<usize, SendError> {
        match self {
            Self::Quic(stream) => Ok(stream.write_chunks(std::slice::from_mut(part)).await?.bytes),
            Self::Tcp(sending) => Ok(sending.write(part).await?),
        }
    }

    async fn finish(self) -> Result<(), SendError> {
        match self {
            Self::Quic(mut stream) => stream.finish().map_err(|_| SendError::Stopped),
            Self::Tcp(sending) => Ok(sending.finish().await?),
        }
    }
}

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
