//! Reads every file of a dossier once, to its end, with the digest that its leaves ask for.
//!
//! That a file can be read whole is worth knowing before it is sent, so also those are read that no leaf names. Whoever
//! needs other digests of the same bytes is a [`Witness`].
//!
//! Each thread reads several files side by side, a piece of each in turn, because digests of many pieces at once cost a
//! fraction. The largest come first: so files of about the same length keep each other company, and none is left alone
//! at the end. Where there are two cores, few files stay together with one thread. One that has a core to spare has another
//! thread take the SHA-256 meanwhile. A file whose digests are [`known`] is not read.

pub mod known;
mod seat;

use std::cmp::Reverse;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use crypto::digest::{Md5Digest, Sha256Digest, Sm3Digest};

use crate::crew::{self, Share};
use crate::dossier::Entry;
use crate::progress::Progress;
use crate::witness::Witness;
use seat::Seat;

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

/// What is to be done about a file.
#[derive(Clone, Debug)]
pub(crate) enum Task {
    /// It is read, for this digest.
    Read(Wanted),
    /// That it would be this is known.
    Known(Reading),
}

/// Reads files below `folder` to their ends, side by side, for a witness alone.
pub fn read_for(
    folder: &Path,
    files: &[Entry],
    witness: &dyn Witness,
    progress: &mut dyn Progress,
) -> Vec<Reading> {
    read_all(folder, files, &vec![Task::Read(Wanted::Nothing); files.len()], witness, &|_| (), progress)
}

/// Reads all files; `tasks` has one element for each, and `read` hears which one is through. A witness hears nothing of
/// those that are known.
pub(crate) fn read_all(
    folder: &Path,
    files: &[Entry],
    tasks: &[Task],
    witness: &dyn Witness,
    read: &(dyn Fn(usize) + Sync),
    progress: &mut dyn Progress,
) -> Vec<Reading> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|&file| Reverse(files[file].size()));
    let cores = crew::threads(order.len());
    // More cores take more than company saves; and SM3 has no lanes.
    let apart = cores > 2 || tasks.iter().any(|task| matches!(task, Task::Read(Wanted::Sm3)));
    let company = if apart { order.len() } else { order.len().div_ceil(SEATS) };
    let readers = company.clamp(1, cores.max(1));
    let seats = order.len().div_ceil(readers).min(SEATS);
    let reading = AtomicUsize::new(0);
    let work = |share: &mut Share<'_, Reading>| {
        reading.fetch_add(1, Ordering::Relaxed);
        let mut taken: Vec<Seat<'_>> = Vec::with_capacity(seats);
        let mut buffer = Vec::new();
        loop {
            while taken.len() < seats
                && let Some(next) = share.take()
            {
                let file = order[next];
                match &tasks[file] {
                    Task::Known(reading) => {
                        share.add(usize::try_from(files[file].size()).unwrap_or(usize::MAX));
                        read(file);
                        share.done(file, reading.clone());
                    }
                    Task::Read(wanted) => {
                        taken.push(Seat::take(file, folder, &files[file], *wanted, witness));
                    }
                }
            }
            if taken.is_empty() {
                reading.fetch_sub(1, Ordering::Relaxed);
                return;
            }
            let helped = reading.load(Ordering::Relaxed) < cores;
            let piece = if helped { ROUND / taken.len().max(FEW) } else { PIECE };
            buffer.resize(buffer.len().max(piece * taken.len()), 0);
            let pieces = buffer.chunks_mut(piece);
            let bytes: usize = taken.iter_mut().zip(pieces).map(|(seat, piece)| seat.read(piece)).sum();
            share.add(bytes);
            seat::hash(&mut taken, buffer.chunks(piece), helped && bytes >= WORTH);
            for ended in taken.extract_if(.., |seat| seat.has_ended()) {
                let file = ended.file();
                let reading = ended.leave();
                read(file);
                share.done(file, reading);
            }
        }
    };
    crew::divide(order.len(), readers, &work, progress)
        .into_iter()
        .map(|reading| reading.unwrap_or_else(|| Reading::Unreadable("not read".to_owned())))
        .collect()
}

/// Files that a thread reads side by side: as many as are hashed at once.
const SEATS: usize = 16;

/// Files too few to be hashed side by side.
const FEW: usize = 4;

/// Bytes for which another thread is worth its beginning: until one that sleeps runs, most of a millisecond may pass.
const WORTH: usize = 1 << 20;

/// Bytes of all files together that are read in turn when another thread helps.
const ROUND: usize = 4 << 20;

/// Bytes of each that are read in turn; those of all seats fit into a core's own memory.
const PIECE: usize = 64 << 10;
