//! The writing half: messages first, then room, then the next piece of a segment, and a sign of life when there is nothing.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncWrite, AsyncWriteExt as _, WriteHalf};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::error::of_io;
use super::frame::Frame;
use super::trunk::Shared;
use crate::carrier::link::Closing;

/// What goes onto the line.
#[derive(Debug)]
pub(super) enum Word {
    /// Bytes of messages.
    Say(Bytes),
    /// Its end; the answer comes once everything was written.
    End(oneshot::Sender<()>),
}

/// Part of a segment; without bytes its end.
#[derive(Debug)]
pub(super) struct Piece {
    /// Which segment; one follows another.
    pub(super) turn: u64,
    pub(super) bytes: Option<Bytes>,
}

/// Writes frames until the connection ends.
#[derive(Debug)]
pub(super) struct Writer<S> {
    stream: WriteHalf<S>,
    words: mpsc::Receiver<Word>,
    pieces: mpsc::Receiver<Piece>,
    may_begin: watch::Receiver<u32>,
    granted: watch::Receiver<u32>,
    shared: Arc<Shared>,
    outbox: BytesMut,
    waiting: Option<Piece>,
    under_way: Option<u64>,
    begun: u32,
    ended_line: Option<oneshot::Sender<()>>,
    last: Instant,
}

impl<S: AsyncWrite> Writer<S> {
    pub(super) fn new(
        stream: WriteHalf<S>,
        words: mpsc::Receiver<Word>,
        pieces: mpsc::Receiver<Piece>,
        may_begin: watch::Receiver<u32>,
        mut granted: watch::Receiver<u32>,
        shared: Arc<Shared>,
    ) -> Self {
        // The first room is said like any other that changes.
        if *granted.borrow() > 0 {
            granted.mark_changed();
        }
        Self {
            stream,
            words,
            pieces,
            may_begin,
            granted,
            shared,
            outbox: BytesMut::new(),
            waiting: None,
            under_way: None,
            begun: 0,
            ended_line: None,
            last: Instant::now(),
        }
    }

    /// Writes until the connection has ended, and says why it was ended here.
    pub(super) async fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        tokio::select! {
            biased;
            () = shared.over() => {}
            error = self.write_all() => shared.end(of_io(&error), None),
        }
        if let Some(why) = shared.goodbye() {
            // Who takes nothing is not told.
            let _ = tokio::time::timeout(FAREWELL, self.farewell(why)).await;
        }
    }

    async fn write_all(&mut self) -> io::Error {
        loop {
            if let Err(error) = self.flush().await {
                return error;
            }
            self.fill().await;
        }
    }

    /// Everything in the outbox goes out. What was not taken when this is cancelled stays there.
    async fn flush(&mut self) -> io::Result<()> {
        while !self.outbox.is_empty() {
            self.stream.write_buf(&mut self.outbox).await?;
        }
        self.stream.flush().await?;
        self.last = Instant::now();
        if let Some(written) = self.ended_line.take() {
            // Nobody waits any more when the session is gone.
            let _ = written.send(());
        }
        Ok(())
    }

    /// Waits for the next frame and puts it into the outbox.
    async fn fill(&mut self) {
        let (may_go, life) = (self.may_go(), self.last + LIFE);
        tokio::select! {
            biased;
            Some(word) = self.words.recv() => self.say(word),
            Ok(()) = self.granted.changed() => {
                let room = *self.granted.borrow_and_update();
                self.put(&Frame::Room(room));
            }
            () = std::future::ready(()), if may_go => self.go(),
            Some(piece) = self.pieces.recv(), if self.waiting.is_none() => self.waiting = Some(piece),
            Ok(()) = self.may_begin.changed(), if self.waiting.is_some() => {}
            () = tokio::time::sleep_until(life) => self.put(&Frame::Life),
        }
    }

    fn say(&mut self, word: Word) {
        match word {
            Word::Say(bytes) => self.put(&Frame::Line(bytes)),
            Word::End(written) => {
                self.put(&Frame::LineEnd);
                self.ended_line = Some(written);
            }
        }
    }

    /// Whether the piece that waits belongs to the segment under way, or there is room for another one.
    fn may_go(&self) -> bool {
        self.waiting
            .as_ref()
            .is_some_and(|piece| self.under_way == Some(piece.turn) || self.begun < *self.may_begin.borrow())
    }

    fn go(&mut self) {
        let Some(piece) = self.waiting.take() else { return };
        if self.under_way != Some(piece.turn) {
            if self.under_way.is_some() {
                self.put(&Frame::SegmentLost);
            }
            self.begun += 1;
            self.under_way = Some(piece.turn);
        }
        match piece.bytes {
            Some(bytes) => self.put(&Frame::Piece(bytes)),
            None => {
                self.under_way = None;
                self.put(&Frame::SegmentEnd);
            }
        }
    }

    fn put(&mut self, frame: &Frame) {
        frame.put(&mut self.outbox);
    }

    /// What was said before still goes out, then the reason of the end.
    async fn farewell(&mut self, why: Closing) -> io::Result<()> {
        while let Ok(word) = self.words.try_recv() {
            self.say(word);
        }
        self.put(&Frame::Close(why.number()));
        self.flush().await?;
        self.stream.shutdown().await
    }
}

/// Silence after which a sign of life is sent: the peer knows a dead line by several that did not come.
const LIFE: Duration = Duration::from_secs(2);

/// How long the reason of the end may take.
const FAREWELL: Duration = Duration::from_secs(2);
