//! The line over TCP: the bytes of messages, beside the segments on the same connection.

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::frame::MAX_CONTENT;
use super::trunk::Trunk;
use super::writer::Word;
use crate::carrier::link::LinkError;

/// Where messages go.
#[derive(Debug)]
pub(in crate::carrier) struct LineOut {
    words: mpsc::Sender<Word>,
    trunk: Trunk,
}

impl LineOut {
    pub(super) fn new(words: mpsc::Sender<Word>, trunk: Trunk) -> Self {
        Self { words, trunk }
    }

    /// Hands bytes over; it waits while earlier ones are not on their way.
    pub(in crate::carrier) async fn write(&mut self, bytes: Vec<u8>) -> Result<(), LinkError> {
        let mut rest = Bytes::from(bytes);
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(MAX_CONTENT));
            self.put(Word::Say(piece)).await?;
        }
        Ok(())
    }

    /// Ends the line, and waits until that is on its way after everything else.
    pub(in crate::carrier) async fn finish(self) {
        let (written, done) = oneshot::channel();
        if self.put(Word::End(written)).await.is_ok() {
            // Without an answer the connection has ended, and there is no one left to tell.
            let _ = done.await;
        }
    }

    async fn put(&self, word: Word) -> Result<(), LinkError> {
        if let Some(ended) = self.trunk.ended() {
            return Err(ended);
        }
        self.words.send(word).await.map_err(|_| self.trunk.why())
    }
}

/// Where messages come from.
#[derive(Debug)]
pub(in crate::carrier) struct LineIn {
    heard: mpsc::Receiver<Option<Bytes>>,
    first: Option<Bytes>,
    over: bool,
    trunk: Trunk,
}

impl LineIn {
    pub(super) fn new(heard: mpsc::Receiver<Option<Bytes>>, trunk: Trunk) -> Self {
        Self { heard, first: None, over: false, trunk }
    }

    /// Waits for the first bytes and keeps them.
    pub(in crate::carrier) async fn begun(&mut self) -> Result<(), LinkError> {
        self.first = self.read().await?;
        Ok(())
    }

    /// The next bytes, or `None` when the peer has ended the line. Cancel safe.
    pub(in crate::carrier) async fn read(&mut self) -> Result<Option<Bytes>, LinkError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        if self.over {
            return Ok(None);
        }
        match self.heard.recv().await {
            Some(Some(bytes)) => Ok(Some(bytes)),
            Some(None) => {
                self.over = true;
                Ok(None)
            }
            None => Err(self.trunk.why()),
        }
    }
}
