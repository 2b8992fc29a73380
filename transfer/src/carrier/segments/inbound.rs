//! Receiving segments in bounded memory.

use std::sync::Arc;
use std::time::Duration;

use quinn::{Connection, RecvStream, VarInt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::carrier::link::LinkError;
use crate::carrier::segments::Window;
use crate::segment::{HEAD_LEN, MAX_LEN, Room, Segment, SegmentError, SegmentHead};

/// Where a member's segments come from. It reads as many streams at once as are on their way, each into at most one segment's
/// memory, and takes that memory from a pool that all members share; a segment keeps its place until it is dropped.
#[derive(Debug)]
pub struct Inbound {
    connection: Connection,
    pool: Arc<Semaphore>,
    readers: JoinSet<Option<Arrived>>,
    patience: Duration,
    window: Window,
}

/// What came on a segment's stream.
#[derive(Debug)]
pub enum Arrived {
    /// A segment whose bytes are those its head names.
    Segment(Segment),
    /// A whole stream whose bytes are not those its head names: ask again.
    Damaged {
        /// Index in the head.
        index: u32,
    },
    /// Something that is no segment: the peer does not follow the protocol.
    Malformed(SegmentError),
}

impl Inbound {
    pub(in crate::carrier) fn new(
        connection: Connection,
        pool: Arc<Semaphore>,
        patience: Duration,
        window: Window,
    ) -> Self {
        Self { connection, pool, readers: JoinSet::new(), patience, window }
    }

    /// The next segment, in the order of their ends. To stop calling it is to stop the sender, by flow control.
    ///
    /// # Errors
    /// When the connection has ended; segments whose streams had not ended are lost.
    ///
    /// # Cancel safety
    /// Safe: readers go on by themselves and keep what they have.
    pub async fn next(&mut self) -> Result<Arrived, LinkError> {
        loop {
            let on_their_way = self.window.follow(&self.connection);
            let may_accept = self.readers.len() < (2 * on_their_way).clamp(LEAST_READERS, MOST_READERS);
            tokio::select! {
                Some(read) = self.readers.join_next() => if let Ok(Some(arrived)) = read { return Ok(arrived) },
                stream = self.connection.accept_uni(), if may_accept => {
                    self.readers.spawn(read(stream?, Arc::clone(&self.pool), self.patience));
                }
            }
        }
    }
}

/// Reads one stream; `None` when it was reset, was too slow, or its connection ended.
async fn read(mut stream: RecvStream, pool: Arc<Semaphore>, patience: Duration) -> Option<Arrived> {
    let room = Room::from(pool.acquire_owned().await.ok()?);
    let Ok(read) = tokio::time::timeout(patience, read_bytes(&mut stream)).await else {
        // The stream may already be gone; then there is nothing to stop.
        let _ = stream.stop(VarInt::from_u32(0));
        return None;
    };
    match read? {
        Ok((head, bytes)) => check(head, bytes, room).await,
        Err(error) => Some(Arrived::Malformed(error)),
    }
}

/// Digests on another thread: this one also moves the packets.
async fn check(head: SegmentHead, bytes: Vec<u8>, room: Room) -> Option<Arrived> {
    let checked = tokio::task::spawn_blocking(move || Segment::checked_in(head, bytes, room)).await.ok()?;
    Some(match checked {
        Ok(segment) => Arrived::Segment(segment),
        Err(SegmentError::Digest { index }) => Arrived::Damaged { index },
        Err(error) => Arrived::Malformed(error),
    })
}

type Raw = Result<(SegmentHead, Vec<u8>), SegmentError>;

/// Head and bytes of a whole stream, never more than one segment's worth; `None` when the stream broke.
async fn read_bytes(stream: &mut RecvStream) -> Option<Raw> {
    let mut bytes = Vec::with_capacity(HEAD_LEN);
    while let Some(chunk) = stream.read_chunk(MAX_LEN, true).await.ok()? {
        if bytes.len() + chunk.bytes.len() > HEAD_LEN + MAX_LEN {
            return Some(Err(SegmentError::Long));
        }
        if bytes.len() + chunk.bytes.len() > bytes.capacity() {
            bytes.reserve_exact(HEAD_LEN + MAX_LEN - bytes.len());
        }
        bytes.extend_from_slice(&chunk.bytes);
    }
    let Some(head) = bytes.first_chunk::<HEAD_LEN>() else {
        return Some(Err(SegmentError::Short { length: bytes.len() }));
    };
    let head = SegmentHead::from_bytes(head);
    bytes.drain(..HEAD_LEN);
    Some(Ok((head, bytes)))
}

/// Streams of one member that are read at once, at least. Where nothing is lost they come one after another.
const LEAST_READERS: usize = 8;
/// On a long line each loss holds its stream up for a round trip, while those after it arrive.
const MOST_READERS: usize = 64;
