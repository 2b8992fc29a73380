//! The folder in which the desk opens packages. What lies there is plain text, so it never outlives the work on it.

use std::io;
use std::path::{Path, PathBuf};

use archive::digests::Digests;
use archive::digests::stream::DigestStream;
use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::file::File;
use durable::folder;
use package::opener::{Member, Sink};
use serde::Serialize;

use super::archiving::Taken;
use super::progress::Progress;

/// One submission's folder on the bench, removed when this is dropped.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
}

impl Place {
    /// Clears a folder for a submission; what a crash left there goes.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn clear(bench: &Path, number: &str) -> Result<Self, FileError> {
        let path = bench.join(number);
        folder::remove(&path)?;
        folder::create_private(&path)?;
        Ok(Self { path })
    }

    /// Returns the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Twice, because what would stay is plain text; what stays even so goes at the desk's next start.
        if let Err(error) = folder::remove(&self.path).or_else(|_| folder::remove(&self.path)) {
            tracing::error!(%error, "plain text could not be removed from the bench");
        }
    }
}

/// Puts the files of an opened package into a folder, as they were submitted, and lists them; tag files are not kept.
#[derive(Debug)]
pub struct Tree<'a> {
    root: &'a Path,
    progress: &'a Progress,
    wanted: fn(&str) -> bool,
    open: Option<Open>,
    list: Vec<u8>,
    digests: DigestStream,
    /// Path, length and SHA-256 of each file.
    files: Vec<(String, u64, Sha256Digest)>,
}

#[derive(Debug)]
struct Open {
    file: File,
    path: String,
    length: u64,
}

/// One line of the list.
#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    bytes: u64,
    sha256: &'a Sha256Digest,
}

impl<'a> Tree<'a> {
    /// Puts files below `root`.
    pub fn new(root: &'a Path, progress: &'a Progress) -> Self {
        Self::only(|_| true, root, progress)
    }

    /// Puts only the files whose path is wanted below `root`.
    pub fn only(wanted: fn(&str) -> bool, root: &'a Path, progress: &'a Progress) -> Self {
        Self {
            root,
            progress,
            wanted,
            open: None,
            list: Vec::new(),
            digests: DigestStream::default(),
            files: Vec::new(),
        }
    }

    /// The list of the files, one JSON object a line, in the order of the package; and the files with all their digests.
    pub fn into_lists(self) -> (Vec<u8>, Vec<Taken>) {
        let files = self.files.into_iter().zip(self.digests.finish());
        let taken = files.map(|((path, bytes, sha256), (sha512, md5))| Taken {
            path,
            bytes,
            digests: Digests { sha512, sha256, md5 },
        });
        (self.list, taken.collect())
    }
}

impl Sink for Tree<'_> {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        let Some(path) = member.path.filter(|path| (self.wanted)(path.as_str())) else {
            self.open = None;
            return Ok(());
        };
        // The path is a `DossierPath`: it cannot leave the folder.
        let target = self.root.join(path.as_str());
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let file = File::open_or_create(&target)?;
        self.digests.begin();
        self.open = Some(Open { file, path: path.as_str().to_owned(), length: 0 });
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.file.write_at(bytes, open.length)?;
            open.length += bytes.len() as u64;
            self.digests.update(bytes);
        }
        Ok(self.progress.verified(bytes.len() as u64)?)
    }

    fn end(&mut self, sha256: &Sha256Digest) -> io::Result<()> {
        if let Some(Open { path, length, .. }) = self.open.take() {
            serde_json::to_writer(&mut self.list, &Listed { path: &path, bytes: length, sha256 })?;
            self.list.push(b'\n');
            self.files.push((path, length, *sha256));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Tree};
    use crate::desk::progress::Progress;
    use package::opener::{Member, Sink};

    #[test]
    fn files_are_put_below_the_folder_and_go_with_it() {
        let bench = tempfile::tempdir().unwrap();
        let place = Place::clear(bench.path(), "CDE-2026-000001").unwrap();
        let progress = Progress::new(9, 9);
        let mut tree = Tree::new(place.path(), &progress);
        let path = "m3/中文 夹/a.pdf".parse().unwrap();
        let digest = crypto::digest::Sha256Digest::of(b"");
        tree.begin(&Member { name: "data/0000/m3/中文 夹/a.pdf", path: Some(&path), size: 5 }).unwrap();
        tree.bytes(b"he").unwrap();
        tree.bytes(b"llo").unwrap();
        tree.end(&digest).unwrap();
        tree.begin(&Member { name: "bagit.txt", path: None, size: 1 }).unwrap();
        tree.bytes(b"x").unwrap();
        tree.end(&digest).unwrap();
        assert_eq!(std::fs::read(place.path().join("m3/中文 夹/a.pdf")).unwrap(), b"hello");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
        let listed = format!("{{\"path\":\"m3/中文 夹/a.pdf\",\"bytes\":5,\"sha256\":\"{digest}\"}}\n");
        let (list, taken) = tree.into_lists();
        assert_eq!(String::from_utf8(list).unwrap(), listed);
        let hello = archive::digests::Digests::of(b"hello");
        assert_eq!((taken[0].digests.sha512, taken[0].digests.md5), (hello.sha512, hello.md5));
        assert_eq!((taken.len(), taken[0].bytes, taken[0].digests.sha256), (1, 5, digest));
        drop(place);
        assert_eq!(std::fs::read_dir(bench.path()).unwrap().count(), 0);
    }
}
