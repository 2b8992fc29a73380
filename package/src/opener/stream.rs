//! The decrypted bytes of a package in order, one segment in memory at a time.

use std::io::{self, Read};

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;
use crypto::segment::{self, DataKey, HEADER, Stream};

use super::OpenError;
use crate::damage::{Damage, Fault, Place};
use crate::head::Head;
use crate::layout::Segments;

/// Reads, hashes and opens block after block, and hands the plaintext on in the pieces asked for.
pub(super) struct Plaintext<R> {
    from: R,
    cipher: Stream,
    segments: Segments,
    payload_offset: u64,
    next: u32,
    segment: Vec<u8>,
    taken: usize,
    position: u64,
    digests: Vec<Sha256Digest>,
}

impl<R: Read> Plaintext<R> {
    /// Reads the first block, which holds salt and prefix, and compares the commitment before it decrypts anything.
    pub(super) fn begin(mut from: R, head: &Head, key: &DataKey) -> Result<Self, OpenError> {
        let segments = head.header().segments;
        let first =
            block(&mut from, &segments, 0).map_err(|end| end.at(head.payload_offset(), &segments, 0))?;
        let digest = Sha256Digest::of(&first);
        let damage = |offset, fault| {
            let place = Place { offset: head.payload_offset() + offset, segment: Some(0), file: None };
            OpenError::Damage(Damage { place, fault })
        };
        let (header, sealed) = first.split_first_chunk::<HEADER>().ok_or(damage(0, Fault::Truncated))?;
        let (salt, prefix) = segment::parse_header(header).ok_or(damage(0, Fault::StreamHeader))?;
        if Commitment::to(key, &salt) != head.header().commitment {
            return Err(damage(1, Fault::Commitment));
        }
        let mut plaintext = Self {
            from,
            cipher: Stream::new(key, &salt, &prefix, &head.header_digest().0),
            segments,
            payload_offset: head.payload_offset(),
            next: 0,
            segment: sealed.to_vec(),
            taken: 0,
            position: 0,
            digests: vec![digest],
        };
        plaintext.decrypt()?;
        Ok(plaintext)
    }

    /// At least one and at most `most` of the next bytes; empty only when there are no more, or none are wanted.
    pub(super) fn chunk(&mut self, most: u64) -> Result<&[u8], OpenError> {
        if self.taken == self.segment.len() && self.next < self.segments.count() && most > 0 {
            let block = block(&mut self.from, &self.segments, self.next)
                .map_err(|end| end.at(self.payload_offset, &self.segments, self.next))?;
            self.digests.push(Sha256Digest::of(&block));
            self.segment = block;
            self.taken = 0;
            self.decrypt()?;
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

    /// Makes sure that the file ends with the stream, and gives the digests of its blocks.
    pub(super) fn finish(mut self) -> Result<Vec<Sha256Digest>, OpenError> {
        let end = self.payload_offset + self.segments.ciphertext_len();
        match self.from.read(&mut [0]).map_err(OpenError::Read)? {
            0 => Ok(self.digests),
            _ => {
                let place = Place { offset: end, segment: None, file: None };
                Err(OpenError::Damage(Damage { place, fault: Fault::Longer }))
            }
        }
    }

    fn decrypt(&mut self) -> Result<(), OpenError> {
        let index = self.next;
        let last = index + 1 == self.segments.count();
        let opened = self.cipher.open(index, last, &mut self.segment);
        self.next += 1;
        opened.map_err(|_| {
            let offset = self.payload_offset + self.segments.block(index).start;
            let place = Place { offset, segment: Some(index), file: None };
            OpenError::Damage(Damage { place, fault: Fault::Forged })
        })
    }
}

/// Why a block is not whole.
enum End {
    Truncated(u64),
    Failed(io::Error),
}

impl End {
    fn at(self, payload_offset: u64, segments: &Segments, index: u32) -> OpenError {
        match self {
            Self::Failed(source) => OpenError::Read(source),
            Self::Truncated(got) => {
                let offset = payload_offset + segments.block(index).start + got;
                let place = Place { offset, segment: Some(index), file: None };
                OpenError::Damage(Damage { place, fault: Fault::Truncated })
            }
        }
    }
}

fn block(from: &mut impl Read, segments: &Segments, index: u32) -> Result<Vec<u8>, End> {
    let bounds = segments.block(index);
    let len = bounds.end - bounds.start;
    let mut block = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    match from.take(len).read_to_end(&mut block) {
        Ok(got) if got as u64 == len => Ok(block),
        Ok(got) => Err(End::Truncated(got as u64)),
        Err(source) => Err(End::Failed(source)),
    }
}
