//! Inclusion and consistency proofs of RFC 9162 sections 2.1.3 and 2.1.4.
//!
//! An inclusion proof shows that one entry stands at its place under a root; a consistency proof shows that a larger
//! tree only added to a smaller one.

use crate::digest::Sha256Digest;
use crate::tree::{Tree, node};

/// Makes the inclusion proof for the leaf at `index` of `leaves` (RFC 9162 section 2.1.3.1).
///
/// # Errors
/// When there is no such leaf.
pub fn inclusion(leaves: &[Sha256Digest], index: u64) -> Result<Vec<Sha256Digest>, ProofError> {
    let at = usize::try_from(index).ok().filter(|at| *at < leaves.len());
    let at = at.ok_or(ProofError::Range { index, size: leaves.len() as u64 })?;
    Ok(path(leaves, at))
}

/// Verifies that `leaf` stands at `index` of the `size` leaves under `root` (RFC 9162 section 2.1.3.2).
///
/// # Errors
/// When it does not, or the proof is for another place or size.
pub fn verify_inclusion(
    leaf: &Sha256Digest,
    index: u64,
    size: u64,
    proof: &[Sha256Digest],
    root: &Sha256Digest,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range { index, size });
    }
    let (mut place, mut last, mut top) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            top = node(sibling, &top);
            // The right-most node climbs alone until it is a right child.
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            top = node(&top, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    same(&top, root)
}

/// Makes the proof that the tree over `leaves` only added to its first `old` leaves (RFC 9162 section 2.1.4.1).
///
/// # Errors
/// When `old` is 0 or more than there are leaves.
pub fn consistency(leaves: &[Sha256Digest], old: u64) -> Result<Vec<Sha256Digest>, ProofError> {
    let at = usize::try_from(old).ok().filter(|at| (1..=leaves.len()).contains(at));
    let at = at.ok_or(ProofError::Range { index: old, size: leaves.len() as u64 })?;
    Ok(if at == leaves.len() { Vec::new() } else { subproof(leaves, at, true) })
}

/// Verifies that the tree of `size` leaves under `root` only added to that of `old_size` under `old_root`
/// (RFC 9162 section 2.1.4.2).
///
/// # Errors
/// When it did not, or the proof is for other sizes.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Sha256Digest,
    size: u64,
    root: &Sha256Digest,
    proof: &[Sha256Digest],
) -> Result<(), ProofError> {
    if old_size == 0 || old_size > size {
        return Err(ProofError::Range { index: old_size, size });
    }
    if old_size == size {
        return if proof.is_empty() { same(old_root, root) } else { Err(ProofError::Length) };
    }
    // A perfect old tree is itself the first node; otherwise the proof begins with it.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::Length)?
    };
    let (mut place, mut last) = (old_size - 1, size - 1);
    let climb = place.trailing_ones();
    (place, last) = (place >> climb, last >> climb);
    let (mut old_top, mut top) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old_top = node(sibling, &old_top);
            top = node(sibling, &top);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            top = node(&top, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    same(&old_top, old_root)?;
    same(&top, root)
}

/// Why a proof does not hold or cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The tree has no such leaf, or no such earlier size.
    #[error("a tree of {size} leaves has no {index}")]
    Range {
        /// The leaf, or the earlier size.
        index: u64,
        /// How many leaves the tree has.
        size: u64,
    },
    /// Too many or too few hashes for these sizes.
    #[error("the proof has not the length that its sizes demand")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

fn same(found: &Sha256Digest, expected: &Sha256Digest) -> Result<(), ProofError> {
    if found == expected { Ok(()) } else { Err(ProofError::Root) }
}

/// PATH(m, D_n) of RFC 9162 section 2.1.3.1.
fn path(leaves: &[Sha256Digest], at: usize) -> Vec<Sha256Digest> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut below, beside) =
        if at < left.len() { (path(left, at), right) } else { (path(right, at - left.len()), left) };
    below.push(root(beside));
    below
}

/// SUBPROOF(m, D_n, b) of RFC 9162 section 2.1.4.1.
fn subproof(leaves: &[Sha256Digest], old: usize, known: bool) -> Vec<Sha256Digest> {
    if old == leaves.len() {
        return if known { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut below, beside) = if old <= left.len() {
        (subproof(left, old, known), right)
    } else {
        (subproof(right, old - left.len(), false), left)
    };
    below.push(root(beside));
    below
}

fn root(leaves: &[Sha256Digest]) -> Sha256Digest {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push_leaf(*leaf);
    }
    tree.root()
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}
