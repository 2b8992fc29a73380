//! The bag: its four tag files, the manifest root and the files root.
//!
//! The tag files are never read from the submitted folder; they follow from application, sequence and the list of
//! files. Specified in `docs/package-format.md`, "Bag".

use crypto::digest::{Sha256, Sha256Digest};
use crypto::tree::Tree;
use ectd::name::{ApplicationId, SequenceNumber};

use crate::identity::{FilesRoot, ManifestRoot};

/// Takes the files in order and gathers what the tag files say about them, without keeping the list.
#[derive(Debug)]
pub struct Manifest {
    sha256: Sha256,
    crc: crc32fast::Hasher,
    tree: Tree,
    line: String,
    totals: Totals,
}

/// What a bag holds below `data/`, and the length of its manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Number of files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Length of `manifest-sha256.txt` in bytes.
    pub manifest_len: u64,
}

/// The tag files of a bag, the manifest by digest only: it can be long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// Content of `bag-info.txt`.
    pub bag_info: String,
    /// SHA-256 of `manifest-sha256.txt`.
    pub manifest_sha256: Sha256Digest,
    /// CRC-32 of `manifest-sha256.txt`.
    pub manifest_crc: u32,
    /// Content of `tagmanifest-sha256.txt`.
    pub tag_manifest: String,
    /// SHA-256 of the tag manifest: it fixes every byte of the plaintext.
    pub root: ManifestRoot,
    /// RFC 9162 tree hash over the manifest's lines.
    pub files_root: FilesRoot,
    /// Files, bytes and manifest length.
    pub totals: Totals,
}

impl Manifest {
    /// Begins with no file.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sha256: Sha256::new(),
            crc: crc32fast::Hasher::new(),
            tree: Tree::new(),
            line: String::new(),
            totals: Totals::default(),
        }
    }

    /// Takes the next file; `name` is its path in the bag, `data/<sequence>/<path>`.
    pub fn push(&mut self, name: &str, size: u64, sha256: &Sha256Digest) {
        self.line.clear();
        line(&mut self.line, name, sha256);
        self.sha256.update(self.line.as_bytes());
        self.crc.update(self.line.as_bytes());
        self.tree.push(self.line.trim_end_matches('\n').as_bytes());
        self.totals.files += 1;
        self.totals.bytes += size;
        self.totals.manifest_len += self.line.len() as u64;
    }

    /// Files, bytes and manifest length so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Writes the tag files for the files taken.
    #[must_use]
    pub fn finish(self, application: &ApplicationId, sequence: &SequenceNumber) -> Tags {
        let bag_info = bag_info(application, sequence, self.totals);
        let manifest_sha256 = self.sha256.finish();
        let mut tag_manifest = String::new();
        line(&mut tag_manifest, BAG_INFO, &Sha256Digest::of(bag_info.as_bytes()));
        line(&mut tag_manifest, BAGIT, &Sha256Digest::of(BAGIT_TEXT.as_bytes()));
        line(&mut tag_manifest, MANIFEST, &manifest_sha256);
        Tags {
            root: ManifestRoot(Sha256Digest::of(tag_manifest.as_bytes())),
            bag_info,
            manifest_sha256,
            manifest_crc: self.crc.finalize(),
            tag_manifest,
            files_root: FilesRoot(self.tree.root()),
            totals: self.totals,
        }
    }
}

impl Default for Manifest {
    fn default() -> Self {
        Self::new()
    }
}

/// Content of `bag-info.txt`: no date, no software, no id, so the same folder gives the same root for ever.
#[must_use]
pub fn bag_info(application: &ApplicationId, sequence: &SequenceNumber, totals: Totals) -> String {
    let Totals { files, bytes, .. } = totals;
    format!(
        "Bag-Group-Identifier: {application}\nExternal-Identifier: {sequence}\nPayload-Oxum: {bytes}.{files}\n"
    )
}

/// The folder of the bag under which the submitted files lie, with its slash at the end.
#[must_use]
pub fn data_folder(sequence: &SequenceNumber) -> String {
    format!("data/{sequence}/")
}

/// Appends one line of a manifest, with its line feed.
pub fn line(out: &mut String, name: &str, sha256: &Sha256Digest) {
    out.push_str(&sha256.to_string());
    out.push_str("  ");
    out.push_str(name);
    out.push('\n');
}

/// Name of the tag file that says what the bag is.
pub const BAG_INFO: &str = "bag-info.txt";
/// Name of the tag file that says that it is a bag.
pub const BAGIT: &str = "bagit.txt";
/// Name of the manifest of the files.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// Name of the manifest of the other three tag files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// Content of `bagit.txt`.
pub const BAGIT_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Length of a manifest line without its name: 64 hex digits, two spaces, one line feed.
pub const LINE: u64 = 64 + 2 + 1;
/// Length of `tagmanifest-sha256.txt`.
pub const TAG_MANIFEST_LEN: u64 = 241;
/// The most files of a package.
pub const MOST_FILES: u64 = 1_000_000;
/// The most bytes `bag-info.txt` can have: 64 characters of application, 32 of sequence, two numbers, three labels.
pub const MOST_BAG_INFO: u64 = 512;
