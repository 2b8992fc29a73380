//! The inventory of an object: which files it holds, under which digests, and what each version shows (OCFL 1.1 §3.5).
//!
//! In memory it is lists of small records; the JSON is read and written as a stream, so that tens of thousands of files
//! need tens of megabytes. [`read`] takes any inventory of the specification's structure that uses SHA-512 and version
//! names without zeros; [`check`] says what is wrong inside it.

pub mod check;
pub mod read;
pub mod write;

use crypto::digest::{Md5Digest, Sha256Digest, Sha512Digest};

/// An inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The object's id.
    pub id: String,
    /// The files of the object, sorted by content path.
    pub contents: Vec<Content>,
    /// Its versions; the first is `v1`.
    pub versions: Vec<Version>,
}

/// A file of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its path below the object: `v1/content/…`.
    pub path: Box<str>,
    /// The digest that addresses it.
    pub sha512: Sha512Digest,
    /// The SHA-256 in the fixity block.
    pub sha256: Option<Sha256Digest>,
    /// The MD5 in the fixity block.
    pub md5: Option<Md5Digest>,
}

/// A version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// When it was made, RFC 3339.
    pub created: String,
    /// Why it was made.
    pub message: Option<String>,
    /// Who made it.
    pub user: Option<User>,
    /// What it shows, sorted by digest, then path.
    pub state: Vec<Logical>,
}

/// Who made a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Their name.
    pub name: String,
    /// A URI for them.
    pub address: Option<String>,
}

/// A file as a version shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Logical {
    /// The digest of its bytes.
    pub sha512: Sha512Digest,
    /// Its logical path.
    pub path: Box<str>,
}

impl Inventory {
    /// The number of the newest version; 0 in an inventory without versions.
    #[must_use]
    pub fn head(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    /// Finds a file by its content path.
    #[must_use]
    pub fn content(&self, path: &str) -> Option<usize> {
        self.contents.binary_search_by(|content| (*content.path).cmp(path)).ok()
    }

    /// The inventory as it was when a version was the newest: what lies in that version's folder.
    #[must_use]
    pub fn as_of(&self, version: u32) -> Self {
        let there = |content: &&Content| check::version_of(&content.path).is_some_and(|at| at <= version);
        let versions = usize::try_from(version).unwrap_or(usize::MAX).min(self.versions.len());
        Self {
            id: self.id.clone(),
            contents: self.contents.iter().filter(there).cloned().collect(),
            versions: self.versions[..versions].to_vec(),
        }
    }

    /// The contents of files by digest: positions in [`Inventory::contents`], sorted by digest, then path.
    #[must_use]
    pub fn by_digest(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.contents.len()).collect();
        order.sort_unstable_by_key(|&at| (&self.contents[at].sha512, at));
        order
    }
}

impl Version {
    /// Finds a file by its logical path, in a walk over the state.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Logical> {
        self.state.iter().find(|logical| &*logical.path == path)
    }
}

/// The value of `type`, and of `digestAlgorithm` (OCFL 1.1 §3.5.1).
pub(crate) const TYPE: &str = "https://ocfl.io/1.1/spec/#inventory";
pub(crate) const ALGORITHM: &str = "sha512";
