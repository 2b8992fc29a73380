//! The one pass over the files, by whoever reads them: the check of the dossier reads each byte anyway.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crypto::digest::Sha256Digest;
use ectd::dossier::{Entry, Stamp};
use ectd::fold::Names;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::path::DossierPath;
use ectd::progress::Progress;
use ectd::reading::{Reading, read_for};
use ectd::witness::{Hearing, Witness};

use super::Plan;
use super::reads::{Content, Reads};
use crate::bag::{self, Totals};
use crate::contents::{Content as File, Contents, MOST_BYTES, lay_out};
use crate::layout::{FILES_BEGIN, Layout};

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

/// A plan in the making: hears the files of a dossier while something else reads them.
pub struct Pass {
    application: ApplicationId,
    sequence: SequenceNumber,
    entries: Vec<Entry>,
    layout: Layout,
    reads: Reads,
    heard: Mutex<Vec<Option<Heard>>>,
}

/// What came of one file.
enum Heard {
    Whole { crc: u32, sha256: Sha256Digest },
    Changed,
    Unreadable(String),
}

impl Plan {
    /// Begins a plan of the files that `entries` lists in the order of their paths. Whoever reads them, in any order,
    /// tells the pass.
    ///
    /// # Errors
    /// When the files do not fit into a package, or a name cannot be carried beside the others.
    pub fn begin(
        application: ApplicationId,
        sequence: SequenceNumber,
        entries: &[Entry],
    ) -> Result<Pass, PlanError> {
        let bytes = judge(entries)?;
        let totals = Totals { files: entries.len() as u64, bytes, manifest_len: 0 };
        let sizes = entries.iter().map(|entry| (entry.path.as_str().len() as u64, entry.size()));
        let (layout, segments) =
            lay_out(&application, &sequence, totals, sizes).ok_or(PlanError::TooLarge)?;
        let contents = (0..entries.len()).map(|file| layout.content(FILES_BEGIN + file));
        let reads = Reads::new(segments, contents);
        let heard = Mutex::new(entries.iter().map(|_| None).collect());
        Ok(Pass { application, sequence, entries: entries.to_vec(), layout, reads, heard })
    }

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
        let pass = Self::begin(application, sequence, entries)?;
        progress.begin(entries.len() as u64, entries.iter().map(Entry::size).sum());
        read_for(folder, entries, &pass, progress);
        pass.finish()
    }
}

impl Pass {
    /// Ends with the plan.
    ///
    /// # Errors
    /// Names the first file that could not be read, or changed meanwhile.
    pub fn finish(self) -> Result<Plan, PlanError> {
        let heard = self.heard.into_inner().unwrap_or_else(PoisonError::into_inner);
        let files = self.entries.into_iter().zip(heard).map(|(entry, heard)| planned(entry, heard));
        let (files, stamps) = files.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let contents = Contents::new(self.application, self.sequence, files).ok_or(PlanError::TooLarge)?;
        // Whoever has heard all files whole has all bytes of all segments.
        let reads = self.reads.finish().ok_or(PlanError::TooLarge)?;
        Ok(Plan { contents, stamps, reads })
    }

    fn note(&self, file: usize, heard: Heard) {
        let mut all = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        all[file] = Some(heard);
    }
}

impl Witness for Pass {
    fn wants_sha256(&self) -> bool {
        true
    }

    fn begin(&self, file: usize) -> Box<dyn Hearing + '_> {
        let content = self.reads.begin(self.layout.content(FILES_BEGIN + file));
        Box::new(FileHeard { pass: self, file, content, crc: crc32fast::Hasher::new() })
    }
}

struct FileHeard<'a> {
    pass: &'a Pass,
    file: usize,
    content: Content<'a>,
    crc: crc32fast::Hasher,
}

impl Hearing for FileHeard<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.crc.update(bytes);
        self.content.update(bytes);
    }

    fn end(self: Box<Self>, reading: &Reading, sha256: Option<&Sha256Digest>) {
        let heard = match (reading, sha256) {
            (Reading::Unreadable(cause), _) => Heard::Unreadable(cause.clone()),
            (Reading::Changed, _) | (_, None) => Heard::Changed,
            _ if !self.content.is_whole() => Heard::Changed,
            (_, Some(sha256)) => Heard::Whole { crc: self.crc.finalize(), sha256: *sha256 },
        };
        self.pass.note(self.file, heard);
    }
}

/// A file that nobody read is one that is not as it was walked.
fn planned(entry: Entry, heard: Option<Heard>) -> Result<(File, Stamp), PlanError> {
    let Entry { path, stamp } = entry;
    match heard {
        Some(Heard::Whole { crc, sha256 }) => {
            Ok((File { path, size: stamp.size, sha256, crc: crc.into() }, stamp))
        }
        Some(Heard::Unreadable(cause)) => Err(PlanError::Read { path, source: io::Error::other(cause) }),
        Some(Heard::Changed) | None => Err(PlanError::Changed { path }),
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
