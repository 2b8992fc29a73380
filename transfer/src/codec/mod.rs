//! Messages as bytes: a frame is a big-endian u32 length and one CBOR item of that length.
//!
//! ```text
//! 0   4   u32 length L (1 … limit of the message)
//! 4   L   CBOR array [message number, [fields…]]
//! ```
//!
//! A [`Decoder`] takes bytes as they come and gives whole messages. A claimed length reserves nothing: memory grows only
//! with bytes that have arrived, and a frame over the limit of its message is refused as soon as its number is seen.

use std::marker::PhantomData;

use minicbor::{Decode, Encode};

use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;

/// A set of messages of one direction.
pub trait Wire: Encode<()> + for<'b> Decode<'b, ()> {
    /// Greatest encoded length in bytes of message `number`, or `None` for a number that does not exist.
    fn limit(number: u32) -> Option<usize>;
}

impl Wire for ToCentre {
    fn limit(number: u32) -> Option<usize> {
        TO_CENTRE_LIMITS.get(usize::try_from(number).ok()?).copied()
    }
}

impl Wire for ToApplicant {
    fn limit(number: u32) -> Option<usize> {
        TO_APPLICANT_LIMITS.get(usize::try_from(number).ok()?).copied()
    }
}

/// Encodes a message as one frame.
///
/// # Errors
/// When the message is longer than its limit: the peer would refuse it.
pub fn encode<M: Wire>(message: &M) -> Result<Vec<u8>, EncodeError> {
    let mut frame = vec![0; PREFIX];
    minicbor::encode(message, &mut frame).map_err(|_| EncodeError::Message)?;
    let body = &frame[PREFIX..];
    let (length, limit) = (body.len(), number(body).and_then(M::limit).unwrap_or(0));
    let prefix = u32::try_from(length).map_err(|_| EncodeError::TooLong { length, limit })?;
    if length > limit {
        return Err(EncodeError::TooLong { length, limit });
    }
    frame[..PREFIX].copy_from_slice(&prefix.to_be_bytes());
    Ok(frame)
}

/// Turns arriving bytes into messages. After an error the stream is lost: nothing more can be read from it.
#[derive(Debug)]
pub struct Decoder<M> {
    buffer: Vec<u8>,
    messages: PhantomData<M>,
}

impl<M> Default for Decoder<M> {
    fn default() -> Self {
        Self { buffer: Vec::new(), messages: PhantomData }
    }
}

impl<M: Wire> Decoder<M> {
    /// Takes bytes that have arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, or `None` until more bytes have come.
    ///
    /// # Errors
    /// As soon as the bytes at hand can no longer become a message.
    pub fn next_message(&mut self) -> Result<Option<M>, DecodeError> {
        let Some(prefix) = self.buffer.first_chunk::<PREFIX>() else { return Ok(None) };
        let length = usize::try_from(u32::from_be_bytes(*prefix)).unwrap_or(usize::MAX);
        check_length::<M>(length, &self.buffer[PREFIX..])?;
        let end = PREFIX + length;
        if self.buffer.len() < end {
            return Ok(None);
        }
        let message = decode_body(&self.buffer[PREFIX..end])?;
        self.buffer.drain(..end);
        Ok(Some(message))
    }

    /// Whether a frame was begun and not completed: an end of stream here is a break.
    #[must_use]
    pub fn is_midway(&self) -> bool {
        !self.buffer.is_empty()
    }
}

/// Refuses a frame by its length and the first bytes of its body.
fn check_length<M: Wire>(length: usize, body: &[u8]) -> Result<(), DecodeError> {
    if length == 0 {
        return Err(DecodeError::Empty);
    }
    if length > MAX_FRAME {
        return Err(DecodeError::TooLong { length, limit: MAX_FRAME });
    }
    if body.len() < length.min(HEAD) {
        return Ok(());
    }
    let number = number(body).ok_or(DecodeError::Malformed)?;
    let limit = M::limit(number).ok_or(DecodeError::UnknownMessage { number })?;
    if length > limit { Err(DecodeError::TooLong { length, limit }) } else { Ok(()) }
}

fn decode_body<M: Wire>(body: &[u8]) -> Result<M, DecodeError> {
    let mut decoder = minicbor::Decoder::new(body);
    let message = decoder.decode().map_err(|_| DecodeError::Malformed)?;
    if decoder.position() == body.len() { Ok(message) } else { Err(DecodeError::Trailing) }
}

/// The message number: the first element of the array of two.
fn number(body: &[u8]) -> Option<u32> {
    let mut decoder = minicbor::Decoder::new(&body[..body.len().min(HEAD)]);
    (decoder.array().ok()? == Some(2)).then_some(())?;
    decoder.u32().ok()
}

/// Why a message cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The message is longer than the protocol allows.
    #[error("message of {length} bytes, at most {limit} are allowed")]
    TooLong {
        /// Encoded length.
        length: usize,
        /// Limit of this message.
        limit: usize,
    },
    /// The message could not be written as CBOR.
    #[error("message cannot be encoded")]
    Message,
}

/// Why bytes are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A frame without content.
    #[error("empty frame")]
    Empty,
    /// A frame longer than its message may be.
    #[error("frame of {length} bytes, at most {limit} are allowed")]
    TooLong {
        /// Length claimed.
        length: usize,
        /// Limit.
        limit: usize,
    },
    /// A message number that this version does not know.
    #[error("unknown message {number}")]
    UnknownMessage {
        /// The number.
        number: u32,
    },
    /// Not the CBOR of this message.
    #[error("malformed message")]
    Malformed,
    /// Bytes after the message inside the frame.
    #[error("bytes after the message")]
    Trailing,
}

/// Bytes of the length before each message.
const PREFIX: usize = 4;

/// Bytes within which array head and message number lie.
const HEAD: usize = 6;

const KIB: usize = 1 << 10;

/// Greatest body of any message: an offer of the greatest head with its CBOR around it.
pub const MAX_FRAME: usize = 1096 * KIB;

/// Limits of [`ToCentre`] by message number: Hello, Offer, Finish, Status, Receipts, Renew, Enrol.
const TO_CENTRE_LIMITS: [usize; 7] = [KIB, MAX_FRAME, 64, 128, 128, 16 * KIB, 64 * KIB];

/// Limits of [`ToApplicant`] by message number: Hello, Offered, Durable, Again, Paused, Phase, Receipt, Findings, Refused,
/// TakenOver, State, Renewed, Enrolled, Fault.
const TO_APPLICANT_LIMITS: [usize; 14] = [
    256 * KIB,
    1024 * KIB,
    64 * KIB,
    64 * KIB,
    8 * KIB,
    64,
    192 * KIB,
    320 * KIB,
    256 * KIB,
    128,
    8 * KIB,
    64 * KIB,
    512 * KIB,
    8 * KIB,
];

#[cfg(test)]
mod tests;
