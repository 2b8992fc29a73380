//! Receiving segments in bounded memory.

use std::sync::Arc;
use std::time::Duration;

use quinn::{Connection, RecvStream, VarInt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::carrier::link::LinkError;
use crate::carrier::segments::Window;
use crate::carrier::tcp::incoming::{Place, Raw, Segments};
use crate::segment::{HEAD_LEN, MAX_LEN, Room, Segment, SegmentError, split_head};

/// Where a member's segments come from. It reads as many at once as are on their way, each into at most one segment's
/// memory, and takes that memory from a pool that all members share; a segment keeps its place until it is dropped. One
/// place is the member's own: it goes on also where slow or hostile members hold the whole pool.
#[derive(Debug)]
pub struct Inbound {
    source: Source,
    rooms: Rooms,
    readers: JoinSet<Option<Arrived>>,
}

#[derive(Debug)]
enum Source {
    Quic { connection: Connection, patience: Duration, window: Window },
    Tcp(Segments),
}

/// A segment that has begun, over TCP one that is there.
enum Begun {
    Stream(RecvStream, Duration),
    Whole(Raw, Place),
}

/// Where memory for segments comes from.
#[derive(Debug, Clone)]
struct Rooms {
    own: Arc<Semaphore>,
    pool: Arc<Semaphore>,
}

impl Rooms {
    /// Waits for a place; none when there will not be one any more.
    async fn take(self) -> Option<Room> {
        let permit = tokio::select! {
            biased;
            permit = self.pool.acquire_owned() => permit,
            permit = self.own.acquire_owned() => permit,
        };
        permit.ok().map(Room::from)
    }
}

/// What came on a segment's stream.
#[derive(Debug)]
pub enum Arrived {
    /// A whole segment, not compared with its head yet.
    Segment(Segment),
    /// Something that is no segment: the peer does not follow the protocol.
    Malformed(SegmentError),
}

impl Inbound {
    /// `patience` is the time in which a stream must be whole once it is being read.
    pub(in crate::carrier) fn quic(
        connection: Connection,
        pool: Arc<Semaphore>,
        patience: Duration,
        window: Window,
    ) -> Self {
        Self::of(Source::Quic { connection, patience, window }, pool)
    }

    pub(in crate::carrier) fn tcp(segments: Segments, pool: Arc<Semaphore>) -> Self {
        Self::of(Source::Tcp(segments), pool)
    }

    fn of(source: Source, pool: Arc<Semaphore>) -> Self {
        Self { source, rooms: Rooms { own: Arc::new(Semaphore::new(1)), pool }, readers: JoinSet::new() }
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
            let may_accept = self.readers.len() < self.source.at_once();
            tokio::select! {
                Some(read) = self.readers.join_next() => if let Ok(Some(arrived)) = read { return Ok(arrived) },
                begun = self.source.next(), if may_accept => {
                    self.readers.spawn(read(begun?, self.rooms.clone()));
                }
            }
        }
    }
}

impl Source {
    /// Segments that are worth reading at once.
    fn at_once(&mut self) -> usize {
        match self {
            Self::Quic { connection, window, .. } => {
                (2 * window.follow(connection)).clamp(LEAST_READERS, MOST_READERS)
            }
            // They come one after another.
            Self::Tcp(_) => LEAST_READERS,
        }
    }

    async fn next(&mut self) -> Result<Begun, LinkError> {
        match self {
            Self::Quic { connection, patience, .. } => {
                Ok(Begun::Stream(connection.accept_uni().await?, *patience))
            }
            Self::Tcp(segments) => segments.next().await.map(|(raw, place)| Begun::Whole(raw, place)),
        }
    }
}

/// Reads one segment; `None` when its stream was reset, was too slow, or its connection ended.
async fn read(begun: Begun, rooms: Rooms) -> Option<Arrived> {
    let room = rooms.take().await?;
    let raw = match begun {
        Begun::Stream(stream, patience) => read_in_time(stream, patience).await?,
        Begun::Whole(raw, place) => {
            place.give_back();
            raw
        }
    };
    let segment = raw.and_then(|(head, bytes)| Segment::arrived_in(head, bytes, room));
    Some(segment.map_or_else(Arrived::Malformed, Arrived::Segment))
}

async fn read_in_time(mut stream: RecvStream, patience: Duration) -> Option<Raw> {
    let read = tokio::time::timeout(patience, read_bytes(&mut stream)).await;
    if read.is_err() {
        // The stream may already be gone; then there is nothing to stop.
        let _ = stream.stop(VarInt::from_u32(0));
    }
    read.ok()?
}

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
    Some(split_head(bytes))
}

/// Segments of one member that are read at once, at least. Where nothing is lost they come one after another.
const LEAST_READERS: usize = 8;
/// On a long line each loss holds its stream up for a round trip, while those after it arrive.
const MOST_READERS: usize = 64;
