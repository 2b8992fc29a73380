//! Digests of a dossier's files that the caller has taken already, so that nobody reads the files for them again.
//!
//! Whoever gives them vouches for it that they are of the bytes that lie there.

use crypto::digest::{Md5Digest, Sha256Digest};

use super::{Reading, Task, Wanted};
use crate::dossier::Dossier;

/// A dossier, and what is known of its files.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    dossier: &'a Dossier,
    /// In the order of the files; empty as long as nothing is known.
    files: Vec<Option<Digests>>,
}

/// The digests of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// Its MD5 (RFC 1321).
    pub md5: Md5Digest,
    /// Its SHA-256.
    pub sha256: Sha256Digest,
}

impl<'a> Known<'a> {
    /// Knows nothing of a dossier's files.
    pub fn nothing(dossier: &'a Dossier) -> Self {
        Self { dossier, files: Vec::new() }
    }

    /// Returns the dossier.
    pub fn dossier(&self) -> &'a Dossier {
        self.dossier
    }

    /// Notes the digests of a file of so many bytes. Of a file that was not walked, or with another size, nothing is noted:
    /// what lies there is read.
    pub fn note(&mut self, path: &str, bytes: u64, digests: Digests) {
        let files = self.dossier.files();
        if let Some(file) = self.dossier.position(path)
            && files[file].size() == bytes
        {
            self.files.resize(files.len(), None);
            self.files[file] = Some(digests);
        }
    }

    /// What is to be done to get the wanted digests. No SM3 is ever known.
    pub(crate) fn tasks(&self, wanted: Vec<Wanted>) -> Vec<Task> {
        let task = |(file, wanted): (usize, Wanted)| match (wanted, self.files.get(file).copied().flatten()) {
            (Wanted::Nothing, Some(_)) => Task::Known(Reading::Plain),
            (Wanted::Md5, Some(known)) => Task::Known(Reading::Md5(known.md5)),
            (Wanted::Sha256, Some(known)) => Task::Known(Reading::Sha256(known.sha256)),
            (Wanted::Sm3, _) | (_, None) => Task::Read(wanted),
        };
        wanted.into_iter().enumerate().map(task).collect()
    }
}
