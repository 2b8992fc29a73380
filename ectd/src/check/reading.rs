//! Reads every file of a dossier once, to its end, with the digest that its leaves ask for.
//!
//! Several threads take files one after another; each has one buffer, whatever the size of a file. That a file can be
//! read whole is worth knowing before it is sent, so also those are read that no leaf names.

use std::fs::File;
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crypto::digest::{Md5, Md5Digest, Sha256, Sha256Digest};

use crate::dossier::{Dossier, Entry, Stamp};
use crate::progress::Progress;

/// What reading one file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Read to its end; no digest was asked for.
    Plain,
    /// Its MD5 (RFC 1321).
    Md5(Md5Digest),
    /// Its SHA-256.
    Sha256(Sha256Digest),
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
}

/// Reads all files; `wanted` has one element for each.
pub(crate) fn read_all(dossier: &Dossier, wanted: &[Wanted], progress: &mut dyn Progress) -> Vec<Reading> {
    let work = Work { dossier, wanted, next: AtomicUsize::new(0) };
    let mut readings = vec![Reading::Plain; wanted.len()];
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
        let mut running = 0;
        for _ in 0..threads.min(wanted.len()) {
            let (work, sender) = (&work, sender.clone());
            let spawned = thread::Builder::new().spawn_scoped(scope, move || work.take_files(&sender));
            running += usize::from(spawned.is_ok());
        }
        if running == 0 {
            // a process that may start no thread still gets its readings
            work.take_files(&sender);
        }
        drop(sender);
        collect(&receiver, &mut readings, progress);
    });
    readings
}

struct Work<'a> {
    dossier: &'a Dossier,
    wanted: &'a [Wanted],
    next: AtomicUsize,
}

enum Event {
    Bytes(u64),
    Done(usize, Reading),
}

impl Work<'_> {
    fn take_files(&self, sender: &Sender<Event>) {
        let mut buffer = vec![0; BUFFER];
        loop {
            let file = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(wanted) = self.wanted.get(file) else { return };
            let reading = self.read(&self.dossier.files()[file], *wanted, &mut buffer, sender);
            if sender.send(Event::Done(file, reading)).is_err() {
                return;
            }
        }
    }

    fn read(&self, entry: &Entry, wanted: Wanted, buffer: &mut [u8], sender: &Sender<Event>) -> Reading {
        let outcome = self.dossier.read(entry).and_then(|mut file| {
            let mut digest = Digest::new(wanted);
            copy(&mut file, &mut digest, buffer, sender)?;
            let unchanged = Stamp::of(&file.metadata()?) == entry.stamp;
            Ok(if unchanged { digest.finish() } else { Reading::Changed })
        });
        outcome.unwrap_or_else(|error| Reading::Unreadable(error.to_string()))
    }
}

fn copy(file: &mut File, digest: &mut Digest, buffer: &mut [u8], sender: &Sender<Event>) -> io::Result<()> {
    let mut untold = 0;
    loop {
        let amount = match file.read(buffer) {
            Ok(amount) => amount,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        digest.update(&buffer[..amount]);
        untold += amount as u64;
        if untold >= TELL || amount == 0 {
            // nobody listens any more only when the check itself is over
            let _ = sender.send(Event::Bytes(untold));
            untold = 0;
        }
        if amount == 0 {
            return Ok(());
        }
    }
}

fn collect(receiver: &Receiver<Event>, readings: &mut [Reading], progress: &mut dyn Progress) {
    for event in receiver {
        match event {
            Event::Bytes(bytes) => progress.advance(0, bytes),
            Event::Done(file, reading) => {
                readings[file] = reading;
                progress.advance(1, 0);
            }
        }
    }
}

enum Digest {
    Nothing,
    Md5(Md5),
    Sha256(Sha256),
}

impl Digest {
    fn new(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Nothing => Self::Nothing,
            Wanted::Md5 => Self::Md5(Md5::new()),
            Wanted::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Nothing => {}
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Reading {
        match self {
            Self::Nothing => Reading::Plain,
            Self::Md5(hasher) => Reading::Md5(hasher.finish()),
            Self::Sha256(hasher) => Reading::Sha256(hasher.finish()),
        }
    }
}

/// Bytes read at a time by each thread.
const BUFFER: usize = 1 << 18;

/// Bytes of one file after which its progress is told.
const TELL: u64 = 8 << 20;

/// Most threads: more do not help a disk, and the desk's child process may have few.
const THREADS: usize = 8;
