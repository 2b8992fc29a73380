//! The hash functions that tokens name (RFC 5754), by their AlgorithmIdentifiers.

use der::Tag;
use der::asn1::ObjectIdentifier;
use sha2::Digest;

use super::members::{Malformed, Members};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    /// Only where a certificate is named (ESSCertID, RFC 2634): no signature is believed under it.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Reads the content of an AlgorithmIdentifier; none if the function is not known.
    pub(super) fn read(algorithm: &[u8]) -> Result<Option<Self>, Malformed> {
        let mut members = Members::of(algorithm)?;
        let oid = oid(members.next(Tag::ObjectIdentifier)?)?;
        let _parameters = members.optional(Tag::Null)?;
        members.end()?;
        let known = [(SHA_256, Self::Sha256), (SHA_384, Self::Sha384), (SHA_512, Self::Sha512)];
        Ok(known.into_iter().find_map(|(known, hash)| (known == oid).then_some(hash)))
    }

    /// Hashes bytes.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

/// Reads the content of an OBJECT IDENTIFIER.
pub(super) fn oid(content: &[u8]) -> Result<ObjectIdentifier, Malformed> {
    ObjectIdentifier::from_bytes(content).map_err(|_| Malformed)
}

/// NIST's SHA-256, also as the query writes it.
pub(super) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
