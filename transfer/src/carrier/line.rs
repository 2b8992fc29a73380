//! The stream of messages of a connection: one side speaks, the other hears, in order.

use std::marker::PhantomData;
use std::time::Duration;

use quinn::{ReadError, RecvStream, SendStream, WriteError};

use crate::carrier::link::LinkError;
use crate::codec::{self, DecodeError, Decoder, EncodeError, Wire};

/// Both directions of the line: `Out` is said, `In` is heard.
#[derive(Debug)]
pub struct Line<Out, In> {
    /// What is said goes here.
    pub speaker: Speaker<Out>,
    /// What is heard comes from here.
    pub hearer: Hearer<In>,
}

impl<Out: Wire, In: Wire> Line<Out, In> {
    pub(super) fn new((send, receive): (SendStream, RecvStream)) -> Self {
        // Messages go before segments. A stream that is gone already says so when it is used.
        let _ = send.set_priority(1);
        Self {
            speaker: Speaker { stream: send, messages: PhantomData },
            hearer: Hearer { stream: receive, decoder: Decoder::default(), buffer: vec![0; CHUNK] },
        }
    }

    /// Says a message and hears the next one: for questions outside a session machine.
    ///
    /// # Errors
    /// As [`Speaker::say`] and [`Hearer::hear`]; [`LineError::Ended`] when no answer comes.
    ///
    /// # Cancel safety
    /// Not safe: the message may be said in part.
    pub async fn ask(&mut self, message: &Out) -> Result<In, LineError> {
        self.speaker.say(message).await?;
        self.hearer.hear().await?.ok_or(LineError::Ended)
    }
}

/// The speaking half of a line.
#[derive(Debug)]
pub struct Speaker<M> {
    stream: SendStream,
    messages: PhantomData<M>,
}

impl<M: Wire> Speaker<M> {
    /// Says a message.
    ///
    /// # Errors
    /// When the message is over its limit, the connection has ended, or the peer takes nothing for a minute.
    ///
    /// # Cancel safety
    /// Not safe: part of the message may be on its way, and the line is lost.
    pub async fn say(&mut self, message: &M) -> Result<(), LineError> {
        let frame = codec::encode(message)?;
        match tokio::time::timeout(PATIENCE, self.stream.write_all(&frame)).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(LineError::Deaf),
        }
    }

    /// Says that nothing more will be said, and waits until the peer has it all or the connection ends.
    ///
    /// # Cancel safety
    /// Safe: the end was said by the first poll.
    pub async fn finish(mut self) {
        if self.stream.finish().is_ok() {
            // Either the peer has everything or there is no one left to tell.
            let _ = self.stream.stopped().await;
        }
    }
}

/// The hearing half of a line.
#[derive(Debug)]
pub struct Hearer<M> {
    stream: RecvStream,
    decoder: Decoder<M>,
    buffer: Vec<u8>,
}

impl<M: Wire> Hearer<M> {
    /// Hears the next message, or `None` when the peer has said that nothing more will come.
    ///
    /// # Errors
    /// When what comes is no message, or the connection ends. After an error nothing more can be heard.
    ///
    /// # Cancel safety
    /// Safe: bytes that have come are kept.
    pub async fn hear(&mut self) -> Result<Option<M>, LineError> {
        loop {
            if let Some(message) = self.decoder.next_message()? {
                return Ok(Some(message));
            }
            match self.stream.read(&mut self.buffer).await? {
                Some(length) => self.decoder.push(&self.buffer[..length]),
                None if self.decoder.is_midway() => return Err(LineError::Ended),
                None => return Ok(None),
            }
        }
    }
}

/// Why a line is lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// The connection ended.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The peer ended the line in the middle of a message, or where an answer was due.
    #[error("the line ended in the middle of the conversation")]
    Ended,
    /// The peer takes nothing.
    #[error("the other side does not listen")]
    Deaf,
    /// What came is no message.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The message cannot be sent.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl From<ReadError> for LineError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::ConnectionLost(error) => Self::Link(error.into()),
            _ => Self::Ended,
        }
    }
}

impl From<WriteError> for LineError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConnectionLost(error) => Self::Link(error.into()),
            _ => Self::Ended,
        }
    }
}

/// Time in which a peer must take one message.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes read at once.
const CHUNK: usize = 16 << 10;
