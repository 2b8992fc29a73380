//! The proof that one file was in a dossier, without the others: an audit path to the files root that R2 signs.
//!
//! One JSON object (see [`crate::json`]); specified in `docs/receipts.md`, "Proof of one file":
//!
//! | member | content |
//! |---|---|
//! | `format` | `sealpost-file-proof/1` |
//! | `files_root` | the files root, as R2 has it |
//! | `files` | leaves of the tree: the files of the dossier, as R2 has it |
//! | `index` | the file's place among them, from 0 |
//! | `path` | the file's path in the submitted folder |
//! | `hashes` | the siblings from the leaf up (RFC 9162 §2.1.3.1), digests |
//!
//! The leaf is the file's line in the manifest, so the proof also binds name and sequence. It shows nothing of the other
//! files but hashes of their lines.

use crypto::digest::Sha256Digest;
use crypto::proof::{self, ProofError};
use crypto::tree;
use ectd::name::SequenceNumber;
use ectd::path::DossierPath;

use crate::bag;
use crate::identity::FilesRoot;
use crate::json::{JsonError, Object, Value};
use crate::receipt::verification::Verification;

/// Member `format` of a proof.
pub const FORMAT: &str = "sealpost-file-proof/1";

/// The place of one file in a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProof {
    /// The root to which the path leads.
    pub files_root: FilesRoot,
    /// Files of the dossier.
    pub files: u64,
    /// The file's place in the order of the manifest, from 0.
    pub index: u64,
    /// The file's path in the submitted folder.
    pub path: DossierPath,
    /// Siblings from the leaf up.
    pub hashes: Vec<Sha256Digest>,
}

/// Why a proof does not show that a file was in the dossier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProofError {
    /// It is not the JSON that was expected.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It leads to another files root, or counts other files, than R2 names.
    #[error(
        "the proof is for another dossier than the receipt: {found} of {found_files} files, signed is {signed} of {signed_files} files"
    )]
    OtherDossier {
        /// Files root in the proof.
        found: FilesRoot,
        /// Files in the proof.
        found_files: u64,
        /// Files root in R2.
        signed: FilesRoot,
        /// Files in R2.
        signed_files: u64,
    },
    /// The path does not lead from this file to the root: other bytes, another name, another place.
    #[error(transparent)]
    Path(#[from] ProofError),
    /// The dossier has no file of this path.
    #[error("the dossier has no file {path}")]
    NoSuchFile {
        /// The path.
        path: DossierPath,
    },
}

impl FileProof {
    /// Reads a proof.
    ///
    /// # Errors
    /// When it is not the JSON of the format.
    pub fn read(bytes: &[u8]) -> Result<Self, FileProofError> {
        let object = Object::parse(bytes.trim_ascii_end())?;
        object.demand("format", FORMAT)?;
        let hash = |text: &str| {
            text.parse()
                .map_err(|_| crate::json::ill_typed("hashes", "an array of SHA-256 in lower-case hex"))
        };
        Ok(Self {
            files_root: object.parsed("files_root")?,
            files: object.number("files")?,
            index: object.number("index")?,
            path: object.parsed("path")?,
            hashes: object.texts("hashes")?.into_iter().map(hash).collect::<Result<_, _>>()?,
        })
    }

    /// Writes the proof, with a line feed at its end.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let hashes: Vec<Value> = self.hashes.iter().map(|hash| Value::Text(hash.to_string())).collect();
        let mut bytes = Object::new()
            .with("format", FORMAT)
            .with("files_root", self.files_root)
            .with("files", self.files)
            .with("index", self.index)
            .with("path", self.path.as_str())
            .with("hashes", hashes)
            .to_bytes();
        bytes.push(b'\n');
        bytes
    }

    /// Proves that a file with this SHA-256 was in the dossier that R2 speaks of, as this sequence, under the proof's path.
    ///
    /// # Errors
    /// [`FileProofError::OtherDossier`] or [`FileProofError::Path`].
    pub fn verify(
        &self,
        sha256: &Sha256Digest,
        sequence: &SequenceNumber,
        verified: &Verification,
    ) -> Result<(), FileProofError> {
        if (self.files_root, self.files) != (verified.files_root, verified.files) {
            return Err(FileProofError::OtherDossier {
                found: self.files_root,
                found_files: self.files,
                signed: verified.files_root,
                signed_files: verified.files,
            });
        }
        let leaf = leaf(&bag::data_folder(sequence), self.path.as_str(), sha256);
        Ok(proof::verify_inclusion(&leaf, self.index, self.files, &self.hashes, &self.files_root.0)?)
    }
}

/// Makes the proof of one file from the list of all, 32 bytes of memory for each.
#[derive(Debug)]
pub struct Prover {
    folder: String,
    wanted: DossierPath,
    at: Option<u64>,
    leaves: Vec<Sha256Digest>,
}

impl Prover {
    /// Waits for the files of a dossier.
    #[must_use]
    pub fn new(sequence: &SequenceNumber, wanted: DossierPath) -> Self {
        Self { folder: bag::data_folder(sequence), wanted, at: None, leaves: Vec::new() }
    }

    /// Takes the next file, in the order of the manifest.
    pub fn push(&mut self, path: &str, sha256: &Sha256Digest) {
        if path == self.wanted.as_str() {
            self.at = Some(self.leaves.len() as u64);
        }
        self.leaves.push(leaf(&self.folder, path, sha256));
    }

    /// Makes the proof.
    ///
    /// # Errors
    /// [`FileProofError::NoSuchFile`].
    pub fn finish(self) -> Result<FileProof, FileProofError> {
        let Some(index) = self.at else { return Err(FileProofError::NoSuchFile { path: self.wanted }) };
        let mut tree = tree::Tree::new();
        self.leaves.iter().for_each(|leaf| tree.push_leaf(*leaf));
        Ok(FileProof {
            files_root: FilesRoot(tree.root()),
            files: tree.count(),
            index,
            hashes: proof::inclusion(&self.leaves, index)?,
            path: self.wanted,
        })
    }
}

/// The leaf of a file: its manifest line without the line feed.
fn leaf(folder: &str, path: &str, sha256: &Sha256Digest) -> Sha256Digest {
    let mut line = String::new();
    bag::line(&mut line, &format!("{folder}{path}"), sha256);
    tree::leaf(line.trim_end_matches('\n').as_bytes())
}
