//! Reads the package of an entry in order while it is still arriving, without writing anything.
//!
//! Which segments are there the entry's journal says. Both files are held open: when the last segment is there, intake
//! moves the one and removes the other, and what is read here stays what it was.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use durable::journal::Follower;
use durable::passing::{DISTANCE, Wake};
use package::layout::Segments;

use super::entry::{JOURNAL, PACKAGE};
use super::journal::parse;

/// A reader that waits for what has not come yet.
#[derive(Debug)]
pub struct Tail<W> {
    package: File,
    journal: Follower,
    payload_offset: u64,
    segments: Segments,
    there: Vec<bool>,
    at: u64,
    wake: Option<Wake>,
    wait: W,
}

impl<W: FnMut(bool) -> io::Result<()>> Tail<W> {
    /// Opens an entry's folder. `wait` is called while the next byte is missing, with whether anything has come since it
    /// was called before: it sleeps, or ends the reading with an error.
    ///
    /// # Errors
    /// What the system answers; for example that nothing has come yet, or that this role may not read here.
    pub fn open(folder: &Path, payload_offset: u64, segments: Segments, wait: W) -> io::Result<Self> {
        let package = File::open(folder.join(PACKAGE))?;
        let journal = Follower::open(&folder.join(JOURNAL)).map_err(io::Error::other)?;
        let there = vec![false; usize::try_from(segments.count()).unwrap_or_default()];
        Ok(Self { package, journal, payload_offset, segments, there, at: 0, wake: None, wait })
    }

    /// Lets what lies far behind it leave the system's cache: for the slowest of those who read here.
    pub fn last(mut self) -> Self {
        self.wake = Some(Wake::from(0, DISTANCE));
        self
    }

    /// The end of what can be read from `at` on, once it is there.
    fn readable(&mut self) -> io::Result<u64> {
        let Some(offset) = self.at.checked_sub(self.payload_offset) else { return Ok(self.payload_offset) };
        if offset >= self.segments.ciphertext_len() {
            return Ok(self.at);
        }
        let segment = self.segments.block_at(offset);
        while !self.there[usize::try_from(segment).unwrap_or(usize::MAX)] {
            let more = self.catch_up()?;
            if !self.there[usize::try_from(segment).unwrap_or(usize::MAX)] {
                (self.wait)(more)?;
            }
        }
        Ok(self.payload_offset + self.segments.block(segment).end)
    }

    fn catch_up(&mut self) -> io::Result<bool> {
        let (there, mut more) = (&mut self.there, false);
        let note = |record: &[u8]| {
            if let Some((index, _)) = parse(record)
                && let Some(segment) = there.get_mut(index)
            {
                more |= !*segment;
                *segment = true;
            }
        };
        self.journal.catch_up(note).map_err(io::Error::other)?;
        Ok(more)
    }
}

impl<W: FnMut(bool) -> io::Result<()>> Read for Tail<W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.readable()? - self.at).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.package.read_at(&mut buffer[..most], self.at)?;
        self.at += read as u64;
        if let Some(wake) = &mut self.wake {
            wake.leave(&self.package, self.at);
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use package::layout::Segments;
    use transfer::segment::{Segment, SegmentHead, Sound};

    use super::Tail;
    use crate::inbox::entry::{Entry, Found};

    const HEAD: &[u8] = &[7; 4096];

    fn segment(segments: &Segments, index: u32) -> Sound {
        let range = segments.block(index);
        let length = usize::try_from(range.end - range.start).unwrap();
        let bytes = vec![u8::try_from(index).unwrap() + 1; length];
        Segment::arrived(SegmentHead::of(1, index, &bytes), bytes).unwrap().check().unwrap()
    }

    fn entry(folder: &std::path::Path, segments: Segments) -> Entry {
        match Found::open(folder, HEAD, segments).unwrap() {
            Found::Arriving(entry) => entry,
            Found::Adopted(_) => panic!("the package is still here"),
        }
    }

    #[test]
    fn what_arrives_in_any_order_is_read_in_order() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("CDE-2026-000001/1");
        let segments = Segments::of(3_000_000).unwrap();
        let mut entry = entry(&folder, segments);
        let mut waiting = [1, 2, 0].into_iter();
        let mut waits = Vec::new();
        let arrive = |more| {
            waits.push(more);
            let index = waiting.next().unwrap();
            let _ = entry.keep(&[segment(&segments, index)]).unwrap();
            Ok(())
        };
        let mut read = Vec::new();
        let mut tail = Tail::open(&folder, HEAD.len() as u64, segments, arrive).unwrap();
        assert_eq!(
            tail.read_to_end(&mut read).unwrap() as u64,
            HEAD.len() as u64 + segments.ciphertext_len()
        );
        drop(tail);
        assert_eq!(waits, [false, true, true]);
        assert!(read.starts_with(HEAD));
        for index in 0..segments.count() {
            let block = segments.block(index);
            let at = HEAD.len() + usize::try_from(block.start).unwrap();
            assert_eq!(u32::from(read[at]), index + 1);
        }
    }

    #[test]
    fn the_reading_ends_when_nobody_waits_any_longer_and_lives_on_when_the_files_move() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("CDE-2026-000001/1");
        let segments = Segments::of(10).unwrap();
        let mut entry = entry(&folder, segments);
        let tired = |_| Err(io::Error::other("tired"));
        let mut tail = Tail::open(&folder, HEAD.len() as u64, segments, tired).unwrap();
        assert_eq!(tail.read_to_end(&mut Vec::new()).unwrap_err().to_string(), "tired");
        let _ = entry.keep(&[segment(&segments, 0)]).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let mut rest = Vec::new();
        tail.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.len() as u64, segments.ciphertext_len());
        assert!(Tail::open(&folder, 0, segments, |_| Ok(())).is_err());
    }
}
