//! The tree hash against roots of another implementation, and proofs at every place and size.

use crypto::digest::Sha256Digest;
use crypto::proof::{ProofError, consistency, inclusion, verify_consistency, verify_inclusion};
use crypto::tree::{Tree, leaf, node, root};
use proptest::prelude::*;

use crate::vector;

#[test]
fn roots_are_those_of_another_implementation() {
    let vector = vector::read("tree");
    let roots = vector["roots"].as_array().unwrap();
    let mut tree = Tree::new();
    for (count, expected) in roots.iter().enumerate() {
        assert_eq!(tree.count(), count as u64);
        assert_eq!(tree.root().to_string(), expected.as_str().unwrap(), "{count} entries");
        assert_eq!(root(&entries(roots.len())[..count]), tree.root());
        tree.push(entries(roots.len())[count].as_bytes());
    }
}

#[test]
fn leaves_and_nodes_can_never_be_taken_for_each_other() {
    let (left, right) = (leaf(b"a"), leaf(b"b"));
    let joined = [left.as_bytes().as_slice(), right.as_bytes()].concat();
    assert_ne!(node(&left, &right), leaf(&joined));
    assert_eq!(leaf(b"").to_string(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

#[test]
fn every_place_of_every_small_tree_is_proven() {
    for size in 1..=33 {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        for index in 0..size as u64 {
            let proof = inclusion(&leaves, index).unwrap();
            let entry = &leaves[usize::try_from(index).unwrap()];
            let verify = |index, size| verify_inclusion(entry, index, size, &proof, &root);
            assert_eq!(verify(index, size as u64), Ok(()), "{index} of {size}");
            for other in (0..size as u64).filter(|other| *other != index) {
                assert!(verify(other, size as u64).is_err(), "{index} of {size} as {other}");
            }
            assert!(verify_inclusion(&leaf(b"other"), index, size as u64, &proof, &root).is_err());
        }
    }
}

#[test]
fn every_growth_of_every_small_tree_is_proven() {
    for size in 1..=33 {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        for old in 1..=size {
            let proof = consistency(&leaves, old as u64).unwrap();
            let old_root = root_of(&leaves[..old]);
            let other = leaf(b"other");
            let verify = |old_root, root| verify_consistency(old as u64, old_root, size as u64, root, &proof);
            assert_eq!(verify(&old_root, &root), Ok(()), "{old} to {size}");
            assert!(verify(&other, &root).is_err());
            assert!(verify(&old_root, &other).is_err());
        }
    }
}

#[test]
fn proofs_of_impossible_places_are_refused() {
    let leaves = leaves(5);
    let root = root_of(&leaves);
    assert_eq!(inclusion(&leaves, 5), Err(ProofError::Range { index: 5, size: 5 }));
    assert_eq!(inclusion(&[], 0), Err(ProofError::Range { index: 0, size: 0 }));
    assert_eq!(verify_inclusion(&leaves[0], 0, 0, &[], &root), Err(ProofError::Range { index: 0, size: 0 }));
    assert_eq!(consistency(&leaves, 0), Err(ProofError::Range { index: 0, size: 5 }));
    assert_eq!(consistency(&leaves, 6), Err(ProofError::Range { index: 6, size: 5 }));
    assert!(verify_consistency(0, &root, 5, &root, &[]).is_err());
    assert_eq!(verify_consistency(5, &root, 5, &root, &[leaves[0]]), Err(ProofError::Length));
}

proptest! {
    #[test]
    fn a_changed_proof_is_refused(size in 2..200_usize, place: prop::sample::Index, at: prop::sample::Index, bit in 0..256_usize) {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        let index = place.index(size);
        let proof = inclusion(&leaves, index as u64).unwrap();
        let verify = |proof: &[Sha256Digest]| verify_inclusion(&leaves[index], index as u64, size as u64, proof, &root);

        let mut flipped = proof.clone();
        let step = at.index(proof.len());
        let mut hash = *flipped[step].as_bytes();
        hash[bit / 8] ^= 1 << (bit % 8);
        flipped[step] = Sha256Digest::from_bytes(hash);
        prop_assert_eq!(verify(&flipped), Err(ProofError::Root));

        prop_assert_eq!(verify(&proof[1..]), Err(ProofError::Length));
        let longer = [proof.as_slice(), &[root]].concat();
        prop_assert_eq!(verify(&longer), Err(ProofError::Length));
    }

    #[test]
    fn a_changed_growth_is_refused(size in 2..200_usize, place: prop::sample::Index, at: prop::sample::Index) {
        let leaves = leaves(size);
        let old = 1 + place.index(size - 1);
        let (old_root, root) = (root_of(&leaves[..old]), root_of(&leaves));
        let proof = consistency(&leaves, old as u64).unwrap();
        let verify = |proof: &[Sha256Digest]| verify_consistency(old as u64, &old_root, size as u64, &root, proof);
        prop_assert_eq!(verify(&proof), Ok(()));

        let mut changed = proof.clone();
        changed[at.index(proof.len())] = leaf(b"other");
        prop_assert!(verify(&changed).is_err());
        prop_assert!(verify(&proof[1..]).is_err());
        let longer = [proof.as_slice(), &[root]].concat();
        prop_assert!(verify(&longer).is_err());
    }
}

fn entries(count: usize) -> Vec<Sha256Digest> {
    (0..count).map(|entry| Sha256Digest::of(&entry.to_le_bytes()[..1])).collect()
}

fn leaves(count: usize) -> Vec<Sha256Digest> {
    (0..count).map(|entry| leaf(&entry.to_be_bytes())).collect()
}

fn root_of(leaves: &[Sha256Digest]) -> Sha256Digest {
    let mut tree = Tree::new();
    leaves.iter().for_each(|leaf| tree.push_leaf(*leaf));
    tree.root()
}
