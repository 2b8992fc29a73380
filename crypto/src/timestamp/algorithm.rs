//! The signatures of time-stamping authorities and their CAs, in pure Rust: RSA (RFC 8017) with 2048 to 8192 bits, ECDSA
//! (FIPS 186-5) on P-256 and P-384, each with SHA-256, SHA-384 or SHA-512; Ed25519 is that of [`crate::algorithm`].
//!
//! The centre's own certificates are judged by [`crate::algorithm`] alone: what others use is no reason to believe more.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::digest::const_oid::AssociatedOid;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha256, Sha384, Sha512};

use super::hash::Hash;
use crate::algorithm::ED25519;

/// Every algorithm under which an authority is believed.
pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA256, verify: pkcs1::<Sha256> },
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA384, verify: pkcs1::<Sha384> },
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA512, verify: pkcs1::<Sha512> },
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PSS_SHA256, verify: pss::<Sha256> },
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PSS_SHA384, verify: pss::<Sha384> },
    &Outside { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PSS_SHA512, verify: pss::<Sha512> },
    &Outside { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA256, verify: p256::<Sha256> },
    &Outside { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA384, verify: p256::<Sha384> },
    &Outside { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA512, verify: p256::<Sha512> },
    &Outside { key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA256, verify: p384::<Sha256> },
    &Outside { key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA384, verify: p384::<Sha384> },
    &Outside { key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA512, verify: p384::<Sha512> },
    ED25519,
];

/// The algorithm of a key and a signature, by the contents of their AlgorithmIdentifiers. Where the signature's says only
/// "RSA", as CMS allows (RFC 3370 section 3.2), the hash function is that of the signer.
pub(super) fn find(
    key: &[u8],
    signature: &[u8],
    hash: Hash,
) -> Option<&'static dyn SignatureVerificationAlgorithm> {
    let signature = match (signature == alg_id::RSA_ENCRYPTION.as_ref(), hash) {
        (false, _) => signature,
        (true, Hash::Sha1) => return None,
        (true, Hash::Sha256) => alg_id::RSA_PKCS1_SHA256.as_ref(),
        (true, Hash::Sha384) => alg_id::RSA_PKCS1_SHA384.as_ref(),
        (true, Hash::Sha512) => alg_id::RSA_PKCS1_SHA512.as_ref(),
    };
    let is_it = |algorithm: &&&dyn SignatureVerificationAlgorithm| {
        algorithm.public_key_alg_id().as_ref() == key && algorithm.signature_alg_id().as_ref() == signature
    };
    ALL.iter().find(is_it).copied()
}

/// An algorithm that the centre itself does not use.
#[derive(Debug)]
struct Outside {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    verify: Verify,
}

/// Verifies key, message, signature.
type Verify = fn(&[u8], &[u8], &[u8]) -> Result<(), InvalidSignature>;

impl SignatureVerificationAlgorithm for Outside {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        (self.verify)(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

fn pkcs1<D: Digest + AssociatedOid>(
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let signature = rsa::pkcs1v15::Signature::try_from(signature).map_err(|_| InvalidSignature)?;
    let key = rsa::pkcs1v15::VerifyingKey::<D>::new(rsa(key)?);
    key.verify(message, &signature).map_err(|_| InvalidSignature)
}

/// The salt is as long as the hash, as the identifier says.
fn pss<D: Digest + FixedOutputReset>(
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), InvalidSignature> {
    let signature = rsa::pss::Signature::try_from(signature).map_err(|_| InvalidSignature)?;
    let key = rsa::pss::VerifyingKey::<D>::new(rsa(key)?);
    key.verify(message, &signature).map_err(|_| InvalidSignature)
}

/// Reads an RSAPublicKey, neither weak nor so long that it keeps the reader busy.
fn rsa(key: &[u8]) -> Result<RsaPublicKey, InvalidSignature> {
    if key.len() > LONGEST {
        return Err(InvalidSignature);
    }
    let key = RsaPublicKey::from_pkcs1_der(key).map_err(|_| InvalidSignature)?;
    if key.size() < SHORTEST { Err(InvalidSignature) } else { Ok(key) }
}

fn p256<D: Digest>(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| InvalidSignature)?;
    let signature = p256::ecdsa::DerSignature::from_bytes(signature).map_err(|_| InvalidSignature)?;
    key.verify_prehash(&D::digest(message), &signature).map_err(|_| InvalidSignature)
}

fn p384<D: Digest>(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| InvalidSignature)?;
    let signature = p384::ecdsa::DerSignature::from_bytes(signature).map_err(|_| InvalidSignature)?;
    key.verify_prehash(&D::digest(message), &signature).map_err(|_| InvalidSignature)
}

/// Bytes of an RSAPublicKey with 8192 bits.
const LONGEST: usize = 1100;
/// Bytes of a modulus with 2048 bits.
const SHORTEST: usize = 256;
