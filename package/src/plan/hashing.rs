//! SHA-256 of file after file on a thread of its own: it is the slowest of the three digests of the one pass.

use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread;

use crypto::digest::{Sha256, Sha256Digest};

/// The reading side: fills buffers and hands them over.
pub(super) struct Hashing {
    to: SyncSender<Work>,
    used: Receiver<Vec<u8>>,
}

enum Work {
    /// The next bytes of the file.
    Bytes(Vec<u8>, usize),
    /// The file ends.
    End,
}

impl Hashing {
    /// A buffer to fill, used before where there is one.
    pub(super) fn buffer(&self) -> Vec<u8> {
        self.used.try_recv().unwrap_or_else(|_| vec![0; BUFFER])
    }

    /// Hands over the first `len` bytes of a buffer.
    pub(super) fn bytes(&self, buffer: Vec<u8>, len: usize) {
        // The other side ends only after this one, so there is always someone to take it.
        let _ = self.to.send(Work::Bytes(buffer, len));
    }

    /// Ends the file.
    pub(super) fn end(&self) {
        let _ = self.to.send(Work::End);
    }
}

/// Reads files by `read` and gives what it gives, with the SHA-256 of each file that it ended.
pub(super) fn beside<T, E>(read: impl FnOnce(&Hashing) -> Result<T, E>) -> Result<(T, Vec<Sha256Digest>), E> {
    let (to, work) = mpsc::sync_channel(AHEAD);
    let (back, used) = mpsc::channel();
    thread::scope(|scope| {
        let hashing = scope.spawn(move || hash(&work, &back));
        let hashed = Hashing { to, used };
        let outcome = read(&hashed);
        drop(hashed);
        let digests = hashing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        outcome.map(|outcome| (outcome, digests))
    })
}

fn hash(work: &Receiver<Work>, back: &Sender<Vec<u8>>) -> Vec<Sha256Digest> {
    let mut digests = Vec::new();
    let mut file = Sha256::new();
    for work in work {
        match work {
            Work::Bytes(buffer, len) => {
                file.update(&buffer[..len]);
                // Nobody takes buffers back at the end.
                let _ = back.send(buffer);
            }
            Work::End => digests.push(std::mem::take(&mut file).finish()),
        }
    }
    digests
}

const BUFFER: usize = 256 << 10;
const AHEAD: usize = 8;
