//! One file among those that a thread reads side by side.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::thread;

use crypto::digest::{Md5, Sha256, Sm3};

use super::{Reading, Wanted};
use crate::dossier::{Entry, Stamp, open_file};
use crate::witness::{Hearing, Witness};

/// A file in work: how much of it was read last, and what was made of all so far.
pub(super) struct Seat<'a> {
    file: usize,
    stamp: Stamp,
    /// None once it has been read to its end.
    source: Option<File>,
    filled: usize,
    wanted: Wanted,
    md5: Option<Md5>,
    sha256: Option<Sha256>,
    sm3: Option<Sm3>,
    hearing: Box<dyn Hearing + 'a>,
    /// What it came to in the end, other than digests.
    fault: Option<Reading>,
}

impl<'a> Seat<'a> {
    /// Opens a file; one that cannot be opened has ended already.
    pub(super) fn take(
        file: usize,
        folder: &Path,
        entry: &Entry,
        wanted: Wanted,
        witness: &'a dyn Witness,
    ) -> Self {
        let mut seat = Self {
            file,
            stamp: entry.stamp,
            source: None,
            filled: 0,
            wanted,
            md5: (wanted == Wanted::Md5).then(Md5::new),
            sha256: (wanted == Wanted::Sha256 || witness.wants_sha256()).then(Sha256::new),
            sm3: (wanted == Wanted::Sm3).then(Sm3::new),
            hearing: witness.begin(file),
            fault: None,
        };
        match open_file(folder, &entry.path) {
            Ok(source) => seat.source = Some(source),
            Err(error) => seat.fault = Some(unreadable(&error)),
        }
        seat
    }

    /// The file's number.
    pub(super) fn file(&self) -> usize {
        self.file
    }

    /// Reads the next piece; less than there is room for only at the end. Returns its length.
    pub(super) fn read(&mut self, piece: &mut [u8]) -> usize {
        self.filled = 0;
        while let Some(source) = &mut self.source
            && self.filled < piece.len()
        {
            match source.read(&mut piece[self.filled..]) {
                Ok(0) => self.end(),
                Ok(amount) => self.filled += amount,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fault = Some(unreadable(&error));
                    self.source = None;
                }
            }
        }
        self.filled
    }

    /// Tells whether there is nothing left to read.
    pub(super) fn has_ended(&self) -> bool {
        self.source.is_none()
    }

    /// Tells the witness, and returns what came of the file.
    pub(super) fn leave(self) -> Reading {
        let sha256 = self.sha256.map(Sha256::finish);
        let reading = self.fault.unwrap_or_else(|| {
            let digest = match self.wanted {
                Wanted::Nothing => None,
                Wanted::Md5 => self.md5.map(|md5| Reading::Md5(md5.finish())),
                Wanted::Sha256 => sha256.map(Reading::Sha256),
                Wanted::Sm3 => self.sm3.map(|sm3| Reading::Sm3(sm3.finish())),
            };
            digest.unwrap_or(Reading::Plain)
        });
        self.hearing.end(&reading, sha256.as_ref());
        reading
    }

    /// The stamp tells whether it is still the file that was walked.
    fn end(&mut self) {
        let stamp = self.source.take().map(|source| source.metadata().map(|metadata| Stamp::of(&metadata)));
        self.fault = match stamp {
            Some(Ok(stamp)) if stamp == self.stamp => None,
            Some(Err(error)) => Some(unreadable(&error)),
            _ => Some(Reading::Changed),
        };
    }
}

/// Hashes the pieces that were read last, all at once, and lets the witnesses hear them. `helped` by another thread, which
/// takes [its part](part).
pub(super) fn hash<'a>(seats: &'a mut [Seat<'_>], pieces: impl Iterator<Item = &'a [u8]>, helped: bool) {
    let (mut md5, mut sha256, mut other) = (Vec::new(), Vec::new(), Vec::with_capacity(seats.len()));
    for (seat, piece) in seats.iter_mut().zip(pieces) {
        let piece = &piece[..seat.filled];
        md5.extend(seat.md5.as_mut().map(|hasher| (hasher, piece)));
        sha256.extend(seat.sha256.as_mut().map(|hasher| (hasher, piece)));
        other.push((&mut seat.sm3, &mut seat.hearing, piece));
    }
    let (theirs, their_md5) = if helped { part(sha256.len()) } else { (0, 0) };
    let (own, own_md5) = (sha256.split_off(theirs), md5.split_off(their_md5.min(md5.len())));
    thread::scope(|scope| {
        if !sha256.is_empty() {
            // What no thread could be had for is done below.
            let _ = thread::Builder::new().spawn_scoped(scope, || {
                Sha256::update_each(sha256.drain(..));
                Md5::update_each(md5.drain(..));
            });
        }
        Sha256::update_each(own);
        Md5::update_each(own_md5);
        for (sm3, hearing, piece) in other {
            if let Some(sm3) = sm3 {
                sm3.update(piece);
            }
            hearing.bytes(piece);
        }
    });
    Sha256::update_each(sha256);
    Md5::update_each(md5);
}

/// How many SHA-256 and MD5 of so many files the helper takes. Side by side MD5 costs little beside SHA-256; of files too few for
/// that, each thread takes its share.
fn part(files: usize) -> (usize, usize) {
    match files {
        2 => (1, 1),
        3 => (2, 0),
        all => (all, 0),
    }
}

fn unreadable(error: &io::Error) -> Reading {
    Reading::Unreadable(error.to_string())
}
