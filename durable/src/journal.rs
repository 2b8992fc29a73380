//! An append-only file of checksummed records that survives a crash at any byte.
//!
//! | offset | bytes | |
//! |---|---|---|
//! | 0 | 8 | magic `SEALJRN` 0x01 |
//! | then, per record: | | |
//! | 0 | 4 | u32 big-endian length L of the record, at most 64 MiB |
//! | 4 | 4 | u32 big-endian CRC-32 (IEEE) of the length field and the record |
//! | 8 | L | the record |
//!
//! A record counts when it is whole and its checksum is right. Reading stops at the first that is not: that is the
//! torn end of a crash, and it is cut off before anything is appended. The checksum finds torn writes, not
//! tampering; what must be trusted carries a digest of its own inside the record.

use std::path::Path;

use crate::error::FileError;
use crate::file::File;

/// An open journal. Appended records are durable after [`Journal::sync`].
#[derive(Debug)]
pub struct Journal {
    file: File,
    end: u64,
}

/// A journal that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file does not begin like a journal of a version known here.
    #[error("{} is not a Sealpost journal of this version", path.display())]
    NotAJournal {
        /// The file.
        path: std::path::PathBuf,
    },
    /// A record is longer than a journal can hold.
    #[error("a record of {bytes} bytes is longer than a journal record may be ({LIMIT})")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A file call failed.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Journal {
    /// Opens or creates the journal at `path` and hands each whole record, in order, to `replay`.
    ///
    /// # Errors
    /// [`JournalError::NotAJournal`], or what the system answers.
    pub fn open(path: &Path, replay: impl FnMut(&[u8])) -> Result<Self, JournalError> {
        let mut journal = Self { file: File::open_or_create(path)?, end: HEAD };
        let length = journal.file.length()?;
        if length < HEAD {
            journal.begin()?;
            return Ok(journal);
        }
        journal.replay(length, replay)?;
        if journal.end < length {
            journal.file.set_length(journal.end)?;
        }
        Ok(journal)
    }

    /// Hands each whole record of the journal at `path` to `replay` and changes nothing: for a journal that another
    /// process may be writing.
    ///
    /// # Errors
    /// [`JournalError::NotAJournal`], or what the system answers.
    pub fn read(path: &Path, replay: impl FnMut(&[u8])) -> Result<(), JournalError> {
        Follower::open(path)?.catch_up(replay)
    }

    /// Appends a record. It is durable only after [`Journal::sync`].
    ///
    /// # Errors
    /// [`JournalError::TooLong`], or what the system answers; then the record does not count, and the next append
    /// takes its place.
    pub fn append(&mut self, record: &[u8]) -> Result<(), JournalError> {
        let length = u32::try_from(record.len()).ok().filter(|&l| l <= LIMIT);
        let length = length.ok_or(JournalError::TooLong { bytes: record.len() })?;
        let mut framed = Vec::with_capacity(record.len() + 8);
        framed.extend_from_slice(&length.to_be_bytes());
        framed.extend_from_slice(&checksum(length, record).to_be_bytes());
        framed.extend_from_slice(record);
        self.file.write_at(&framed, self.end)?;
        self.end += framed.len() as u64;
        Ok(())
    }

    /// Makes all appended records durable (`fdatasync`).
    ///
    /// # Errors
    /// What the system answers; then the records since the last success must be taken as lost.
    pub fn sync(&self) -> Result<(), JournalError> {
        Ok(self.file.sync_data()?)
    }

    fn replay(&mut self, length: u64, mut replay: impl FnMut(&[u8])) -> Result<(), JournalError> {
        let mut magic = [0; MAGIC.len()];
        self.file.read_at(&mut magic, 0)?;
        if magic != MAGIC {
            return Err(JournalError::NotAJournal { path: self.file.path().to_owned() });
        }
        while let Some(record) = self.record_at(self.end, length)? {
            replay(&record);
            self.end += FRAME + record.len() as u64;
        }
        Ok(())
    }

    fn begin(&self) -> Result<(), FileError> {
        self.file.set_length(0)?;
        self.file.write_at(&MAGIC, 0)?;
        self.file.sync_all()?;
        crate::folder::sync_parent(self.file.path())
    }

    fn record_at(&self, offset: u64, end: u64) -> Result<Option<Vec<u8>>, FileError> {
        if end - offset < FRAME {
            return Ok(None);
        }
        let mut frame = [0; 8];
        self.file.read_at(&mut frame, offset)?;
        let [a, b, c, d, e, f, g, h] = frame;
        let (length, expected) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
        if length > LIMIT || end - offset - FRAME < u64::from(length) {
            return Ok(None);
        }
        let mut record = vec![0; length as usize];
        self.file.read_at(&mut record, offset + FRAME)?;
        Ok((checksum(length, &record) == expected).then_some(record))
    }
}

