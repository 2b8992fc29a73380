//! The decrypted bytes of a package in order, a few segments in memory at a time.
//!
//! [`Blocks`] reads, hashes and decrypts on a thread of its own, while [`Plaintext`] hands what is ready to the walk.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender};

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;
use crypto::segment::{self, DataKey, HEADER, Stream};

use super::OpenError;
use crate::damage::{Damage, Fault, Place};
use crate::gathered::{Block, Gathered};
use crate::head::Head;
use crate::layout::Segments;

/// One decrypted segment, or why there is none.
pub(super) type Segment = Result<Vec<u8>, OpenError>;

/// Reads block after block, and decrypts the segments in them.
pub(super) struct Blocks<R> {
    from: Gathered<R>,
    cipher: Stream,
    segments: Segments,
    payload_offset: u64,
    header: [u8; HEADER],
    first: Option<Vec<u8>>,
    digests: Vec<Sha256Digest>,
}

impl<R: Read> Blocks<R> {
    /// Reads the first block, which holds salt and prefix, and compares the commitment before anything is decrypted.
    pub(super) fn begin(from: R, head: &Head, key: &DataKey) -> Result<Self, OpenError> {
        let segments = head.header().segments;
        let mut from = Gathered::new(from, segments, 0);
        let (first, digest) = block(&mut from, &segments, 0, head.payload_offset())?;
        let damage = |offset, fault| {
            let place = Place { offset: head.payload_offset() + offset, segment: Some(0), file: None };
            OpenError::Damage(Damage { place, fault })
        };
        let (header, sealed) = first.split_first_chunk::<HEADER>().ok_or(damage(0, Fault::Truncated))?;
        let (salt, prefix) = segment::parse_header(header).ok_or(damage(0, Fault::StreamHeader))?;
        if Commitment::to(key, &salt) != head.header().commitment {
            return Err(damage(1, Fault::Commitment));
        }
        Ok(Self {
            from,
            cipher: Stream::new(key, &salt, &prefix, &head.header_digest().0),
            segments,
            payload_offset: head.payload_offset(),
            header: *header,
            first: Some(sealed.to_vec()),
            digests: vec![digest],
        })
    }

    /// The bytes before segment 0.
    pub(super) fn header(&self) -> [u8; HEADER] {
        self.header
    }

    /// Sends segment after segment until one is damaged or nobody listens any more; then makes sure that the file ends
    /// with the stream, and gives the digests of its blocks.
    pub(super) fn run(mut self, to: &SyncSender<Segment>) -> Result<Vec<Sha256Digest>, OpenError> {
        for index in 0..self.segments.count() {
            let segment = self.segment(index);
            let damaged = segment.is_err();
            if to.send(segment).is_err() || damaged {
                return Ok(self.digests);
            }
        }
        if self.from.rest().read(&mut [0]).map_err(OpenError::Read)? == 0 {
            return Ok(self.digests);
        }
        let offset = self.payload_offset + self.segments.ciphertext_len();
        let place = Place { offset, segment: None, file: None };
        Err(OpenError::Damage(Damage { place, fault: Fault::Longer }))
    }

    fn segment(&mut self, index: u32) -> Segment {
        let mut segment = match self.first.take() {
            Some(first) => first,
            None => {
                let (block, digest) = block(&mut self.from, &self.segments, index, self.payload_offset)?;
                self.digests.push(digest);
                block
            }
        };
        let last = index + 1 == self.segments.count();
        self.cipher.open(index, last, &mut segment).map_err(|_| {
            let offset = self.payload_offset + self.segments.block(index).start;
            let place = Place { offset, segment: Some(index), file: None };
            OpenError::Damage(Damage { place, fault: Fault::Forged })
        })?;
        Ok(segment)
    }
}

/// Hands the plaintext on in the pieces asked for.
pub(super) struct Plaintext {
    from: Receiver<Segment>,
    segments: Segments,
    payload_offset: u64,
    segment: Vec<u8>,
    taken: usize,
    position: u64,
}

impl Plaintext {
    pub(super) fn new(from: Receiver<Segment>, head: &Head) -> Self {
        Self {
            from,
            segments: head.header().segments,
            payload_offset: head.payload_offset(),
            segment: Vec::new(),
            taken: 0,
            position: 0,
        }
    }

    /// At least one and at most `most` of the next bytes; empty only when there are no more, or none are wanted.
    pub(super) fn chunk(&mut self, most: u64) -> Result<&[u8], OpenError> {
        if self.taken == self.segment.len()
            && most > 0
            && let Ok(segment) = self.from.recv()
        {
            self.segment = segment?;
            self.taken = 0;
        }
        let there = &self.segment[self.taken..];
        let chunk = &there[..there.len().min(usize::try_from(most).unwrap_or(usize::MAX))];
        self.taken += chunk.len();
        self.position += chunk.len() as u64;
        Ok(chunk)
    }

    /// The next `len` bytes, or fewer when the plaintext ends before.
    pub(super) fn take(&mut self, len: u64) -> Result<Vec<u8>, OpenError> {
        let mut taken = Vec::new();
        while (taken.len() as u64) < len {
            match self.chunk(len - taken.len() as u64)? {
                [] => break,
                chunk => taken.extend_from_slice(chunk),
            }
        }
        Ok(taken)
    }

    /// Offset of the next byte in the plaintext.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Number of bytes still to come.
    pub(super) fn remaining(&self) -> u64 {
        self.segments.plaintext_len() - self.position
    }

    /// Where the plaintext byte at `offset` lies in the package.
    pub(super) fn place(&self, offset: u64, file: Option<&str>) -> Place {
        let last = self.segments.plaintext_len() - 1;
        Place {
            offset: self.payload_offset + self.segments.stream_offset(offset.min(last)),
            segment: Some(self.segments.containing(offset.min(last))),
            file: file.map(str::to_owned),
        }
    }
}

fn block(
    from: &mut Gathered<impl Read>,
    segments: &Segments,
    index: u32,
    payload_offset: u64,
) -> Result<(Vec<u8>, Sha256Digest), OpenError> {
    match from.block().map_err(OpenError::Read)? {
        Block::Whole(block, digest) => Ok((block, digest)),
        Block::Cut(got) => {
            let offset = payload_offset + segments.block(index).start + got;
            let place = Place { offset, segment: Some(index), file: None };
            Err(OpenError::Damage(Damage { place, fault: Fault::Truncated }))
        }
    }
}

/// Segments decrypted ahead of the walk: enough for both to be busy, and a few MiB of memory.
pub(super) const AHEAD: usize = 4;

/// What the thread of [`Blocks`] ended with.
pub(super) fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> io::Result<T> {
    thread.join().map_err(|_| io::Error::other("the reading thread ended early"))
}
