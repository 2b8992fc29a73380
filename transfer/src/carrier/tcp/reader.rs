//! The reading half: it always reads, and hands over what comes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, ReadHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::error::{broken, of_io};
use super::frame::Frame;
use super::incoming::Arriving;
use super::trunk::Shared;
use crate::carrier::link::{Closing, LinkError};

/// Reads frames until the connection ends.
#[derive(Debug)]
pub(super) struct Reader<S> {
    stream: ReadHalf<S>,
    line: Option<mpsc::Sender<Option<Bytes>>>,
    segments: Arriving,
    may_begin: watch::Sender<u32>,
    shared: Arc<Shared>,
    arrived: BytesMut,
}

/// Why reading ended, and what the peer is told of it.
type End = (LinkError, Option<Closing>);

impl<S: AsyncRead> Reader<S> {
    pub(super) fn new(
        stream: ReadHalf<S>,
        line: mpsc::Sender<Option<Bytes>>,
        segments: Arriving,
        may_begin: watch::Sender<u32>,
        shared: Arc<Shared>,
    ) -> Self {
        Self { stream, line: Some(line), segments, may_begin, shared, arrived: BytesMut::new() }
    }

    /// Reads until the connection has ended.
    pub(super) async fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        tokio::select! {
            biased;
            () = shared.over() => {}
            (error, goodbye) = self.read_all() => shared.end(error, goodbye),
        }
        let Self { mut stream, line, segments, .. } = self;
        // Whoever waits for something hears of the end now.
        drop((line, segments));
        if shared.goodbye().is_some() {
            // To close with bytes unread would make the system cut off what is still to be told.
            let _ = timeout(LINGER, drain(&mut stream)).await;
        }
    }

    async fn read_all(&mut self) -> End {
        loop {
            loop {
                match Frame::take(&mut self.arrived) {
                    Ok(Some(frame)) => {
                        if let Err(end) = self.heed(frame).await {
                            return end;
                        }
                    }
                    Ok(None) => break,
                    Err(error) => return violation(&error),
                }
            }
            if let Err(end) = self.read().await {
                return end;
            }
        }
    }

    async fn read(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let whole = self.segments.deadline().map(|deadline| deadline.saturating_duration_since(now));
        let patience = whole.map_or(IDLE, |whole| whole.min(IDLE));
        self.arrived.reserve(CHUNK);
        match timeout(patience, self.stream.read_buf(&mut self.arrived)).await {
            Ok(Ok(0)) => Err((broken("the other side cut it off"), None)),
            Ok(Ok(length)) => {
                self.shared.arrived(length);
                Ok(())
            }
            Ok(Err(error)) => Err((of_io(&error), None)),
            Err(_) if whole.is_some_and(|whole| whole <= IDLE) => {
                Err((LinkError::TimedOut, Some(Closing::Late)))
            }
            Err(_) => Err((LinkError::TimedOut, None)),
        }
    }

    async fn heed(&mut self, frame: Frame) -> Result<(), End> {
        match frame {
            Frame::Line(bytes) => self.hear(Some(bytes)).await,
            Frame::LineEnd => {
                self.hear(None).await?;
                self.line = None;
                Ok(())
            }
            Frame::Piece(bytes) => {
                self.segments.piece(&bytes, Instant::now()).map_err(|error| violation(&error))
            }
            Frame::SegmentEnd => self.segments.end().map_err(|error| violation(&error)),
            Frame::SegmentLost => self.segments.lost().map_err(|error| violation(&error)),
            Frame::Room(room) => {
                self.may_begin.send_replace(room);
                Ok(())
            }
            Frame::Close(code) => Err((closed(code), None)),
            Frame::Life => Ok(()),
        }
    }

    async fn hear(&mut self, bytes: Option<Bytes>) -> Result<(), End> {
        let Some(line) = &self.line else {
            return Err(violation(&"something was said after the end of the line"));
        };
        // A line that nobody hears any more goes to waste; the segments may still be wanted.
        let _ = line.send(bytes).await;
        Ok(())
    }
}

async fn drain<S: AsyncRead>(stream: &mut ReadHalf<S>) {
    let mut waste = vec![0; CHUNK];
    while stream.read(&mut waste).await.is_ok_and(|length| length > 0) {}
}

fn closed(code: u32) -> LinkError {
    Closing::of(code.into()).map_or_else(|| broken(&format!("closed with code {code}")), LinkError::Closed)
}

fn violation(what: &dyn std::fmt::Display) -> End {
    (broken(&what.to_string()), Some(Closing::Protocol))
}

/// Silence after which a connection is dead.
const IDLE: Duration = Duration::from_secs(30);

/// How long the peer is listened to after this side has closed.
const LINGER: Duration = Duration::from_secs(2);

/// Bytes read at once.
const CHUNK: usize = 64 << 10;
