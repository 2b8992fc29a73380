//! The journal of an inbox entry: one record for each durable segment, `u32 index ‖ 32 bytes SHA-256`.

use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use durable::folder;
use durable::journal::{Journal, JournalError};

/// Which segments are durable, on disk and in memory.
#[derive(Debug)]
pub(super) struct Record {
    journal: Journal,
    path: PathBuf,
    digests: Vec<Option<Sha256Digest>>,
}

impl Record {
    /// Opens the journal and reads what it holds; records of segments that the package does not have are passed over.
    pub(super) fn open(path: &Path, segments: u32) -> Result<Self, JournalError> {
        let mut digests = vec![None; usize::try_from(segments).unwrap_or(0)];
        let journal = Journal::open(path, |record| {
            if let Some((index, digest)) = parse(record)
                && let Some(place) = digests.get_mut(index)
            {
                *place = Some(digest);
            }
        })?;
        Ok(Self { journal, path: path.to_owned(), digests })
    }

    /// Notes segments whose bytes are durable, durably. On an error none of them counts.
    pub(super) fn note(&mut self, group: &[(u32, Sha256Digest)]) -> Result<(), JournalError> {
        let noted = self.append(group);
        if noted.is_err() {
            // What the file holds after a failed sync is not known: it is made again from what was durable before.
            self.rewrite()?;
        }
        noted?;
        for (index, digest) in group {
            if let Some(place) = self.digests.get_mut(*index as usize) {
                *place = Some(*digest);
            }
        }
        Ok(())
    }

    /// The digest of each segment that is durable, by index.
    pub(super) fn digests(&self) -> &[Option<Sha256Digest>] {
        &self.digests
    }

    fn append(&mut self, group: &[(u32, Sha256Digest)]) -> Result<(), JournalError> {
        for (index, digest) in group {
            self.journal.append(&record(*index, digest))?;
        }
        self.journal.sync()
    }

    fn rewrite(&mut self) -> Result<(), JournalError> {
        let next = self.path.with_extension("next");
        folder::remove_file(&next)?;
        let mut journal = Journal::open(&next, |_| {})?;
        for (index, digest) in (0..).zip(&self.digests) {
            if let Some(digest) = digest {
                journal.append(&record(index, digest))?;
            }
        }
        journal.sync()?;
        folder::rename(&next, &self.path)?;
        self.journal = journal;
        Ok(())
    }
}

fn record(index: u32, digest: &Sha256Digest) -> [u8; RECORD] {
    let mut record = [0; RECORD];
    record[..4].copy_from_slice(&index.to_be_bytes());
    record[4..].copy_from_slice(digest.as_bytes());
    record
}

pub(super) fn parse(record: &[u8]) -> Option<(usize, Sha256Digest)> {
    let (index, digest) = record.split_first_chunk::<4>()?;
    let digest = <[u8; 32]>::try_from(digest).ok()?;
    Some((usize::try_from(u32::from_be_bytes(*index)).ok()?, Sha256Digest::from_bytes(digest)))
}

/// Bytes of a record.
const RECORD: usize = 4 + 32;
