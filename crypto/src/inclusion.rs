//! A proof of inclusion as a COSE receipt of RFC 9942, with the tree of RFC 9162: what stands under label 394 of a
//! receipt of ours.
//!
//! ```text
//! 18([ protected, unprotected, nil, signature ])
//! protected    bstr .cbor { 1: -8, 395: 1 }                       EdDSA; 395 vds: 1 = RFC9162_SHA256
//! unprotected  { 396: { -1: [ bstr .cbor [ tree size, leaf index, [ * bstr of 32 ] ] ] } }
//! signature    64 bytes over ["Signature1", protected, h'', tree root (32 bytes)]
//! ```
//!
//! The payload is detached: it is the root to which the path leads. So one signature serves every leaf of a tree, and
//! whoever holds it ([`sign_root`]) can make the proof of any leaf without the key. All of it is deterministic CBOR
//! (RFC 8949 section 4.2.1), and a reader accepts one byte form only.

use minicbor::Decoder;
use minicbor::data::{Tag, Type};

use crate::cbor::{to_be_signed, write};
use crate::digest::Sha256Digest;
use crate::proof::ProofError;
use crate::signature::{Algorithm, BadSignature, LENGTH, SigningKey, VerifyingKey};
use crate::tree::{leaf, node};

/// A proof that a leaf stands in a tree whose root is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// Leaves of the tree.
    pub size: u64,
    /// The leaf's place, from 0.
    pub index: u64,
    /// The siblings from the leaf up (RFC 9162 section 2.1.3.1).
    pub path: Vec<Sha256Digest>,
    /// Signature over the root, as [`sign_root`] makes it.
    pub signature: [u8; LENGTH],
}

/// Signs a root for the proofs of all leaves below it. Only Ed25519 keys sign logs.
#[must_use]
pub fn sign_root(key: &SigningKey, root: &Sha256Digest) -> [u8; LENGTH] {
    key.sign(&to_be_signed(&protected(), root.as_bytes()))
}

/// Verifies a signature made by [`sign_root`].
///
/// # Errors
/// When it is not this key's over this root.
pub fn verify_root(
    key: &VerifyingKey,
    root: &Sha256Digest,
    signature: &[u8; LENGTH],
) -> Result<(), BadSignature> {
    match key.algorithm() {
        Algorithm::Ed25519 => key.verify(&to_be_signed(&protected(), root.as_bytes()), signature),
        Algorithm::Es256 => Err(BadSignature),
    }
}

impl Inclusion {
    /// Verifies that `entry` stands at the proof's place under a root that `key` signed. Gives that root.
    ///
    /// # Errors
    /// When the path has another length than size and index demand, or the signature does not hold.
    pub fn verify(&self, key: &VerifyingKey, entry: &[u8]) -> Result<Sha256Digest, InclusionError> {
        let root = self.root(entry)?;
        verify_root(key, &root, &self.signature)?;
        Ok(root)
    }

    /// The root to which the path leads from `entry`.
    ///
    /// # Errors
    /// When the path has another length than size and index demand.
    pub fn root(&self, entry: &[u8]) -> Result<Sha256Digest, ProofError> {
        if self.index >= self.size {
            return Err(ProofError::Range { index: self.index, size: self.size });
        }
        let (mut place, mut last, mut top) = (self.index, self.size - 1, leaf(entry));
        let mut path = self.path.iter();
        while last > 0 {
            // A right-most node without a sibling climbs alone.
            if place & 1 == 1 || place < last {
                let sibling = path.next().ok_or(ProofError::Length)?;
                top = if place & 1 == 1 { node(sibling, &top) } else { node(&top, sibling) };
            }
            (place, last) = (place >> 1, last >> 1);
        }
        if path.next().is_some() { Err(ProofError::Length) } else { Ok(top) }
    }

    /// Writes the tagged form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let proof = write(|out| {
            out.array(3)?.u64(self.size)?.u64(self.index)?.array(self.path.len() as u64)?;
            for hash in &self.path {
                out.bytes(hash.as_bytes())?;
            }
            out.ok()
        });
        write(|out| {
            out.tag(TAG)?.array(4)?.bytes(&protected())?;
            out.map(1)?.u16(PROOFS)?.map(1)?.i8(INCLUSION)?.array(1)?.bytes(&proof)?;
            out.null()?.bytes(&self.signature)?.ok()
        })
    }

    /// Reads the tagged form. Nothing is verified yet.
    ///
    /// # Errors
    /// When the bytes are not exactly the one form of the module's table.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoInclusion> {
        let read = read(bytes)?;
        if read.to_bytes() == bytes { Ok(read) } else { Err(NoInclusion) }
    }
}

/// The bytes are no proof of inclusion in the one form that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a proof of inclusion as RFC 9942 has it")]
pub struct NoInclusion;

