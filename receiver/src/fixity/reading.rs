//! One copy of a sealed package, read from the disk or the server block by block. No key is needed.

use std::ops::Range;

use crypto::digest::Sha256Digest;
use package::layout::STREAM_HEADER_LEN;

use super::damage::{Damage, Fault};
use super::pace::{Pace, Stopped};
use super::shelf::Shelf;
use super::truth::Truth;
use crate::store::{Name, Stored};

/// What a read of a whole copy showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The label of its store.
    pub copy: String,
    /// Its name there.
    pub name: Name,
    /// Its path below the root of the copy.
    pub file: String,
    /// Length of the file in bytes; none when there is no file.
    length: Option<u64>,
    /// The clear part, when it is the one that was receipted.
    pub head: Option<Vec<u8>>,
    /// Salt and nonce prefix with the byte before them, as found: they may be good where the rest of the block is not.
    pub stream_header: Option<Vec<u8>>,
    /// The digest of each block as found; none where the file ends before the block does, or the disk does not give it.
    blocks: Vec<Option<Sha256Digest>>,
    /// What the system answered where something could not be read.
    unreadable: Option<String>,
}

/// Reads a copy to its end.
///
/// # Errors
/// [`Stopped`].
pub fn read(shelf: &Shelf, truth: &Truth, pace: &Pace) -> Result<Reading, Stopped> {
    let name = Name::package(truth.number());
    let mut reading = Reading {
        copy: shelf.label().to_owned(),
        file: shelf.file(&name),
        length: None,
        head: None,
        stream_header: None,
        blocks: vec![None; usize::try_from(truth.segments.count()).unwrap_or_default()],
        unreadable: None,
        name,
    };
    let opened = shelf.store.read_back(&reading.name).and_then(|file| Ok((file.length()?, file)));
    let file = match opened {
        Ok((length, file)) => {
            reading.length = Some(length);
            file
        }
        Err(error) if error.is_missing() => return Ok(reading),
        Err(error) => {
            reading.unreadable = Some(error.to_string());
            return Ok(reading);
        }
    };
    let mut buffer = Vec::new();
    if reading.take(&*file, 0..truth.payload_offset, &mut buffer, pace)? && truth.is_head(&buffer) {
        reading.head = Some(buffer.clone());
    }
    let stream_header = truth.payload_offset..truth.payload_offset + STREAM_HEADER_LEN;
    if reading.take(&*file, stream_header, &mut buffer, pace)? {
        reading.stream_header = Some(buffer.clone());
    }
    for index in 0..truth.segments.count() {
        let within = reading.take(&*file, truth.block(index), &mut buffer, pace)?;
        if let Some(block) = reading.blocks.get_mut(usize::try_from(index).unwrap_or(usize::MAX)) {
            *block = within.then(|| Sha256Digest::of(&buffer));
        }
    }
    Ok(reading)
}

impl Reading {
    /// Fills the buffer with a stretch of the file; tells whether all of it is there.
    fn take(
        &mut self,
        file: &dyn Stored,
        stretch: Range<u64>,
        buffer: &mut Vec<u8>,
        pace: &Pace,
    ) -> Result<bool, Stopped> {
        if self.length.is_none_or(|length| length < stretch.end) {
            return Ok(false);
        }
        let bytes = stretch.end - stretch.start;
        buffer.resize(usize::try_from(bytes).unwrap_or_default(), 0);
        pace.read(bytes)?;
        match file.read_at(buffer, stretch.start) {
            Ok(()) => Ok(true),
            Err(error) => {
                self.unreadable.get_or_insert(error.to_string());
                Ok(false)
            }
        }
    }

    /// The digest of a block as found.
    pub fn block(&self, index: u32) -> Option<Sha256Digest> {
        self.blocks.get(usize::try_from(index).ok()?).copied().flatten()
    }

    /// The digests of all blocks, when all are there.
    pub fn blocks(&self) -> Option<Vec<Sha256Digest>> {
        self.blocks.iter().copied().collect()
    }

    /// Length of the file in bytes; none when there is no file.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Tells whether every byte is as receipted; `digests` are those of the blocks.
    pub fn is_whole(&self, truth: &Truth, digests: &[Sha256Digest]) -> bool {
        self.length == Some(truth.package_len())
            && self.head.is_some()
            && self.blocks.iter().copied().eq(digests.iter().copied().map(Some))
    }

    /// Names what is not as receipted: neighbouring blocks together, in the order of the file.
    pub fn damages(&self, truth: &Truth, digests: &[Sha256Digest]) -> Vec<Damage> {
        let whole = |fault| Damage::of(&self.copy, self.file.clone(), fault);
        let Some(length) = self.length else {
            let reason = self.unreadable.clone();
            return vec![whole(reason.map_or(Fault::Missing, |reason| Fault::Unreadable { reason }))];
        };
        let mut damages = Vec::new();
        if self.head.is_none() && length >= truth.payload_offset {
            damages.push(Damage { bytes: Some(0..truth.payload_offset), ..whole(self.altered()) });
        }
        let mut bad = (0..truth.segments.count())
            .filter(|&index| truth.block(index).end <= length)
            .filter(|&index| {
                self.block(index) != digests.get(usize::try_from(index).unwrap_or(usize::MAX)).copied()
            })
            .peekable();
        while let Some(first) = bad.next() {
            let mut end = first + 1;
            while bad.next_if_eq(&end).is_some() {
                end += 1;
            }
            let bytes = truth.block(first).start..truth.block(end - 1).end;
            damages.push(Damage { segments: Some(first..end), bytes: Some(bytes), ..whole(self.altered()) });
        }
        let expected = truth.package_len();
        if length < expected {
            let first = (0..truth.segments.count()).find(|&index| truth.block(index).end > length);
            let segments = first.map(|first| first..truth.segments.count());
            damages.push(Damage { segments, bytes: Some(length..expected), ..whole(Fault::Truncated) });
        } else if length > expected {
            damages.push(Damage { bytes: Some(expected..length), ..whole(Fault::Longer) });
        }
        damages
    }

    fn altered(&self) -> Fault {
        let reason = self.unreadable.clone();
        reason.map_or(Fault::Altered, |reason| Fault::Unreadable { reason })
    }
}

impl Truth {
    /// The bytes of a block in the file.
    pub fn block(&self, index: u32) -> Range<u64> {
        let block = self.segments.block(index);
        self.payload_offset + block.start..self.payload_offset + block.end
    }
}