/// Reads a journal that another process is writing, and changes nothing.
#[derive(Debug)]
pub struct Follower(Journal);

impl Follower {
    /// Opens the journal at `path`.
    ///
    /// # Errors
    /// What the system answers.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Ok(Self(Journal { file: File::open(path)?, end: HEAD }))
    }

    /// Hands each whole record that has come since the last call to `replay`, in order.
    ///
    /// # Errors
    /// [`JournalError::NotAJournal`], or what the system answers.
    pub fn catch_up(&mut self, replay: impl FnMut(&[u8])) -> Result<(), JournalError> {
        let length = self.0.file.length()?;
        if length < HEAD { Ok(()) } else { self.0.replay(length, replay) }
    }
}

fn checksum(length: u32, record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length.to_be_bytes());
    hasher.update(record);
    hasher.finalize()
}

/// How a journal begins; the last byte is the version.
const MAGIC: [u8; 8] = *b"SEALJRN\x01";
/// Bytes before the first record.
const HEAD: u64 = MAGIC.len() as u64;
/// Bytes before each record: length and checksum.
const FRAME: u64 = 8;
/// The longest record, in bytes.
const LIMIT: u32 = 64 << 20;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::{Follower, Journal, JournalError};

    fn replayed(path: &Path) -> Vec<Vec<u8>> {
        let mut records = Vec::new();
        Journal::open(path, |r| records.push(r.to_vec())).unwrap();
        records
    }

    fn written(path: &Path, records: &[Vec<u8>]) {
        let mut journal = Journal::open(path, |_| {}).unwrap();
        for record in records {
            journal.append(record).unwrap();
        }
        journal.sync().unwrap();
    }

    #[test]
    fn reading_changes_nothing() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("journal");
        written(&path, &[b"one".to_vec()]);
        let mut torn = std::fs::read(&path).unwrap();
        torn.extend_from_slice(b"half");
        std::fs::write(&path, &torn).unwrap();
        let mut records = Vec::new();
        Journal::read(&path, |record| records.push(record.to_vec())).unwrap();
        assert_eq!(records, [b"one".to_vec()]);
        assert_eq!(std::fs::read(&path).unwrap(), torn);
    }

    #[test]
    fn a_follower_hears_each_record_once() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("journal");
        let mut journal = Journal::open(&path, |_| {}).unwrap();
        let mut follower = Follower::open(&path).unwrap();
        let mut heard = Vec::new();
        for record in [&b"one"[..], b"two", b"three"] {
            follower.catch_up(|_| panic!("nothing has come")).unwrap();
            journal.append(record).unwrap();
            follower.catch_up(|record| heard.push(record.to_vec())).unwrap();
        }
        assert_eq!(heard, [&b"one"[..], b"two", b"three"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_cut_anywhere_keeps_the_whole_records_before_it(
            records in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..8),
            cut in any::<prop::sample::Index>(),
        ) {
            let top = tempfile::tempdir().unwrap();
            let path = top.path().join("journal");
            written(&path, &records);
            let bytes = std::fs::read(&path).unwrap();
            let cut = cut.index(bytes.len() + 1);
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let back = replayed(&path);
            prop_assert!(records.starts_with(&back));
            let mut whole = 8;
            let expected = records.iter().take_while(|r| { whole += 8 + r.len(); whole <= cut }).count();
            prop_assert_eq!(back.len(), expected);
            written(&path, &[b"after".to_vec()]);
            let again = replayed(&path);
            prop_assert_eq!(again.last().unwrap(), b"after");
        }

        #[test]
        fn a_flipped_bit_never_passes_for_a_record(bit in any::<prop::sample::Index>()) {
            let top = tempfile::tempdir().unwrap();
            let path = top.path().join("journal");
            let records = [b"first".to_vec(), b"second".to_vec(), b"third".to_vec()];
            written(&path, &records);
            let mut bytes = std::fs::read(&path).unwrap();
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &bytes).unwrap();
            let mut back = Vec::new();
            match Journal::open(&path, |r| back.push(r.to_vec())) {
                Ok(_) => prop_assert!(records.starts_with(&back) && back.len() < 3),
                Err(e) => {
                    let refused = matches!(e, JournalError::NotAJournal { .. });
                    prop_assert!(refused && bit < 64);
                }
            }
        }
    }
}
