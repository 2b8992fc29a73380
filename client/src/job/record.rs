//! The journal of a job: everything that is needed to seal the very same bytes again, on disk before the first byte
//! leaves, and what happened since.
//!
//! Records of the journal, by their first byte:
//!
//! | byte | record |
//! |---|---|
//! | 1 | [`Facts`] as JSON: begins a package; length and SHA-256 of the sealing record that follows |
//! | 2 | next piece of the sealing record, in `package`'s own encoding |
//! | 3 | u32 index, 32 bytes: SHA-256 of a segment that was sealed |
//! | 4 | the submission number |
//! | 5 | [`Ending`] as a word |
//!
//! The data key is not in it: the applicant's stanza in the package head gives it back. A journal whose sealing
//! record is not whole counts as none, and a new package is made.

use std::collections::BTreeMap;
use std::path::Path;

use crypto::digest::Sha256Digest;
use durable::journal::{Journal, JournalError};
use serde::{Deserialize, Serialize};

/// A job's journal, open for more.
#[derive(Debug)]
pub struct Record {
    journal: Journal,
    /// What it says so far.
    pub past: Past,
    /// Digests of the segments that were sealed so far.
    pub segments: BTreeMap<u32, Sha256Digest>,
}

/// What a journal says about its job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What the job files.
    pub facts: Facts,
    /// The submission number, once the centre gave it.
    pub number: Option<String>,
    /// How the job ended, if it did.
    pub ending: Option<Ending>,
}

/// What a job files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The source folder, canonical.
    pub folder: String,
    /// Application.
    pub application: String,
    /// Sequence.
    pub sequence: String,
    /// Manifest root, hex.
    pub manifest_root: String,
    /// Files of the dossier.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// When the package was made, seconds since the epoch.
    pub made_at: u64,
    /// Why error findings were accepted, if they were.
    pub remark: Option<String>,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// R3 says registered.
    Registered,
    /// The centre refused.
    Refused,
    /// The offer was superseded or ran out.
    Dropped,
}

/// A journal that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The journal file.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The facts could not be written as JSON.
    #[error(transparent)]
    Facts(#[from] serde_json::Error),
    /// The old journal could not be removed.
    #[error(transparent)]
    File(#[from] durable::error::FileError),
}

impl Record {
    /// Begins the journal of a new package in place of whatever stood there. Durable on return.
    ///
    /// `sealing` is what `package` needs to seal the same bytes again.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn begin(path: &Path, facts: Facts, sealing: &[u8]) -> Result<Record, RecordError> {
        if path.exists() {
            durable::folder::remove_file(path)?;
        }
        let mut journal = Journal::open(path, |_| {})?;
        let opening = Opening { facts, length: sealing.len(), sha256: Sha256Digest::of(sealing) };
        append(&mut journal, OPENING, &serde_json::to_vec(&opening)?)?;
        for piece in sealing.chunks(PIECE) {
            append(&mut journal, SEALING, piece)?;
        }
        journal.sync()?;
        let past = Past { facts: opening.facts, number: None, ending: None };
        Ok(Record { journal, past, segments: BTreeMap::new() })
    }

    /// Reads the journal at `path`; `None` if there is none, or none that is whole.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn open(path: &Path) -> Result<Option<(Record, Vec<u8>)>, RecordError> {
        if !path.exists() {
            return Ok(None);
        }
        let mut read = Read::default();
        let journal = match Journal::open(path, |record| read.take(record)) {
            Err(JournalError::NotAJournal { .. }) => return Ok(None),
            other => other?,
        };
        Ok(read.finish(journal))
    }

    /// Looks into a journal that may belong to a running job, without the sealing record; `None` as for
    /// [`Record::open`].
    pub fn peek(path: &Path) -> Option<Past> {
        let mut read = Read::default();
        Journal::read(path, |record| read.take(record)).ok()?;
        let Read { opening, number, ending, .. } = read;
        Some(Past { facts: opening?.facts, number, ending })
    }

    /// Notes the digest of a sealed segment. Not durable by itself: a lost one is computed again.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn segment(&mut self, index: u32, digest: Sha256Digest) -> Result<(), RecordError> {
        if self.segments.insert(index, digest).is_none() {
            let mut record = index.to_be_bytes().to_vec();
            record.extend_from_slice(digest.as_bytes());
            append(&mut self.journal, SEGMENT, &record)?;
        }
        Ok(())
    }

    /// Notes the submission number. Durable on return.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn number(&mut self, number: &str) -> Result<(), RecordError> {
        if self.past.number.as_deref() != Some(number) {
            append(&mut self.journal, NUMBER, number.as_bytes())?;
            self.journal.sync()?;
            self.past.number = Some(number.to_owned());
        }
        Ok(())
    }

    /// Notes how the job ended. Durable on return.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn end(&mut self, ending: Ending) -> Result<(), RecordError> {
        append(&mut self.journal, ENDING, ending.name().as_bytes())?;
        self.journal.sync()?;
        self.past.ending = Some(ending);
        Ok(())
    }
}

