//! One message, hashed as its bytes come: alone, or side by side with others.

use std::fmt;

use super::algorithm::Algorithm;
use super::lanes::{self, Lane};
use crate::native::Running;

/// The state after the last whole block, and the bytes since; or all of it in the hands of what was brought along.
pub(super) struct Message<A: Algorithm> {
    state: A::State,
    /// Bytes of the message so far.
    length: u64,
    /// Begins with the bytes after the last whole block.
    rest: A::Block,
    native: Option<Box<dyn Running>>,
}

impl<A: Algorithm> Message<A> {
    /// Adds the next bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if self.length == 0 && bytes.len() >= NATIVE {
            self.native = A::native();
        }
        let Lane { state, blocks } = self.begin(bytes);
        A::compress(state, blocks);
    }

    /// Adds bytes to each of several messages.
    pub(super) fn add_each<'a>(pieces: impl IntoIterator<Item = (&'a mut Self, &'a [u8])>)
    where
        A: 'a,
    {
        let pieces: Vec<_> = pieces.into_iter().collect();
        if A::fewest().is_none_or(|fewest| pieces.len() < fewest) {
            return pieces.into_iter().for_each(|(message, bytes)| message.add(bytes));
        }
        lanes::compress(pieces.into_iter().map(|(message, bytes)| message.begin(bytes)).collect());
    }

    /// Ends with the digest: a one, zeros and the length fill the last block.
    pub(super) fn end(mut self) -> A::Output {
        if let Some(native) = self.native {
            let mut output = A::output(&self.state);
            native.finish(output.as_mut());
            return output;
        }
        let size = self.rest.as_ref().len();
        let bits = u128::from(self.length) * 8;
        let filled = self.filled();
        let rest = self.rest.as_mut();
        rest[filled] = 0x80;
        rest[filled + 1..].fill(0);
        if filled + 1 + A::LENGTH > size {
            A::compress(&mut self.state, &[self.rest]);
            self.rest = A::ZEROS;
        }
        A::put_length(bits, &mut self.rest.as_mut()[size - A::LENGTH..]);
        A::compress(&mut self.state, &[self.rest]);
        A::output(&self.state)
    }

    /// Takes in what no whole block is made of, and leaves the whole blocks to be compressed.
    fn begin<'a>(&'a mut self, mut bytes: &'a [u8]) -> Lane<'a, A> {
        let filled = self.filled();
        self.length += bytes.len() as u64;
        if let Some(native) = &mut self.native {
            native.update(bytes);
            return Lane { state: &mut self.state, blocks: &[] };
        }
        if filled > 0 {
            let room = &mut self.rest.as_mut()[filled..];
            let (now, later) = bytes.split_at(room.len().min(bytes.len()));
            room[..now.len()].copy_from_slice(now);
            if now.len() == room.len() {
                A::compress(&mut self.state, &[self.rest]);
            }
            bytes = later;
        }
        let (blocks, rest) = A::blocks(bytes);
        if !blocks.is_empty() || !rest.is_empty() {
            self.rest.as_mut()[..rest.len()].copy_from_slice(rest);
        }
        Lane { state: &mut self.state, blocks }
    }

    /// Bytes after the last whole block.
    fn filled(&self) -> usize {
        let size = self.rest.as_ref().len() as u64;
        usize::try_from(self.length % size).unwrap_or_default()
    }
}

impl<A: Algorithm> Default for Message<A> {
    fn default() -> Self {
        Self { state: A::INITIAL, length: 0, rest: A::ZEROS, native: None }
    }
}

impl<A: Algorithm> Clone for Message<A> {
    fn clone(&self) -> Self {
        let native = self.native.as_ref().map(|native| native.fork());
        Self { state: self.state, length: self.length, rest: self.rest, native }
    }
}

/// Nothing of what is hashed.
impl<A: Algorithm> fmt::Debug for Message<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Bytes from which on a message that begins with them is worth being handed over.
const NATIVE: usize = 1 << 10;
