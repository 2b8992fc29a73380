//! The folder in which the desk opens packages. What lies there is plain text, so it never outlives the work on it.

use std::io;
use std::path::{Path, PathBuf};

use archive::digests::Digests;
use archive::digests::following::Following;
use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::file::File;
use durable::folder;
use durable::passing::{STEP, Trail};
use ectd::path::DossierPath;
use package::opener::{Keeper, Member, Sink};
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

/// Puts the files of an opened package into a folder, as they were submitted, and reads each back while the next come.
#[derive(Debug)]
pub struct Tree<'a> {
    root: &'a Path,
    progress: &'a Progress,
    open: Option<Open>,
    trail: Trail,
    files: Vec<(String, u64)>,
    reading: Option<Following>,
    /// Of all files, once all are there.
    digests: Vec<Digests>,
}

#[derive(Debug)]
struct Open {
    file: File,
    path: String,
    length: u64,
    /// How much of it lies on the trail.
    behind: u64,
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
        Self {
            root,
            progress,
            open: None,
            trail: Trail::default(),
            files: Vec::new(),
            reading: None,
            digests: Vec::new(),
        }
    }

    /// The list of the files, one JSON object a line, in the order of the package; and the files with all their digests.
    ///
    /// # Errors
    /// When a line cannot be written.
    pub fn into_lists(self) -> io::Result<(Vec<u8>, Vec<Taken>)> {
        let (mut list, mut taken) = (Vec::new(), Vec::new());
        for ((path, bytes), digests) in self.files.into_iter().zip(self.digests) {
            serde_json::to_writer(&mut list, &Listed { path: &path, bytes, sha256: &digests.sha256 })?;
            list.push(b'\n');
            taken.push(Taken { path, bytes, digests });
        }
        Ok((list, taken))
    }
}

impl Keeper for Tree<'_> {
    fn begin(&mut self, path: &DossierPath, _: u64) -> io::Result<()> {
        self.open = Some(Open {
            file: create(self.root, path)?,
            path: path.as_str().to_owned(),
            length: 0,
            behind: 0,
        });
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.file.write_at(bytes, open.length)?;
            open.length += bytes.len() as u64;
            if open.length >= open.behind + STEP {
                self.trail.add(&open.file, std::mem::replace(&mut open.behind, open.length)..open.length);
            }
        }
        Ok(self.progress.verified(bytes.len() as u64)?)
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(Open { file, path, length, behind }) = self.open.take() else { return Ok(()) };
        self.trail.add(&file, behind..length);
        let reading = match self.reading.take() {
            Some(reading) => reading,
            None => Following::begin()?,
        };
        reading.add(self.root.join(&path));
        self.reading = Some(reading);
        self.files.push((path, length));
        Ok(())
    }

    fn read_back(&mut self) -> io::Result<Vec<Sha256Digest>> {
        self.digests = self.reading.take().map(Following::finish).transpose()?.unwrap_or_default();
        Ok(self.digests.iter().map(|digests| digests.sha256).collect())
    }
}

/// Puts only some of the files into a folder.
#[derive(Debug)]
pub struct Part<'a> {
    root: &'a Path,
    progress: &'a Progress,
    wanted: fn(&str) -> bool,
    open: Option<(File, u64)>,
}

impl<'a> Part<'a> {
    /// Puts the files whose path is wanted below `root`.
    pub fn new(wanted: fn(&str) -> bool, root: &'a Path, progress: &'a Progress) -> Self {
        Self { root, progress, wanted, open: None }
    }
}

impl Sink for Part<'_> {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        let path = member.path.filter(|path| (self.wanted)(path.as_str()));
        self.open = path.map(|path| Ok::<_, io::Error>((create(self.root, path)?, 0))).transpose()?;
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some((file, length)) = &mut self.open {
            file.write_at(bytes, *length)?;
            *length += bytes.len() as u64;
        }
        Ok(self.progress.verified(bytes.len() as u64)?)
    }

    fn end(&mut self, _: &Sha256Digest) -> io::Result<()> {
        self.open = None;
        Ok(())
    }
}

/// Makes a file and the folders above it. The path is a `DossierPath`: it cannot leave the folder.
fn create(root: &Path, path: &DossierPath) -> io::Result<File> {
    let target = root.join(path.as_str());
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent)?;
    }
    Ok(File::open_or_create(&target)?)
}

#[cfg(test)]
mod tests {
    use super::{Part, Place, Tree};
    use crate::desk::progress::Progress;
    use package::opener::{Keeper, Member, Sink};

    #[test]
    fn files_are_put_below_the_folder_and_go_with_it() {
        let bench = tempfile::tempdir().unwrap();
        let place = Place::clear(bench.path(), "CDE-2026-000001").unwrap();
        let progress = Progress::new(9, 9);
        let mut tree = Tree::new(place.path(), &progress);
        tree.begin(&"m3/中文 夹/a.pdf".parse().unwrap(), 5).unwrap();
        tree.bytes(b"he").unwrap();
        tree.bytes(b"llo").unwrap();
        tree.end().unwrap();
        let hello = archive::digests::Digests::of(b"hello");
        assert_eq!(tree.read_back().unwrap(), [hello.sha256]);
        assert_eq!(std::fs::read(place.path().join("m3/中文 夹/a.pdf")).unwrap(), b"hello");
        let listed =
            format!("{{\"path\":\"m3/中文 夹/a.pdf\",\"bytes\":5,\"sha256\":\"{}\"}}\n", hello.sha256);
        let (list, taken) = tree.into_lists().unwrap();
        assert_eq!(String::from_utf8(list).unwrap(), listed);
        assert_eq!((taken.len(), taken[0].bytes, taken[0].digests), (1, 5, hello));
        drop(place);
        assert_eq!(std::fs::read_dir(bench.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_was_altered_on_the_bench_is_read_back_so() {
        let bench = tempfile::tempdir().unwrap();
        let progress = Progress::new(9, 9);
        let mut tree = Tree::new(bench.path(), &progress);
        tree.begin(&"a.pdf".parse().unwrap(), 5).unwrap();
        tree.bytes(b"hello").unwrap();
        std::fs::write(bench.path().join("a.pdf"), b"hullo").unwrap();
        tree.end().unwrap();
        assert_eq!(tree.read_back().unwrap(), [crypto::digest::Sha256Digest::of(b"hullo")]);
    }

    #[test]
    fn a_part_has_only_the_files_that_are_wanted() {
        let bench = tempfile::tempdir().unwrap();
        let progress = Progress::new(9, 9);
        let mut part = Part::new(|path| path == "index.xml", bench.path(), &progress);
        for name in ["index.xml", "m1/other.pdf"] {
            let path = name.parse().unwrap();
            part.begin(&Member { name, path: Some(&path), size: 1 }).unwrap();
            part.bytes(b"x").unwrap();
            part.end(&crypto::digest::Sha256Digest::of(b"x")).unwrap();
        }
        part.begin(&Member { name: "bagit.txt", path: None, size: 1 }).unwrap();
        part.bytes(b"x").unwrap();
        assert_eq!(std::fs::read(bench.path().join("index.xml")).unwrap(), b"x");
        assert_eq!(std::fs::read_dir(bench.path()).unwrap().count(), 1);
    }
}
