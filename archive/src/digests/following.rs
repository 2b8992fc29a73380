//! Digests of files that are written one after another: each is read again, once it has ended, on a thread of its own.
//!
//! It waits until there are as many as are hashed side by side, so that each costs a fraction, but not for long: where the
//! files come slowly there is time to hash them alone. Files that end while it reads take the seats that become free.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use durable::passing;

use super::Digests;
use crate::damage::Fault;
use crate::together::{self, Idle, SEATS, Wanted};
use crate::validate::{Progress, Stopped};

/// Reads the files that it is told of. Dropped before [`Following::finish`], it reads no further.
#[derive(Debug)]
pub struct Following {
    files: Option<Sender<PathBuf>>,
    given_up: Arc<AtomicBool>,
    reading: Option<JoinHandle<io::Result<Vec<Digests>>>>,
}

impl Following {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has none.
    pub fn begin() -> io::Result<Self> {
        let (files, queue) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let heard = GivenUp(Arc::clone(&given_up));
        let reading = thread::Builder::new().name("digests".to_owned()).spawn(move || read(&queue, heard))?;
        Ok(Self { files: Some(files), given_up, reading: Some(reading) })
    }

    /// Takes a file that has ended. It must stay where it is, and as it is, until the digests are there.
    pub fn add(&self, file: PathBuf) {
        // A thread that has ended says why at the end.
        let _ = self.files.as_ref().map(|files| files.send(file));
    }

    /// Waits for the digests of all files, in the order in which they were added.
    ///
    /// # Errors
    /// The first file that could not be read.
    pub fn finish(mut self) -> io::Result<Vec<Digests>> {
        self.files = None;
        let Some(reading) = self.reading.take() else { return Ok(Vec::new()) };
        reading.join().map_err(|_| io::Error::other("the reading thread ended early"))?
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

fn read(queue: &Receiver<PathBuf>, mut progress: GivenUp) -> io::Result<Vec<Digests>> {
    let mut all: Vec<Option<io::Result<Digests>>> = Vec::new();
    let (mut files, mut gathered) = (0, VecDeque::new());
    let mut next = |idle: Idle| {
        if idle {
            gather(queue, &mut gathered);
        }
        let path = gathered.pop_front().or_else(|| queue.try_recv().ok())?;
        let file =
            File::open(&path).map(|file| Box::new(passing::Reader::of(file, 0)) as Box<dyn Read + Send>);
        let reason = |error: io::Error| format!("{}: {error}", path.display());
        files += 1;
        Some((files - 1, file.map_err(|error| Fault::Unreadable { reason: reason(error) })))
    };
    let mut found = |file: usize, found: Result<together::Found, Fault>| {
        if all.len() <= file {
            all.resize_with(file + 1, || None);
        }
        all[file] = Some(match found {
            Ok(together::Found { sha512, sha256: Some(sha256), md5: Some(md5), .. }) => {
                Ok(Digests { sha512, sha256, md5 })
            }
            Ok(_) => Err(io::Error::other("a digest was not taken")),
            Err(fault) => Err(io::Error::other(fault.to_string())),
        });
    };
    let wanted = Wanted { sha256: true, md5: true };
    together::read(&mut next, wanted, &mut progress, &mut found).map_err(io::Error::other)?;
    all.into_iter().map(|read| read.unwrap_or_else(|| Err(io::Error::other("a file was not read")))).collect()
}

/// Waits for files: for the first as long as it takes, for the others until none has come for a while.
fn gather(queue: &Receiver<PathBuf>, gathered: &mut VecDeque<PathBuf>) {
    while gathered.len() < SEATS {
        match queue.recv_timeout(PATIENCE) {
            Ok(path) => gathered.push_back(path),
            Err(RecvTimeoutError::Timeout) if gathered.is_empty() => {}
            Err(_) => return,
        }
    }
}

/// The longest wait for another file, when some are there.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends the reading once nobody waits for it.
struct GivenUp(Arc<AtomicBool>);

impl Progress for GivenUp {
    fn read(&mut self, _: u64) -> Result<(), Stopped> {
        if self.0.load(Ordering::Relaxed) { Err(Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::{Digests, Following};

    fn bytes(file: usize, length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 31 + file).to_le_bytes()[0]).collect()
    }

    /// The digests of files of these lengths, with a pause after some of them, and one by one.
    fn both(lengths: &[usize], pause_every: usize) {
        let folder = tempfile::tempdir().unwrap();
        let following = Following::begin().unwrap();
        for (file, &length) in lengths.iter().enumerate() {
            let path = folder.path().join(file.to_string());
            fs::write(&path, bytes(file, length)).unwrap();
            following.add(path);
            if file % pause_every == 0 {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        let expected: Vec<_> =
            lengths.iter().enumerate().map(|(file, &length)| Digests::of(&bytes(file, length))).collect();
        assert!(following.finish().unwrap() == expected, "{lengths:?}");
    }

    #[test]
    fn files_that_come_slowly_and_files_that_come_at_once_have_their_own_digests() {
        both(&[], 1);
        both(&[0], 1);
        both(&[0, 1, 0, 127, 128, 129, 0], 2);
        both(&[2_500_000], 1);
        both(&[5_000_001, 0, 1_500_000, 4_200_000], 5);
        both(&[100_000, 3, 3_000_005, 0, 70_000, 65_536, 131_072], 3);
        let many: Vec<usize> = (0..200).map(|file| file * 77 % 3_000).collect();
        both(&many, 50);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let following = Following::begin().unwrap();
        following.add(folder.path().join("missing"));
        let error = following.finish().unwrap_err();
        assert!(error.to_string().contains("missing"), "{error}");
    }

    #[test]
    fn who_gives_up_does_not_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, bytes(0, 100)).unwrap();
        let following = Following::begin().unwrap();
        following.add(path);
        drop(following);
    }
}
