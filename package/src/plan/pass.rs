//! The one pass over the files.

use std::io::{self, Read};
use std::path::Path;

use ectd::dossier::{Entry, Stamp};
use ectd::fold::Names;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::path::DossierPath;
use ectd::progress::Progress;

use super::hashing::{self, Hashing};
use super::reads::Reads;
use super::{MOST_BYTES, Plan, PlannedFile, lay_out};
use crate::bag::{self, Totals};
use crate::layout::FILES_BEGIN;

/// Why a folder cannot be planned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// A bag needs a file.
    #[error("the folder holds no file")]
    NoFile,
    /// More files than a package can have.
    #[error("{files} files, a package holds at most {most}", most = bag::MOST_FILES)]
    TooManyFiles {
        /// How many there are.
        files: u64,
    },
    /// More bytes than a package can have.
    #[error("the folder does not fit into a package, which holds at most 1 TiB")]
    TooLarge,
    /// Two names fall on each other, or the entries are not in order.
    #[error("the name {path} falls on another one")]
    Clash {
        /// The later of the two.
        path: DossierPath,
    },
    /// The file changed while it was read, or since the folder was walked.
    #[error("the file {path} changed while it was read")]
    Changed {
        /// The file.
        path: DossierPath,
    },
    /// The file cannot be read.
    #[error("the file {path} cannot be read")]
    Read {
        /// The file.
        path: DossierPath,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl Plan {
    /// Reads the files of `folder` that `entries` lists in the order of their paths.
    ///
    /// # Errors
    /// Names the file that cannot be read, that changed meanwhile, or whose name cannot be carried beside the others.
    pub fn read(
        folder: &Path,
        application: ApplicationId,
        sequence: SequenceNumber,
        entries: &[Entry],
        progress: &mut dyn Progress,
    ) -> Result<Self, PlanError> {
        let bytes = judge(entries)?;
        progress.begin(entries.len() as u64, bytes);
        let totals = Totals { files: entries.len() as u64, bytes, manifest_len: 0 };
        let sizes = entries.iter().map(|entry| (entry.path.as_str().len() as u64, entry.size()));
        let (layout, segments) =
            lay_out(&application, &sequence, totals, sizes).ok_or(PlanError::TooLarge)?;

        let mut reads = Reads::new(segments);
        let (sums, digests) = hashing::beside(|hashing| {
            let read = |(index, entry): (usize, &Entry)| {
                reads.seek(layout.content(FILES_BEGIN + index).start);
                read_file(folder, entry, &mut reads, hashing, progress)
            };
            entries.iter().enumerate().map(read).collect::<Result<Vec<u32>, PlanError>>()
        })?;
        let files = entries.iter().zip(sums).zip(digests).map(|((entry, crc), sha256)| PlannedFile {
            path: entry.path.clone(),
            stamp: entry.stamp,
            crc,
            sha256,
        });
        let files = files.collect();
        Ok(Self::complete(application, sequence, files, reads.finish(), layout, segments))
    }
}

/// Number, order and names of the files; gives the sum of their sizes.
fn judge(entries: &[Entry]) -> Result<u64, PlanError> {
    let files = entries.len() as u64;
    if files == 0 {
        return Err(PlanError::NoFile);
    }
    if files > bag::MOST_FILES {
        return Err(PlanError::TooManyFiles { files });
    }
    let mut names = Names::default();
    let mut before: Option<&DossierPath> = None;
    for entry in entries {
        let in_order = before.is_none_or(|before| *before < entry.path);
        if !in_order || names.take(&entry.path).is_err() {
            return Err(PlanError::Clash { path: entry.path.clone() });
        }
        before = Some(&entry.path);
    }
    let sum = |sum: u64, entry: &Entry| sum.checked_add(entry.size());
    entries.iter().try_fold(0, sum).filter(|&bytes| bytes <= MOST_BYTES).ok_or(PlanError::TooLarge)
}

/// Reads a file once: its bytes go to `reads` and `hashing`, its CRC-32 comes back.
fn read_file(
    folder: &Path,
    entry: &Entry,
    reads: &mut Reads,
    hashing: &Hashing,
    progress: &mut dyn Progress,
) -> Result<u32, PlanError> {
    let failed = |source| PlanError::Read { path: entry.path.clone(), source };
    let changed = || PlanError::Changed { path: entry.path.clone() };
    let mut file = ectd::dossier::open_file(folder, &entry.path).map_err(failed)?;
    if Stamp::of(&file.metadata().map_err(failed)?) != entry.stamp {
        return Err(changed());
    }
    let mut crc = crc32fast::Hasher::new();
    let mut remaining = entry.size();
    loop {
        let mut buffer = hashing.buffer();
        let got = match file.read(&mut buffer) {
            Ok(got) => got,
            Err(source) if source.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(failed(source)),
        };
        // Bytes beyond the size that the layout was made for would move everything after them.
        remaining = remaining.checked_sub(got as u64).ok_or_else(changed)?;
        if got == 0 {
            break;
        }
        crc.update(&buffer[..got]);
        reads.update(&buffer[..got]);
        hashing.bytes(buffer, got);
        progress.advance(0, got as u64);
    }
    if remaining > 0 || Stamp::of(&file.metadata().map_err(failed)?) != entry.stamp {
        return Err(changed());
    }
    hashing.end();
    progress.advance(1, 0);
    Ok(crc.finalize())
}
