//! Blocks of a stream, read a few at a time, so that they are hashed side by side.

use std::collections::VecDeque;
use std::io::{self, Read};

use crypto::digest::Sha256Digest;

use crate::layout::Segments;

/// Gives the blocks of a stream in order, each with its digest.
pub(crate) struct Gathered<R> {
    from: R,
    segments: Segments,
    next: u32,
    ready: VecDeque<(Vec<u8>, Sha256Digest)>,
    end: Option<io::Result<u64>>,
}

/// The next block of a stream.
pub(crate) enum Block {
    /// All of it.
    Whole(Vec<u8>, Sha256Digest),
    /// The stream ends in it, after so many of its bytes.
    Cut(u64),
}

impl<R: Read> Gathered<R> {
    /// Reads from block `next` on, with which `from` goes on.
    pub(crate) fn new(from: R, segments: Segments, next: u32) -> Self {
        Self { from, segments, next, ready: VecDeque::new(), end: None }
    }

    /// The next block; not to be asked for after the last.
    ///
    /// # Errors
    /// When the reader fails, after the blocks before.
    pub(crate) fn block(&mut self) -> io::Result<Block> {
        if self.ready.is_empty() && self.end.is_none() {
            self.gather();
        }
        match (self.ready.pop_front(), self.end.take()) {
            (Some((bytes, digest)), end) => {
                self.end = end;
                Ok(Block::Whole(bytes, digest))
            }
            (None, Some(end)) => Ok(Block::Cut(end?)),
            (None, None) => Ok(Block::Cut(0)),
        }
    }

    /// What follows the last block.
    pub(crate) fn rest(&mut self) -> &mut R {
        &mut self.from
    }

    fn gather(&mut self) {
        let mut blocks = Vec::with_capacity(TOGETHER);
        while blocks.len() < TOGETHER && self.next < self.segments.count() {
            let bounds = self.segments.block(self.next);
            match read(&mut self.from, bounds.end - bounds.start) {
                Ok(Ok(block)) => blocks.push(block),
                Ok(Err(got)) => self.end = Some(Ok(got)),
                Err(error) => self.end = Some(Err(error)),
            }
            if self.end.is_some() {
                break;
            }
            self.next += 1;
        }
        let digests = Sha256Digest::of_each(&blocks.iter().map(Vec::as_slice).collect::<Vec<_>>());
        self.ready.extend(blocks.into_iter().zip(digests));
    }
}

/// So many bytes, or how many there were.
fn read(from: &mut impl Read, length: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let mut block = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    let got = from.take(length).read_to_end(&mut block)? as u64;
    Ok(if got == length { Ok(block) } else { Err(got) })
}

/// Blocks read together: each is a MiB of memory.
const TOGETHER: usize = 8;
