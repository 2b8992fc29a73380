//! Signing keys and the public keys of certificates: Ed25519 (RFC 8032) and ECDSA P-256 with SHA-256 (FIPS 186-5).
//!
//! Ed25519 is verified strictly: small-order keys and points and non-canonical encodings are refused, so that no
//! signature holds for two texts or two keys.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use p256::ecdsa::signature::{Signer, Verifier};
use zeroize::Zeroizing;

use crate::digest::Sha256Digest;
use crate::random::RandomError;
use crate::secret::Secret;

/// A signature algorithm, by its COSE number (RFC 9053 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// EdDSA with Ed25519, COSE −8.
    Ed25519,
    /// ECDSA with P-256 and SHA-256, COSE −7; the signature is r ‖ s, 64 bytes.
    Es256,
}

impl Algorithm {
    /// The COSE number.
    #[must_use]
    pub const fn number(self) -> i8 {
        match self {
            Self::Ed25519 => -8,
            Self::Es256 => -7,
        }
    }

    /// The algorithm of a COSE number, if it is one of ours.
    #[must_use]
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            -8 => Some(Self::Ed25519),
            -7 => Some(Self::Es256),
            _ => None,
        }
    }

    /// The object identifier under which certificates name it, as DER has it: 1.3.101.112 (RFC 8410), or
    /// 1.2.840.10045.4.3.2 (RFC 5758).
    #[cfg(feature = "issue")]
    pub(crate) const fn certificate_oid(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => &[0x2b, 0x65, 0x70],
            Self::Es256 => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
        }
    }
}

/// Bytes of a signature, for both algorithms.
pub const LENGTH: usize = 64;

/// A private key that signs; zeroed when dropped.
#[derive(Clone)]
pub struct SigningKey(Private);

#[derive(Clone)]
enum Private {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl SigningKey {
    /// Makes a fresh Ed25519 key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn generate() -> Result<Self, RandomError> {
        let seed = Secret::<32>::random()?;
        Ok(Self::from_seed(&seed))
    }

    /// Takes an Ed25519 seed (RFC 8032 section 5.1.5).
    #[must_use]
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self(Private::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed.expose())))
    }

    /// Reads an Ed25519 or P-256 key from PEM, `BEGIN PRIVATE KEY` (PKCS#8, RFC 5958).
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, SigningKeyError> {
        if let Ok(key) = ed25519_dalek::SigningKey::from_pkcs8_pem(pem) {
            return Ok(Self(Private::Ed25519(key)));
        }
        let key = p256::ecdsa::SigningKey::from_pkcs8_pem(pem).map_err(|_| SigningKeyError)?;
        Ok(Self(Private::P256(key)))
    }

    /// Writes the key as PEM, PKCS#8.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a valid key of either kind always encodes")]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        match &self.0 {
            Private::Ed25519(key) => key.to_pkcs8_pem(LineEnding::LF),
            Private::P256(key) => key.to_pkcs8_pem(LineEnding::LF),
        }
        .expect("a valid key")
    }

    /// The algorithm in which the key signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Private::Ed25519(_) => Algorithm::Ed25519,
            Private::P256(_) => Algorithm::Es256,
        }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey(match &self.0 {
            Private::Ed25519(key) => Public::Ed25519(key.verifying_key()),
            Private::P256(key) => Public::P256(*key.verifying_key()),
        })
    }

    /// Signs `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; LENGTH] {
        match &self.0 {
            Private::Ed25519(key) => key.sign(message).to_bytes(),
            Private::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
        }
    }

    /// Signs `message` in the form that certificates hold: DER for ECDSA (RFC 5480), raw for Ed25519 (RFC 8410).
    #[cfg(feature = "issue")]
    pub(crate) fn sign_certificate(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Private::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Private::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?}, redacted)", self.algorithm())
    }
}

