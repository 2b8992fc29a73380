//! Several threads that take numbered files one after another, and one listener who hears how far they are.
//!
//! Each thread keeps one buffer for all its files, so that memory does not grow with their number or size.

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
type Work<'a, T> = &'a (dyn Fn(usize, &mut Vec<u8>, &mut Tally<'_, T>) -> T + Sync);

/// Counts the bytes of one file, and tells them in portions.
pub(crate) struct Tally<'a, T> {
    sender: &'a Sender<Event<T>>,
    untold: u64,
}

enum Event<T> {
    Bytes(u64),
    Done(usize, T),
}

impl<T> Tally<'_, T> {
    pub(crate) fn add(&mut self, bytes: usize) {
        self.untold += bytes as u64;
        if self.untold >= TELL {
            self.tell();
        }
    }

    fn tell(&mut self) {
        // nobody listens any more only when the whole work is over
        let _ = self.sender.send(Event::Bytes(std::mem::take(&mut self.untold)));
    }
}

/// Does the work on files 0 to `files`; what a thread left undone stays `None`.
pub(crate) fn run<T: Send>(files: usize, work: Work<'_, T>, progress: &mut dyn Progress) -> Vec<Option<T>> {
    let mut results: Vec<Option<T>> = (0..files).map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS).min(files);
        let mut running = 0;
        for _ in 0..threads {
            let (next, sender) = (&next, sender.clone());
            let spawned =
                thread::Builder::new().spawn_scoped(scope, move || take(files, next, work, &sender));
            running += usize::from(spawned.is_ok());
        }
        if running == 0 {
            // a process that may start no thread still gets its work done
            take(files, &next, work, &sender);
        }
        drop(sender);
        listen(&receiver, &mut results, progress);
    });
    results
}

fn take<T>(files: usize, next: &AtomicUsize, work: Work<'_, T>, sender: &Sender<Event<T>>) {
    let mut buffer = Vec::with_capacity(BUFFER);
    loop {
        let file = next.fetch_add(1, Ordering::Relaxed);
        if file >= files {
            return;
        }
        let mut tally = Tally { sender, untold: 0 };
        let result = work(file, &mut buffer, &mut tally);
        tally.tell();
        if sender.send(Event::Done(file, result)).is_err() {
            return;
        }
    }
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
