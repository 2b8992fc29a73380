//! The three digests under which the archive knows a file, taken in one pass over its bytes.

pub mod following;

use std::io::{self, Read};

use crypto::digest::{Md5, Md5Digest, Sha256, Sha256Digest, Sha512, Sha512Digest};

/// What is known of a file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// Addresses the content (OCFL 1.1 §3.4).
    pub sha512: Sha512Digest,
    /// The digest that the dossier's manifest gives.
    pub sha256: Sha256Digest,
    /// The digest that an eCTD backbone gives.
    pub md5: Md5Digest,
}

/// Takes all three digests of bytes that come in pieces.
#[derive(Clone, Debug, Default)]
pub struct Digesting {
    sha512: Sha512,
    sha256: Sha256,
    md5: Md5,
}

impl Digesting {
    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha512.update(bytes);
        self.sha256.update(bytes);
        self.md5.update(bytes);
    }

    /// Ends with the digests of all bytes added.
    #[must_use]
    pub fn finish(self) -> Digests {
        Digests { sha512: self.sha512.finish(), sha256: self.sha256.finish(), md5: self.md5.finish() }
    }
}

impl Digests {
    /// Computes the digests of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut digesting = Digesting::default();
        digesting.update(bytes);
        digesting.finish()
    }
}

/// A reader that takes the digests of what passes through it.
#[derive(Debug)]
pub(crate) struct Digested<R> {
    inner: R,
    digesting: Digesting,
    length: u64,
}

impl<R> Digested<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, digesting: Digesting::default(), length: 0 }
    }

    /// Bytes that have passed.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn finish(self) -> Digests {
        self.digesting.finish()
    }
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digesting.update(&buffer[..read]);
        self.length += read as u64;
        Ok(read)
    }
}
