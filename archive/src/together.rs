//! Reads files side by side, a piece of each in turn: their digests, taken at once, cost a fraction. Of files too
//! few for that, a second thread takes its part where there is another core.

use std::io::{self, Read};
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

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
    let mut buffer = Vec::new();
    let alone = thread::available_parallelism().map_or(1, NonZero::get) == 1;
    loop {
        while seats.len() < SEATS
            && let Some((file, reader)) = next(seats.is_empty())
        {
            match reader {
                Ok(reader) => {
                    seats.push(Seat::new(file, reader, wanted));
                }
                Err(fault) => found(file, Err(fault)),
            }
        }
        if seats.is_empty() {
            return Ok(());
        }
        let helped = !alone && seats.len() <= FEW;
        let piece = if helped { LARGE_PIECE } else { PIECE };
        let mut bytes = 0;
        buffer.resize(buffer.len().max(piece * seats.len()), 0);
        for (seat, piece) in seats.iter_mut().zip(buffer.chunks_mut(piece)) {
            seat.read(piece);
            bytes += seat.filled;
            progress.read(seat.filled as u64)?;
        }
        hash(&mut seats, buffer.chunks(piece), helped && bytes >= WORTH);
        for ended in seats.extract_if(.., |seat| seat.end.is_some()) {
            let (file, outcome) = ended.leave();
            found(file, outcome);
        }
    }
}

/// Whether no file is being read.
pub(crate) type Idle = bool;

/// A file in work.
struct Seat {
    file: usize,
    reader: Box<dyn Read + Send>,
    filled: usize,
    length: u64,
    sha512: Sha512,
    sha256: Option<Sha256>,
    md5: Option<Md5>,
    /// How the reading ended, when it has.
    end: Option<io::Result<()>>,
}

impl Seat {
    fn new(file: usize, reader: Box<dyn Read + Send>, wanted: Wanted) -> Self {
        Self {
            file,
            reader,
            filled: 0,
            length: 0,
            sha512: Sha512::new(),
            sha256: wanted.sha256.then(Sha256::new),
            md5: wanted.md5.then(Md5::new),
            end: None,
        }
    }

    /// Reads the next piece; less than there is room for only at the end.
    fn read(&mut self, piece: &mut [u8]) {
        self.filled = 0;
        while self.filled < piece.len() && self.end.is_none() {
            match self.reader.read(&mut piece[self.filled..]) {
                Ok(0) => self.end = Some(Ok(())),
                Ok(amount) => self.filled += amount,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end = Some(Err(error)),
            }
        }
        self.length += self.filled as u64;
    }

    fn leave(self) -> (usize, Result<Found, Fault>) {
        let outcome = match self.end {
            Some(Err(error)) => Err(Fault::Unreadable { reason: error.to_string() }),
            _ => Ok(Found {
                sha512: self.sha512.finish(),
                sha256: self.sha256.map(Sha256::finish),
                md5: self.md5.map(Md5::finish),
                length: self.length,
            }),
        };
        (self.file, outcome)
    }
}

/// Hashes the pieces that were read last, all at once. `helped`, another thread takes the SHA-256, which costs about as much
/// as the two others; where none is wanted, it takes every second file.
fn hash<'a>(seats: &'a mut [Seat], pieces: impl Iterator<Item = &'a [u8]>, helped: bool) {
    let (mut sha512, mut sha256, mut md5) = (Vec::with_capacity(seats.len()), Vec::new(), Vec::new());
    for (seat, piece) in seats.iter_mut().zip(pieces) {
        let piece = &piece[..seat.filled];
        sha512.push((&mut seat.sha512, piece));
        sha256.extend(seat.sha256.as_mut().map(|hasher| (hasher, piece)));
        md5.extend(seat.md5.as_mut().map(|hasher| (hasher, piece)));
    }
    if !helped {
        Sha256::update_each(sha256);
        Sha512::update_each(sha512);
        return Md5::update_each(md5);
    }
    let others = if sha256.is_empty() { sha512.split_off(sha512.len() / 2) } else { Vec::new() };
    let theirs = || {
        Sha256::update_each(sha256);
        Sha512::update_each(others);
    };
    let ours = || {
        Sha512::update_each(sha512);
        Md5::update_each(md5);
    };
    beside(theirs, ours);
}

/// Does one thing on a thread of its own while the caller does the other; both on the caller's where none can be had.
fn beside(theirs: impl FnOnce() + Send, ours: impl FnOnce()) {
    let theirs = Mutex::new(Some(theirs));
    let work = || {
        let taken = theirs.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.into_iter().for_each(|work| work());
    };
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, work);
        ours();
        if helper.is_err() {
            work();
        }
    });
}

/// Files that are read side by side: as many as are hashed at once.
pub(crate) const SEATS: usize = 16;
/// Files too few to be hashed side by side: there is enough to do for two threads.
const FEW: usize = 4;
/// Bytes of each that are read in turn by one thread alone; those of all seats fit into a core's own memory.
const PIECE: usize = 64 << 10;
/// Bytes of each that are read in turn for two threads.
const LARGE_PIECE: usize = 1 << 20;
/// Bytes for which another thread is worth its beginning: until one that sleeps runs, most of a millisecond may pass.
const WORTH: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::{Found, Read, Wanted, read};
    use crate::digests::Digests;
    use crate::validate::{Progress, Stopped};

    struct Silent;

    impl Progress for Silent {
        fn read(&mut self, _: u64) -> Result<(), Stopped> {
            Ok(())
        }
    }

    #[test]
    fn with_and_without_a_helper_each_file_has_its_own_digests() {
        for lengths in
            [vec![], vec![0], vec![3_000_000], vec![9_000_000, 1_048_577, 4_194_304], vec![70_000; 40]]
        {
            let files: Vec<Vec<u8>> = lengths
                .iter()
                .enumerate()
                .map(|(file, &length)| (0..length).map(|at| (at * 31 + file).to_le_bytes()[0]).collect())
                .collect();
            for (sha256, md5) in [(false, false), (true, true), (true, false), (false, true)] {
                let mut left = files.iter().enumerate();
                let mut next = |_| {
                    let (file, bytes) = left.next()?;
                    Some((file, Ok(Box::new(std::io::Cursor::new(bytes.clone())) as Box<dyn Read + Send>)))
                };
                let mut all = 0;
                let mut found = |file: usize, found: Result<Found, _>| {
                    let (found, expected) = (found.unwrap(), Digests::of(&files[file]));
                    assert_eq!((found.length, found.sha512), (files[file].len() as u64, expected.sha512));
                    assert_eq!(found.sha256, sha256.then_some(expected.sha256));
                    assert_eq!(found.md5, md5.then_some(expected.md5));
                    all += 1;
                };
                read(&mut next, Wanted { sha256, md5 }, &mut Silent, &mut found).unwrap();
                assert_eq!(all, files.len());
            }
        }
    }
}
