//! The Merkle tree hash of RFC 9162 section 2.1.1 over SHA-256: package digest, files root and log.
//!
//! leaf = SHA-256(00 ‖ entry), node = SHA-256(01 ‖ left ‖ right), split at the largest power of two below the count.

use crate::digest::{Sha256, Sha256Digest};

/// Hashes one entry into its leaf.
#[must_use]
pub fn leaf(entry: &[u8]) -> Sha256Digest {
    let mut hasher = Sha256::new();
    hasher.update(&[0]);
    hasher.update(entry);
    hasher.finish()
}

/// Hashes two neighbours into their parent.
#[must_use]
pub fn node(left: &Sha256Digest, right: &Sha256Digest) -> Sha256Digest {
    let mut hasher = Sha256::new();
    hasher.update(&[1]);
    hasher.update(left.as_bytes());
    hasher.update(right.as_bytes());
    hasher.finish()
}

/// The root over `entries`; that of no entry is SHA-256 of nothing.
#[must_use]
pub fn root<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Sha256Digest {
    let mut tree = Tree::new();
    for entry in entries {
        tree.push(entry.as_ref());
    }
    tree.root()
}

/// Builds a root from entries that come one after another, in memory for one digest per level.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    count: u64,
    /// Roots of the perfect subtrees to the left of the next entry, largest first: one for each bit of `count`.
    peaks: Vec<Sha256Digest>,
}

impl Tree {
    /// Starts without an entry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next entry.
    pub fn push(&mut self, entry: &[u8]) {
        self.push_leaf(leaf(entry));
    }

    /// Adds the next entry by its leaf hash.
    pub fn push_leaf(&mut self, leaf: Sha256Digest) {
        let mut top = leaf;
        // Each trailing one bit of the count is a perfect subtree as large as `top`: they become one.
        for _ in 0..self.count.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                top = node(&left, &top);
            }
        }
        self.peaks.push(top);
        self.count += 1;
    }

    /// How many entries were added.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The root over the entries so far.
    #[must_use]
    pub fn root(&self) -> Sha256Digest {
        let mut peaks = self.peaks.iter().rev().copied();
        let smallest = peaks.next().unwrap_or_else(|| Sha256Digest::of(&[]));
        peaks.fold(smallest, |right, left| node(&left, &right))
    }
}
