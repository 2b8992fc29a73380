//! Reads every file of a dossier once, to its end, with the digest that its leaves ask for.
//!
//! That a file can be read whole is worth knowing before it is sent, so also those are read that no leaf names. Whoever
//! needs other digests of the same bytes is a [`Witness`].

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crypto::digest::{Md5, Md5Digest, Sha256, Sha256Digest, Sm3, Sm3Digest};

use crate::crew::{self, BUFFER, Tally};
use crate::dossier::{Entry, Stamp, open_file};
use crate::progress::Progress;
use crate::witness::Witness;

/// What reading one file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Read to its end; no digest was asked for.
    Plain,
    /// Its MD5 (RFC 1321).
    Md5(Md5Digest),
    /// Its SHA-256.
    Sha256(Sha256Digest),
    /// Its SM3 (GB/T 32905).
    Sm3(Sm3Digest),
    /// It cannot be opened or read; the system's words.
    Unreadable(String),
    /// Its size, time or inode is no longer what the walk saw, or it changed while it was read.
    Changed,
}

impl Reading {
    /// Returns the digest in lower-case hex.
    pub fn digest(&self) -> Option<String> {
        match self {
            Self::Md5(digest) => Some(digest.to_string()),
            Self::Sha256(digest) => Some(digest.to_string()),
            Self::Sm3(digest) => Some(digest.to_string()),
            Self::Plain | Self::Unreadable(_) | Self::Changed => None,
        }
    }
}

/// The digest wanted of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wanted {
    #[default]
    Nothing,
    Md5,
    Sha256,
    Sm3,
}

/// Reads files below `folder` to their ends, side by side, for a witness alone.
pub fn read_for(
    folder: &Path,
    files: &[Entry],
    witness: &dyn Witness,
    progress: &mut dyn Progress,
) -> Vec<Reading> {
    read_all(folder, files, &vec![Wanted::Nothing; files.len()], witness, &|_| (), progress)
}

/// Reads all files; `wanted` has one element for each, and `read` hears which one is through.
pub(crate) fn read_all(
    folder: &Path,
    files: &[Entry],
    wanted: &[Wanted],
    witness: &dyn Witness,
    read: &(dyn Fn(usize) + Sync),
    progress: &mut dyn Progress,
) -> Vec<Reading> {
    let work = |file: usize, buffer: &mut Vec<u8>, tally: &mut Tally<'_, Reading>| {
        buffer.resize(BUFFER, 0);
        let mut hearing = witness.begin(file);
        let mut heard = |bytes: &[u8]| {
            hearing.bytes(bytes);
            tally.add(bytes.len());
        };
        let reading = read_one(folder, &files[file], wanted[file], buffer, &mut heard)
            .unwrap_or_else(|error| Reading::Unreadable(error.to_string()));
        hearing.end(&reading);
        read(file);
        reading
    };
    crew::run(wanted.len(), &work, progress)
        .into_iter()
        .map(|reading| reading.unwrap_or_else(|| Reading::Unreadable("not read".to_owned())))
        .collect()
}

fn read_one(
    folder: &Path,
    entry: &Entry,
    wanted: Wanted,
    buffer: &mut [u8],
    heard: &mut dyn FnMut(&[u8]),
) -> io::Result<Reading> {
    let mut file = open_file(folder, &entry.path)?;
    let mut digest = Digest::new(wanted);
    loop {
        let amount = next(&mut file, buffer)?;
        if amount == 0 {
            break;
        }
        digest.update(&buffer[..amount]);
        heard(&buffer[..amount]);
    }
    let unchanged = Stamp::of(&file.metadata()?) == entry.stamp;
    Ok(if unchanged { digest.finish() } else { Reading::Changed })
}

fn next(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

enum Digest {
    Nothing,
    Md5(Md5),
    Sha256(Sha256),
    Sm3(Sm3),
}

impl Digest {
    fn new(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Nothing => Self::Nothing,
            Wanted::Md5 => Self::Md5(Md5::new()),
            Wanted::Sha256 => Self::Sha256(Sha256::new()),
            Wanted::Sm3 => Self::Sm3(Sm3::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Nothing => {}
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sm3(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Reading {
        match self {
            Self::Nothing => Reading::Plain,
            Self::Md5(hasher) => Reading::Md5(hasher.finish()),
            Self::Sha256(hasher) => Reading::Sha256(hasher.finish()),
            Self::Sm3(hasher) => Reading::Sm3(hasher.finish()),
        }
    }
}
