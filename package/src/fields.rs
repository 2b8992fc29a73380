//! The bytes of our own journal records: fixed-width big-endian numbers and length-prefixed fields, guarded by a
//! SHA-256 at the end. Not a format for others: only the program that wrote a record reads it.

use crypto::digest::Sha256Digest;

/// A record that was cut, altered or written by another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the journal record of the {what} is damaged or of another version")]
pub struct Unreadable {
    /// What was to be read.
    pub what: &'static str,
}

/// Writes a record.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn new(magic: &[u8; 8]) -> Self {
        Self(magic.to_vec())
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.raw(&number.to_be_bytes());
    }

    pub(crate) fn field(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.raw(bytes);
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        let digest = Sha256Digest::of(&self.0);
        self.raw(digest.as_bytes());
        self.0
    }
}

/// Reads a record whose digest holds.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], magic: &[u8; 8], what: &'static str) -> Result<Self, Unreadable> {
        let (body, digest) = bytes.split_last_chunk::<32>().ok_or(Unreadable { what })?;
        let rest = body.strip_prefix(magic).ok_or(Unreadable { what })?;
        if Sha256Digest::of(body).as_bytes() == digest {
            Ok(Self { rest, what })
        } else {
            Err(Unreadable { what })
        }
    }

    pub(crate) fn raw<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (raw, rest) = self.rest.split_first_chunk::<N>().ok_or(self.unreadable())?;
        self.rest = rest;
        Ok(*raw)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Unreadable> {
        self.raw().map(u64::from_be_bytes)
    }

    pub(crate) fn field(&mut self) -> Result<&'a [u8], Unreadable> {
        let len = usize::try_from(self.number()?).map_err(|_| self.unreadable())?;
        let (field, rest) = self.rest.split_at_checked(len).ok_or(self.unreadable())?;
        self.rest = rest;
        Ok(field)
    }

    pub(crate) fn text<T: std::str::FromStr>(&mut self) -> Result<T, Unreadable> {
        let text = std::str::from_utf8(self.field()?).map_err(|_| self.unreadable())?;
        text.parse().map_err(|_| self.unreadable())
    }

    pub(crate) fn finish(self) -> Result<(), Unreadable> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.unreadable()) }
    }

    pub(crate) fn unreadable(&self) -> Unreadable {
        Unreadable { what: self.what }
    }
}