/// Why a proof does not show what it claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InclusionError {
    /// The path does not fit size and index.
    #[error(transparent)]
    Path(#[from] ProofError),
    /// The root was not signed by this key: another entry, another place, or another log.
    #[error("the root to which the proof leads was not signed by the log's key")]
    Signature(#[from] BadSignature),
}

impl From<minicbor::decode::Error> for NoInclusion {
    fn from(_: minicbor::decode::Error) -> Self {
        Self
    }
}

fn read(bytes: &[u8]) -> Result<Inclusion, NoInclusion> {
    let mut input = Decoder::new(bytes);
    expect(input.tag()? == TAG && input.array()? == Some(4))?;
    expect(input.bytes()? == protected())?;
    expect(input.map()? == Some(1) && input.u16()? == PROOFS)?;
    expect(input.map()? == Some(1) && input.i8()? == INCLUSION)?;
    expect(input.array()? == Some(1))?;
    let (size, index, path) = read_proof(input.bytes()?)?;
    expect(input.datatype()? == Type::Null)?;
    input.null()?;
    let signature = input.bytes()?.try_into().map_err(|_| NoInclusion)?;
    expect(input.position() == bytes.len())?;
    Ok(Inclusion { size, index, path, signature })
}

fn read_proof(bytes: &[u8]) -> Result<(u64, u64, Vec<Sha256Digest>), NoInclusion> {
    let mut input = Decoder::new(bytes);
    expect(input.array()? == Some(3))?;
    let (size, index) = (input.u64()?, input.u64()?);
    let count = input.array()?.filter(|count| *count <= DEEPEST).ok_or(NoInclusion)?;
    let mut path = Vec::new();
    for _ in 0..count {
        path.push(Sha256Digest::from_bytes(input.bytes()?.try_into().map_err(|_| NoInclusion)?));
    }
    expect(input.position() == bytes.len())?;
    Ok((size, index, path))
}

fn protected() -> Vec<u8> {
    write(|out| out.map(2)?.u8(ALG)?.i8(Algorithm::Ed25519.number())?.u16(TREE)?.u8(RFC9162_SHA256)?.ok())
}

fn expect(holds: bool) -> Result<(), NoInclusion> {
    if holds { Ok(()) } else { Err(NoInclusion) }
}

const TAG: Tag = Tag::new(18);
const ALG: u8 = 1;
/// `vds`: which verifiable data structure.
const TREE: u16 = 395;
const RFC9162_SHA256: u8 = 1;
/// `vdp`: proofs of that structure.
const PROOFS: u16 = 396;
const INCLUSION: i8 = -1;
/// Hashes of the longest path: a tree has less than 2^64 leaves.
const DEEPEST: u64 = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{inclusion, verify_inclusion};
    use crate::secret::Secret;
    use crate::tree;

    fn proof_of(index: u64, size: u8) -> (SigningKey, Inclusion, Sha256Digest) {
        let key = SigningKey::from_seed(&Secret::from_bytes([7; 32]));
        let leaves: Vec<Sha256Digest> = (0..size).map(|n| leaf(&[n])).collect();
        let root = tree::root((0..size).map(|n| [n]));
        let path = inclusion(&leaves, index).unwrap();
        let signature = sign_root(&key, &root);
        (key, Inclusion { size: size.into(), index, path, signature }, root)
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proven_as_rfc_9162_does() {
        for size in 1..=40_u8 {
            for index in 0..u64::from(size) {
                let (key, proof, root) = proof_of(index, size);
                let entry = [u8::try_from(index).unwrap()];
                assert_eq!(proof.verify(&key.public(), &entry), Ok(root), "{index} of {size}");
                verify_inclusion(&leaf(&entry), index, size.into(), &proof.path, &root).unwrap();
            }
        }
    }

    #[test]
    fn another_entry_place_size_path_or_key_is_not_proven() {
        let (key, good, _) = proof_of(5, 13);
        let refused = |proof: &Inclusion, entry: &[u8]| proof.verify(&key.public(), entry).is_err();
        assert!(!refused(&good, &[5]));
        assert!(refused(&good, &[6]));
        for index in (0..13).filter(|index| *index != 5) {
            assert!(refused(&Inclusion { index, ..good.clone() }, &[5]), "index {index}");
        }
        // Sizes of the same shape around this leaf give the same root: only the checkpoint binds the size itself.
        for size in [0, 5, 8, 17, u64::MAX] {
            assert!(refused(&Inclusion { size, ..good.clone() }, &[5]), "size {size}");
        }
        let mut longer = good.clone();
        longer.path.push(leaf(b""));
        assert!(refused(&longer, &[5]));
        let mut shorter = good.clone();
        shorter.path.pop();
        assert!(refused(&shorter, &[5]));
        let other = SigningKey::generate().unwrap().public();
        assert!(good.verify(&other, &[5]).is_err());
    }

    #[test]
    fn one_byte_form_is_written_and_no_other_is_read() {
        let (_, proof, _) = proof_of(5, 13);
        let bytes = proof.to_bytes();
        assert_eq!(Inclusion::parse(&bytes), Ok(proof));
        for at in 0..bytes.len() {
            assert_eq!(Inclusion::parse(&bytes[..at]), Err(NoInclusion), "cut at {at}");
        }
        assert_eq!(Inclusion::parse(&[bytes.as_slice(), &[0]].concat()), Err(NoInclusion));
        // 18([h'a2012719018b01', …
        assert_eq!(crate::hex::encode(&bytes[..10]), "d28447a2012719018b01");
    }
}