impl Ending {
    /// The ending's word.
    pub fn name(self) -> &'static str {
        match self {
            Ending::Registered => "registered",
            Ending::Refused => "refused",
            Ending::Dropped => "dropped",
        }
    }

    fn of(name: &[u8]) -> Option<Ending> {
        [Ending::Registered, Ending::Refused, Ending::Dropped]
            .into_iter()
            .find(|ending| ending.name().as_bytes() == name)
    }
}

/// What is gathered while the journal is read.
#[derive(Default)]
struct Read {
    opening: Option<Opening>,
    sealing: Vec<u8>,
    segments: BTreeMap<u32, Sha256Digest>,
    number: Option<String>,
    ending: Option<Ending>,
}

impl Read {
    fn take(&mut self, record: &[u8]) {
        match record.split_first() {
            Some((&OPENING, json)) => self.opening = serde_json::from_slice(json).ok(),
            Some((&SEALING, piece)) => self.sealing.extend_from_slice(piece),
            Some((&SEGMENT, segment)) => self.segments.extend(segment_of(segment)),
            Some((&NUMBER, number)) => self.number = String::from_utf8(number.to_vec()).ok(),
            Some((&ENDING, name)) => self.ending = Ending::of(name),
            _ => {}
        }
    }

    fn finish(self, journal: Journal) -> Option<(Record, Vec<u8>)> {
        let Opening { facts, length, sha256 } = self.opening?;
        if self.sealing.len() != length || Sha256Digest::of(&self.sealing) != sha256 {
            return None;
        }
        let Read { sealing, segments, number, ending, .. } = self;
        Some((Record { journal, past: Past { facts, number, ending }, segments }, sealing))
    }
}

#[derive(Serialize, Deserialize)]
struct Opening {
    #[serde(flatten)]
    facts: Facts,
    length: usize,
    sha256: Sha256Digest,
}

fn append(journal: &mut Journal, kind: u8, body: &[u8]) -> Result<(), JournalError> {
    let mut record = Vec::with_capacity(body.len() + 1);
    record.push(kind);
    record.extend_from_slice(body);
    journal.append(&record)
}

fn segment_of(record: &[u8]) -> Option<(u32, Sha256Digest)> {
    let (index, digest) = record.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*index), Sha256Digest::from_bytes(digest.try_into().ok()?)))
}

const OPENING: u8 = 1;
const SEALING: u8 = 2;
const SEGMENT: u8 = 3;
const NUMBER: u8 = 4;
const ENDING: u8 = 5;

/// Bytes of one piece of the sealing record.
const PIECE: usize = 8 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            folder: "/d/0000".into(),
            application: "x202600001".into(),
            sequence: "0000".into(),
            manifest_root: "00".repeat(32),
            files: 2,
            bytes: 7,
            made_at: 1,
            remark: None,
        }
    }

    fn sealing() -> Vec<u8> {
        vec![5; PIECE + 3]
    }

    #[test]
    fn what_was_noted_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        assert!(Record::open(&path).unwrap().is_none());
        let mut record = Record::begin(&path, facts(), &sealing()).unwrap();
        record.segment(3, Sha256Digest::of(b"x")).unwrap();
        record.number("CDE-2026-000001").unwrap();
        record.end(Ending::Registered).unwrap();
        drop(record);
        let (record, read) = Record::open(&path).unwrap().unwrap();
        assert_eq!(record.past.facts, facts());
        assert_eq!(read, sealing());
        assert_eq!(record.segments[&3], Sha256Digest::of(b"x"));
        assert_eq!(record.past.number.as_deref(), Some("CDE-2026-000001"));
        assert_eq!(record.past.ending, Some(Ending::Registered));
    }

    #[test]
    fn a_journal_cut_anywhere_in_its_beginning_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        drop(Record::begin(&path, facts(), &[1; 50]).unwrap());
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(Record::open(&path).unwrap().is_none(), "{length}");
        }
    }

    #[test]
    fn a_new_package_forgets_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut record = Record::begin(&path, facts(), &sealing()).unwrap();
        record.number("CDE-2026-000001").unwrap();
        drop(record);
        drop(Record::begin(&path, facts(), &sealing()).unwrap());
        let (record, _) = Record::open(&path).unwrap().unwrap();
        assert_eq!(record.past.number, None);
    }
}
