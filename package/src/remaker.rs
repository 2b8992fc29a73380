//! Either side makes the other again: the files of a dossier its sealed package, bit for bit, and the sealed package any
//! of its files.
//!
//! Made for the day on which one of them has rotted. What is made is held to digests that were noted while both were
//! sound: a file to the SHA-256 in the signed manifest, a segment to the SHA-256 of its block. So a segment leaves here
//! only if it is the one that was sealed: other bytes under its key and index would break AES-GCM.

use std::io::{self, Write};
use std::ops::Range;

use crypto::commitment::Commitment;
use crypto::digest::{Sha256, Sha256Digest};
use crypto::segment::{self, DataKey, HEADER, Stream};
use ectd::path::DossierPath;

use crate::contents::{Content, Contents};
use crate::digests::Digests;
use crate::head::{Head, HeadError};
use crate::identity::{ManifestRoot, PackageDigest};
use crate::layout::{FILES_BEGIN, Segments};
use crate::plaintext::{self, FileFault, Files};

/// One package of which everything is known but the bytes that are to be made.
#[derive(Debug)]
pub struct Remaker {
    head: Head,
    header: [u8; HEADER],
    contents: Contents,
    cipher: Stream,
}

/// A file of the dossier, as the manifest and the file system list it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path in the submitted folder.
    pub path: DossierPath,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: Sha256Digest,
}

