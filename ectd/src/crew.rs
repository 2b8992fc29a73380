//! Several threads that take numbered files until none is left, and one listener who hears how far they are.
//!
//! Each thread keeps its buffers for all its files, so that memory does not grow with their number or size.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::progress::Progress;

/// Bytes of the buffer that each thread has.
pub(crate) const BUFFER: usize = 1 << 18;

/// Most threads: more do not help a disk, and the desk's child process may have few.
const THREADS: usize = 8;

/// Bytes of one file after which progress is told.
const TELL: u64 = 8 << 20;

/// Work on one file: its number, the thread's buffer, and where to count bytes.
type Work<'a, T> = &'a (dyn Fn(usize, &mut Vec<u8>, &mut Share<'_, T>) -> T + Sync);

/// What one thread has of the work: the files that it may take, and somebody to tell.
pub(crate) struct Share<'a, T> {
    next: &'a AtomicUsize,
    files: usize,
    sender: &'a Sender<Event<T>>,
    untold: u64,
}

enum Event<T> {
    Bytes(u64),
    Done(usize, T),
}

impl<T> Share<'_, T> {
    /// Takes the next file, by its number.
    pub(crate) fn take(&mut self) -> Option<usize> {
        let file = self.next.fetch_add(1, Ordering::Relaxed);
        (file < self.files).then_some(file)
    }

    /// Counts bytes, and tells them in portions.
    pub(crate) fn add(&mut self, bytes: usize) {
        self.untold += bytes as u64;
        if self.untold >= TELL {
            self.tell();
        }
    }

    /// Gives back what became of a file.
    pub(crate) fn done(&mut self, file: usize, result: T) {
        self.tell();
        let _ = self.sender.send(Event::Done(file, result));
    }

    fn tell(&mut self) {
        // nobody listens any more only when the whole work is over
        let _ = self.sender.send(Event::Bytes(std::mem::take(&mut self.untold)));
    }
}

/// Does the work on files 0 to `files`, each thread on one after another; what it left undone stays `None`.
pub(crate) fn run<T: Send>(files: usize, work: Work<'_, T>, progress: &mut dyn Progress) -> Vec<Option<T>> {
    let one_by_one = |share: &mut Share<'_, T>| {
        let mut buffer = Vec::with_capacity(BUFFER);
        while let Some(file) = share.take() {
            let result = work(file, &mut buffer, share);
            share.done(file, result);
        }
    };
    divide(files, threads(files), &one_by_one, progress)
}

/// Most threads that so many files can keep busy.
pub(crate) fn threads(files: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(THREADS).min(files)
}

/// Divides files 0 to `files` between so many threads, which do with their share what they like; a file that none gave back
/// stays `None`.
pub(crate) fn divide<T: Send>(
    files: usize,
    workers: usize,
    work: &(dyn Fn(&mut Share<'_, T>) + Sync),
    progress: &mut dyn Progress,
) -> Vec<Option<T>> {
    let mut results: Vec<Option<T>> = (0..files).map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        let mut running = 0;
        for _ in 0..workers {
            let (next, sender) = (&next, sender.clone());
            let own = move || work(&mut Share { next, files, sender: &sender, untold: 0 });
            running += usize::from(thread::Builder::new().spawn_scoped(scope, own).is_ok());
        }
        if running == 0 {
            // a process that may start no thread still gets its work done
            work(&mut Share { next: &next, files, sender: &sender, untold: 0 });
        }
        drop(sender);
        listen(&receiver, &mut results, progress);
    });
    results
}

fn listen<T>(receiver: &Receiver<Event<T>>, results: &mut [Option<T>], progress: &mut dyn Progress) {
    for event in receiver {
        match event {
            Event::Bytes(bytes) => progress.advance(0, bytes),
            Event::Done(file, result) => {
                results[file] = Some(result);
                progress.advance(1, 0);
            }
        }
    }
}
