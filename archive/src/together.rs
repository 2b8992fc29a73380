//! Reads files side by side, a piece of each in turn: their digests, taken at once, cost a fraction.

use std::io::{self, Read};

use crypto::digest::{Md5, Md5Digest, Sha256, Sha256Digest, Sha512, Sha512Digest};

use crate::damage::Fault;
use crate::key::Key;
use crate::store::Store;
use crate::validate::{Progress, Stopped};

/// What was read of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) sha512: Sha512Digest,
    pub(crate) sha256: Option<Sha256Digest>,
    pub(crate) md5: Option<Md5Digest>,
    /// How many bytes.
    pub(crate) length: u64,
}

/// Digests wanted beside the SHA-512.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) sha256: bool,
    pub(crate) md5: bool,
}

/// A file to be read: its number, and its bytes or why there are none.
pub(crate) type File = (usize, Result<Box<dyn Read + Send>, Fault>);

/// Reads files of a store from the medium, and tells by number what was found of each, in the order in which they end.
pub(crate) fn read_back(
    store: &dyn Store,
    files: impl Iterator<Item = (usize, Key)>,
    wanted: Wanted,
    progress: &mut dyn Progress,
    found: &mut dyn FnMut(usize, Result<Found, Fault>),
) -> Result<(), Stopped> {
    let mut files = files.fuse();
    let mut next = |_| {
        let (file, key) = files.next()?;
        let reader = store.read_back(&key).map_err(|error| match error {
            error if error.is_missing() => Fault::Missing,
            error => Fault::Unreadable { reason: error.to_string() },
        });
        Some((file, reader))
    };
    read(&mut next, wanted, progress, found)
}

/// Reads the files that `next` gives. It hears whether none is being read: then it may wait for one, and none ends the
/// reading; otherwise none means that there is none now.
pub(crate) fn read(
    next: &mut dyn FnMut(Idle) -> Option<File>,
    wanted: Wanted,
    progress: &mut dyn Progress,
    found: &mut dyn FnMut(usize, Result<Found, Fault>),
) -> Result<(), Stopped> {
    let mut seats: Vec<Seat> = Vec::with_capacity(SEATS);
    let mut buffers = Vec::new();
    loop {
        while seats.len() < SEATS
            && let Some((file, reader)) = next(seats.is_empty())
        {
            match reader {
                Ok(reader) => {
                    let buffer = buffers.pop().unwrap_or_else(|| vec![0; PIECE]);
                    seats.push(Seat::new(file, reader, wanted, buffer));
                }
                Err(fault) => found(file, Err(fault)),
            }
        }
        if seats.is_empty() {
            return Ok(());
        }
        for seat in &mut seats {
            seat.read();
            progress.read(seat.filled as u64)?;
        }
        hash(&mut seats);
        for ended in seats.extract_if(.., |seat| seat.end.is_some()) {
            let (file, outcome, buffer) = ended.leave();
            found(file, outcome);
            buffers.push(buffer);
        }
    }
}

/// Whether no file is being read.
pub(crate) type Idle = bool;

/// A file in work.
struct Seat {
    file: usize,
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    filled: usize,
    length: u64,
    sha512: Sha512,
    sha256: Option<Sha256>,
    md5: Option<Md5>,
    /// How the reading ended, when it has.
    end: Option<io::Result<()>>,
}

impl Seat {
    fn new(file: usize, reader: Box<dyn Read + Send>, wanted: Wanted, buffer: Vec<u8>) -> Self {
        Self {
            file,
            reader,
            buffer,
            filled: 0,
            length: 0,
            sha512: Sha512::new(),
            sha256: wanted.sha256.then(Sha256::new),
            md5: wanted.md5.then(Md5::new),
            end: None,
        }
    }

    /// Reads the next piece; it is shorter than the buffer only at the end.
    fn read(&mut self) {
        self.filled = 0;
        while self.filled < self.buffer.len() && self.end.is_none() {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.end = Some(Ok(())),
                Ok(amount) => self.filled += amount,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end = Some(Err(error)),
            }
        }
        self.length += self.filled as u64;
    }

    fn leave(self) -> (usize, Result<Found, Fault>, Vec<u8>) {
        let outcome = match self.end {
            Some(Err(error)) => Err(Fault::Unreadable { reason: error.to_string() }),
            _ => Ok(Found {
                sha512: self.sha512.finish(),
                sha256: self.sha256.map(Sha256::finish),
                md5: self.md5.map(Md5::finish),
                length: self.length,
            }),
        };
        (self.file, outcome, self.buffer)
    }
}

/// Hashes the pieces that were read last, all at once.
fn hash(seats: &mut [Seat]) {
    Sha512::update_each(seats.iter_mut().map(|seat| (&mut seat.sha512, &seat.buffer[..seat.filled])));
    Sha256::update_each(
        seats.iter_mut().filter_map(|seat| Some((seat.sha256.as_mut()?, &seat.buffer[..seat.filled]))),
    );
    Md5::update_each(
        seats.iter_mut().filter_map(|seat| Some((seat.md5.as_mut()?, &seat.buffer[..seat.filled]))),
    );
}

/// Files that are read side by side: as many as are hashed at once.
pub(crate) const SEATS: usize = 16;
/// Bytes of each that are read in turn.
const PIECE: usize = 64 << 10;
