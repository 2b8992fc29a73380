//! The stream of messages of a connection: one side speaks, the other hears, in order.

use std::marker::PhantomData;
use std::time::Duration;

use quinn::{ReadError, RecvStream, SendStream, WriteError};

use crate::carrier::link::LinkError;
use crate::carrier::tcp::line::{LineIn, LineOut};
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
    pub(super) fn quic((send, receive): (SendStream, RecvStream)) -> Self {
        // Messages go before segments. A stream that is gone already says so when it is used.
        let _ = send.set_priority(1);
        Self::new(Mouth::Quic(send), Ear::Quic { stream: receive, buffer: vec![0; CHUNK] })
    }

    pub(super) fn tcp(out: LineOut, heard: LineIn) -> Self {
        Self::new(Mouth::Tcp(out), Ear::Tcp(heard))
    }

    fn new(mouth: Mouth, ear: Ear) -> Self {
        Self {
            speaker: Speaker { mouth, messages: PhantomData },
            hearer: Hearer { ear, decoder: Decoder::default() },
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
    mouth: Mouth,
    messages: PhantomData<M>,
}

#[derive(Debug)]
enum Mouth {
    Quic(SendStream),
    Tcp(LineOut),
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
        let writing = async {
            match &mut self.mouth {
                Mouth::Quic(stream) => Ok(stream.write_all(&frame).await?),
                Mouth::Tcp(out) => Ok(out.write(frame).await?),
            }
        };
        tokio::time::timeout(PATIENCE, writing).await.unwrap_or(Err(LineError::Deaf))
    }

    /// Says that nothing more will be said, and waits until everything said is safe from a close of this side, or the
    /// connection ends: over QUIC until the peer has it all, over TCP until it is on its way.
    ///
    /// # Cancel safety
    /// Safe in that the connection can still be closed.
    pub async fn finish(self) {
        match self.mouth {
            Mouth::Quic(mut stream) => {
                if stream.finish().is_ok() {
                    // Either the peer has everything or there is no one left to tell.
                    let _ = stream.stopped().await;
                }
            }
            Mouth::Tcp(out) => out.finish().await,
        }
    }
}

/// The hearing half of a line.
#[derive(Debug)]
pub struct Hearer<M> {
    ear: Ear,
    decoder: Decoder<M>,
}

#[derive(Debug)]
enum Ear {
    Quic { stream: RecvStream, buffer: Vec<u8> },
    Tcp(LineIn),
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
            if !self.listen().await? {
                return if self.decoder.is_midway() { Err(LineError::Ended) } else { Ok(None) };
            }
        }
    }

    /// Takes what comes next; false at the end of the line.
    async fn listen(&mut self) -> Result<bool, LineError> {
        match &mut self.ear {
            Ear::Quic { stream, buffer } => {
                let length = stream.read(buffer).await?;
                self.decoder.push(&buffer[..length.unwrap_or(0)]);
                Ok(length.is_some())
            }
            Ear::Tcp(heard) => {
                let bytes = heard.read().await?;
                self.decoder.push(bytes.as_deref().unwrap_or_default());
                Ok(bytes.is_some())
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
