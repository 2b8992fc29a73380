//! Bytes that pass once through the system's cache: what lies far enough behind leaves it.
//!
//! A dossier is written, and read back, a few times, each time from one end to the other. Left alone, all of it would
//! stay in the cache: others would lose what they need there, and memory never touched before costs, in a virtual
//! machine, several times what the copying costs. Nothing here changes what a file holds: bytes that are not on the disk
//! yet never leave the cache, and where a system does not know the advice, they stay.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;

use crate::file::File;
use crate::os;

/// How far something has come in a file, and how far behind it the cache may forget.
#[derive(Debug, Clone, Copy)]
pub struct Wake {
    distance: u64,
    forgotten: u64,
}

impl Wake {
    /// Begins at an offset; the last `distance` bytes are never forgotten.
    #[must_use]
    pub const fn from(offset: u64, distance: u64) -> Self {
        Self { distance, forgotten: offset }
    }

    /// It has come to this offset: gives what is to be forgotten, if it is worth a call.
    pub fn passed(&mut self, offset: u64) -> Option<Range<u64>> {
        let end = offset.saturating_sub(self.distance);
        (end >= self.forgotten + STEP).then(|| std::mem::replace(&mut self.forgotten, end)..end)
    }

    /// As [`Wake::passed`]; what is forgotten leaves the cache.
    pub fn leave(&mut self, file: &fs::File, offset: u64) {
        if let Some(behind) = self.passed(offset) {
            forget(file, &behind);
        }
    }
}

/// Reads a file once, from an offset to its end.
#[derive(Debug)]
pub struct Reader {
    file: fs::File,
    at: u64,
    wake: Wake,
}

impl Reader {
    /// Reads a file that stands at this offset.
    #[must_use]
    pub fn of(file: fs::File, at: u64) -> Self {
        Self { file, at, wake: Wake::from(at, 0) }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.at += read as u64;
        self.wake.leave(&self.file, self.at);
        Ok(read)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        forget(&self.file, &(self.wake.forgotten..self.at));
    }
}

/// The stretches that were written last, of one file or of many. The system begins to write each to the disk at once;
/// when enough has followed, it leaves the cache.
#[derive(Debug, Default)]
pub struct Trail {
    stretches: VecDeque<(fs::File, Range<u64>)>,
    bytes: u64,
}

impl Trail {
    /// This stretch of a file has been written.
    pub fn add(&mut self, file: &File, stretch: Range<u64>) {
        // To what is not on the disk yet the advice is to begin with it.
        forget(file.reader(), &stretch);
        let Ok(again) = file.reader().try_clone() else { return };
        self.bytes += stretch.end - stretch.start;
        self.stretches.push_back((again, stretch));
        while self.bytes > DISTANCE || self.stretches.len() > STRETCHES {
            let Some((file, stretch)) = self.stretches.pop_front() else { return };
            self.bytes -= stretch.end - stretch.start;
            forget(&file, &stretch);
        }
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        self.stretches.drain(..).for_each(|(file, stretch)| forget(&file, &stretch));
    }
}

fn forget(file: &fs::File, stretch: &Range<u64>) {
    // It is advice: who does not take it only has less room.
    let _ = os::forget(file, stretch);
}

/// Bytes that are kept behind what reads or writes where another soon comes the same way.
pub const DISTANCE: u64 = 64 << 20;
/// Bytes that are worth a call.
pub const STEP: u64 = 8 << 20;
/// Stretches of which files are held open, at most.
const STRETCHES: usize = 256;

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, SeekFrom, Write};

    use super::{DISTANCE, Reader, STEP, STRETCHES, Trail, Wake};
    use crate::file::File;

    #[test]
    fn a_wake_forgets_in_steps_and_keeps_its_distance() {
        let mut wake = Wake::from(100, DISTANCE);
        assert_eq!(wake.passed(DISTANCE), None);
        assert_eq!(wake.passed(DISTANCE + STEP), None);
        assert_eq!(wake.passed(DISTANCE + STEP + 100), Some(100..STEP + 100));
        assert_eq!(wake.passed(DISTANCE + STEP + 100), None);
        assert_eq!(wake.passed(DISTANCE + 3 * STEP), Some(STEP + 100..3 * STEP));
    }

    #[test]
    fn what_is_read_in_passing_is_what_the_file_holds() {
        let mut file = tempfile::tempfile().unwrap();
        let bytes: Vec<u8> = (0..20_000_000_u32).map(|at| (at / 3).to_le_bytes()[0]).collect();
        file.write_all(&bytes).unwrap();
        for from in [0, 5, 19_999_999, 20_000_000] {
            let mut again = file.try_clone().unwrap();
            again.seek(SeekFrom::Start(from)).unwrap();
            let mut read = Vec::new();
            Reader::of(again, from).read_to_end(&mut read).unwrap();
            assert!(read == bytes[usize::try_from(from).unwrap()..], "from {from}");
        }
    }

    #[test]
    fn a_trail_holds_few_files_open_and_few_bytes() {
        let top = tempfile::tempdir().unwrap();
        let file = File::open_or_create(&top.path().join("file")).unwrap();
        let mut trail = Trail::default();
        for at in 0..1_000 {
            trail.add(&file, at..at + 1);
        }
        assert_eq!((trail.stretches.len(), trail.bytes), (STRETCHES, STRETCHES as u64));
        trail.add(&file, 0..DISTANCE);
        assert_eq!((trail.stretches.len(), trail.bytes), (1, DISTANCE));
        trail.add(&file, DISTANCE..DISTANCE + 1);
        assert_eq!((trail.stretches.len(), trail.bytes), (1, 1));
    }

    #[test]
    fn what_was_written_on_a_trail_is_there() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("file");
        let (file, mut trail) = (File::open_or_create(&path).unwrap(), Trail::default());
        let piece = vec![7; 1 << 20];
        for at in (0..80 << 20).step_by(1 << 20) {
            file.write_at(&piece, at).unwrap();
            trail.add(&file, at..at + (1 << 20));
        }
        drop(trail);
        let written = std::fs::read(path).unwrap();
        assert!(written.len() == 80 << 20 && written.iter().all(|&byte| byte == 7));
    }
}