/// The text is no PKCS#8 key of Ed25519 or P-256. Says no more, since the text is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no Ed25519 or P-256 private key in PKCS#8 PEM")]
pub struct SigningKeyError;

/// A public key that verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey(Public);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl VerifyingKey {
    /// Reads the DER SubjectPublicKeyInfo of a certificate (RFC 5280 section 4.1.2.7).
    ///
    /// # Errors
    /// When it holds no Ed25519 or P-256 key.
    pub fn from_spki(der: &[u8]) -> Result<Self, VerifyingKeyError> {
        if let Ok(key) = ed25519_dalek::VerifyingKey::from_public_key_der(der) {
            return Ok(Self(Public::Ed25519(key)));
        }
        let key = p256::ecdsa::VerifyingKey::from_public_key_der(der).map_err(|_| VerifyingKeyError)?;
        Ok(Self(Public::P256(key)))
    }

    /// Takes an Ed25519 key as its 32 bytes (RFC 8032 section 5.1.5), as notes and cards write it.
    ///
    /// # Errors
    /// When they are no point of the curve.
    pub fn from_ed25519(bytes: &[u8; 32]) -> Result<Self, VerifyingKeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| VerifyingKeyError)?;
        Ok(Self(Public::Ed25519(key)))
    }

    /// The 32 bytes of an Ed25519 key; none of a P-256 one.
    #[must_use]
    pub fn to_ed25519(&self) -> Option<[u8; 32]> {
        match &self.0 {
            Public::Ed25519(key) => Some(key.to_bytes()),
            Public::P256(_) => None,
        }
    }

    /// Writes the DER SubjectPublicKeyInfo.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a valid key of either kind always encodes")]
    pub fn to_spki(&self) -> Vec<u8> {
        match &self.0 {
            Public::Ed25519(key) => key.to_public_key_der(),
            Public::P256(key) => key.to_public_key_der(),
        }
        .expect("a valid key")
        .into_vec()
    }

    /// The key as the BIT STRING of the SubjectPublicKeyInfo holds it: 32 bytes, or an uncompressed point.
    #[cfg(feature = "issue")]
    pub(crate) fn to_raw(&self) -> Vec<u8> {
        match &self.0 {
            Public::Ed25519(key) => key.to_bytes().to_vec(),
            Public::P256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// SHA-256 of the DER SubjectPublicKeyInfo: the header's `signer`.
    #[must_use]
    pub fn fingerprint(&self) -> Sha256Digest {
        Sha256Digest::of(&self.to_spki())
    }

    /// The algorithm in which this key verifies.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Public::Ed25519(_) => Algorithm::Ed25519,
            Public::P256(_) => Algorithm::Es256,
        }
    }

    /// Verifies `signature` over `message`.
    ///
    /// # Errors
    /// When the signature is not this key's over this message.
    pub fn verify(&self, message: &[u8], signature: &[u8; LENGTH]) -> Result<(), BadSignature> {
        match &self.0 {
            Public::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_bytes(signature);
                key.verify_strict(message, &signature).map_err(|_| BadSignature)
            }
            Public::P256(key) => {
                let signature = p256::ecdsa::Signature::from_slice(signature).map_err(|_| BadSignature)?;
                key.verify(message, &signature).map_err(|_| BadSignature)
            }
        }
    }

    /// Verifies a signature in the form that certificates hold, see [`SigningKey::sign_certificate`].
    #[cfg(feature = "issue")]
    pub(crate) fn verify_certificate(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        let raw = match &self.0 {
            Public::Ed25519(_) => signature.try_into().map_err(|_| BadSignature)?,
            Public::P256(_) => {
                p256::ecdsa::Signature::from_der(signature).map_err(|_| BadSignature)?.to_bytes().into()
            }
        };
        self.verify(message, &raw)
    }
}

/// The SubjectPublicKeyInfo holds no key of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no Ed25519 or P-256 public key")]
pub struct VerifyingKeyError;

/// The signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct BadSignature;