/// Why something could not be made again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemakeError {
    /// The clear part is not sound.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// The list of files is not the one that was signed.
    #[error("the list of files gives the manifest root {found}, signed was {expected}")]
    Root {
        /// The root in the statement.
        expected: ManifestRoot,
        /// The root of the list.
        found: ManifestRoot,
    },
    /// The sizes in the list are not those that were sealed, or are more than a package holds.
    #[error("the sizes in the list of files are not those that were sealed")]
    Sizes,
    /// The 40 bytes before segment 0 do not begin with 0x28.
    #[error("the stream header does not begin with 0x28")]
    StreamHeader,
    /// Key or salt is not the one of this package.
    #[error("the data key, or the salt, is not the one that the header commits to")]
    Commitment,
    /// There is no such segment, or no digest was noted for it.
    #[error("the package has no segment {segment}")]
    NoSegment {
        /// The segment asked for.
        segment: u32,
    },
    /// There is no such file.
    #[error("the dossier has no file {path}")]
    NoFile {
        /// The file asked for.
        path: DossierPath,
    },
    /// A file is not the one that was sealed: segments with bytes of it cannot be made.
    #[error("segment {segment} cannot be made: the file {path} is not the one that was sealed")]
    Altered {
        /// The first segment that cannot be made.
        segment: u32,
        /// The file.
        path: DossierPath,
    },
    /// A file cannot be read.
    #[error("segment {segment} cannot be made: the file {path} cannot be read")]
    Unreadable {
        /// The first segment that cannot be made.
        segment: u32,
        /// The file.
        path: DossierPath,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// All files of the segment are those that were sealed, but it has another digest than was noted.
    #[error(
        "segment {segment} is made with the SHA-256 {found}, noted was {expected}: stream header or digests are others"
    )]
    Differs {
        /// The segment.
        segment: u32,
        /// What was noted.
        expected: Sha256Digest,
        /// What was made.
        found: Sha256Digest,
    },
    /// A segment of the package is not what was sealed there: files with bytes of it cannot be made.
    #[error("{path} cannot be made: segment {segment} is not what was sealed there")]
    Forged {
        /// The first such segment.
        segment: u32,
        /// The file.
        path: DossierPath,
    },
    /// The package cannot be read.
    #[error("segment {segment} cannot be read")]
    Package {
        /// The segment.
        segment: u32,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// What was made could not be written.
    #[error("what was made could not be written")]
    Write(#[source] io::Error),
    /// The cipher refused.
    #[error(transparent)]
    Cipher(#[from] segment::SealError),
}

impl Remaker {
    /// Takes up a package by its clear part, its stream header (0x28, salt, nonce prefix) and its files, in any order.
    /// No file is read yet.
    ///
    /// # Errors
    /// When these are not of one package.
    pub fn new(
        head: Head,
        header: [u8; HEADER],
        key: &DataKey,
        files: Vec<Listed>,
    ) -> Result<Self, RemakeError> {
        head.verify()?;
        let (salt, prefix) = segment::parse_header(&header).ok_or(RemakeError::StreamHeader)?;
        if Commitment::to(key, &salt) != head.header().commitment {
            return Err(RemakeError::Commitment);
        }
        let contents = contents(&head, files)?;
        let cipher = Stream::new(key, &salt, &prefix, &head.header_digest().0);
        Ok(Self { head, header, contents, cipher })
    }

    /// The clear part.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Number and places of the blocks.
    #[must_use]
    pub fn segments(&self) -> Segments {
        self.contents.segments()
    }

    /// Makes block `index` of the stream: the encrypted segment, and before segment 0 the stream header. Block i lies in
    /// the package at PO + i · 2^20.
    ///
    /// Of the files, those with bytes in it are read, and those whose zip records lie in it. `noted` are the digests
    /// whose package digest was signed.
    ///
    /// # Errors
    /// Names the first file that is not the one that was sealed.
    pub fn segment(&self, index: u32, files: &dyn Files, noted: &Digests) -> Result<Vec<u8>, RemakeError> {
        let expected = *noted.block(index).ok_or(RemakeError::NoSegment { segment: index })?;
        let block = self.block(index, files)?;
        let found = Sha256Digest::of(&block);
        if found == expected {
            return Ok(block);
        }
        let stretch = self.segments().plaintext(index);
        Err(match plaintext::altered(&self.contents, stretch, files) {
            Some(fault) => at(index, fault),
            None => RemakeError::Differs { segment: index, expected, found },
        })
    }

    /// Makes the whole package, in memory that does not grow with it. Returns its digest, which is that of `noted`.
    ///
    /// # Errors
    /// Names the first segment and the first file that is not the one that was sealed; what was written is the package up
    /// to there.
    pub fn package(
        &self,
        files: &dyn Files,
        noted: &Digests,
        out: &mut dyn Write,
    ) -> Result<PackageDigest, RemakeError> {
        out.write_all(self.head.bytes()).map_err(RemakeError::Write)?;
        for index in 0..self.segments().count() {
            let block = self.segment(index, files, noted)?;
            out.write_all(&block).map_err(RemakeError::Write)?;
        }
        Ok(noted.package_digest())
    }

    /// Makes the digests of all blocks again, for when they are lost; they are worth something only if their package
    /// digest is the signed one.
    ///
    /// # Errors
    /// Names the first file that cannot be read, or whose zip record cannot be made.
    pub fn digests(&self, files: &dyn Files) -> Result<Digests, RemakeError> {
        (0..self.segments().count()).map(|index| Ok(Sha256Digest::of(&self.block(index, files)?))).collect()
    }

    /// Makes one file from the package. Only the segments that hold it are read: `package` gives the bytes of a range of
    /// the package.
    ///
    /// # Errors
    /// Names the first segment that is not what was sealed there; what was written is the file up to there.
    pub fn file(
        &self,
        path: &DossierPath,
        package: &mut dyn FnMut(Range<u64>) -> io::Result<Vec<u8>>,
        out: &mut dyn Write,
    ) -> Result<(), RemakeError> {
        let found = self.contents.files().binary_search_by(|file| file.path.cmp(path));
        let file = found.map_err(|_| RemakeError::NoFile { path: path.clone() })?;
        let content = self.contents.layout().content(FILES_BEGIN + file);
        let mut sha256 = Sha256::new();
        let mut next = content.start;
        let mut segment = self.segments().containing(next);
        while next < content.end {
            let bounds = self.segments().plaintext(segment);
            let plaintext = self.open(segment, path, package)?;
            let piece = slice(&plaintext, next - bounds.start..content.end.min(bounds.end) - bounds.start);
            sha256.update(piece);
            out.write_all(piece).map_err(RemakeError::Write)?;
            (next, segment) = (bounds.end, segment + 1);
        }
        if sha256.finish() == self.contents.files()[file].sha256 {
            Ok(())
        } else {
            Err(RemakeError::Forged { segment, path: path.clone() })
        }
    }

    /// Must not leave this module before its digest was compared.
    fn block(&self, index: u32, files: &dyn Files) -> Result<Vec<u8>, RemakeError> {
        let stretch = self.segments().plaintext(index);
        let made = plaintext::make(&self.contents, stretch, files).map_err(|fault| at(index, fault))?;
        let mut block = made.bytes;
        self.cipher.seal(index, self.is_last(index), &mut block)?;
        if index == 0 {
            block.splice(..0, self.header);
        }
        Ok(block)
    }

    fn open(
        &self,
        segment: u32,
        path: &DossierPath,
        package: &mut dyn FnMut(Range<u64>) -> io::Result<Vec<u8>>,
    ) -> Result<Vec<u8>, RemakeError> {
        let block = self.segments().block(segment);
        let begin = self.head.payload_offset();
        let skip = if segment == 0 { HEADER as u64 } else { 0 };
        let range = begin + block.start + skip..begin + block.end;
        let mut bytes = package(range).map_err(|source| RemakeError::Package { segment, source })?;
        let forged = |_| RemakeError::Forged { segment, path: path.clone() };
        self.cipher.open(segment, self.is_last(segment), &mut bytes).map_err(forged)?;
        Ok(bytes)
    }

    fn is_last(&self, index: u32) -> bool {
        index + 1 == self.segments().count()
    }
}

/// What the list says the package holds, proven by the signed root.
fn contents(head: &Head, mut files: Vec<Listed>) -> Result<Contents, RemakeError> {
    files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let content =
        |Listed { path, size, sha256 }| Content { path, size, sha256, crc: std::sync::OnceLock::new() };
    let files = files.into_iter().map(content).collect();
    let facts = head.facts();
    let contents = Contents::new(facts.application.clone(), facts.sequence.clone(), files);
    let contents = contents.ok_or(RemakeError::Sizes)?;
    let (expected, found) = (facts.manifest_root, contents.tags().root);
    if found != expected {
        return Err(RemakeError::Root { expected, found });
    }
    if contents.segments() == head.header().segments { Ok(contents) } else { Err(RemakeError::Sizes) }
}

fn at(segment: u32, fault: FileFault) -> RemakeError {
    match fault {
        FileFault::Altered(path) => RemakeError::Altered { segment, path },
        FileFault::Unreadable(path, source) => RemakeError::Unreadable { segment, path, source },
    }
}

fn slice(bytes: &[u8], within: Range<u64>) -> &[u8] {
    let bound = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    &bytes[bound(within.start)..bound(within.end)]
}
