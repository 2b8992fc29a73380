//! Key wrapping: the data key sealed to one recipient with HPKE (RFC 9180), base mode, single shot.
//!
//! ```text
//! KEM   25722 (0x647a) X-Wing, ML-KEM-768 with X25519 (draft-connolly-cfrg-xwing-kem, draft-ietf-hpke-pq)
//!       or 32 (0x0020) DHKEM(X25519, HKDF-SHA256) (RFC 9180 section 7.1)
//! KDF   1 HKDF-SHA256     AEAD   2 AES-256-GCM     aad   empty
//! wrap  enc ‖ ct:  1120 + 48 = 1168 bytes, or 32 + 48 = 80 bytes
//! kid   first 16 bytes of SHA-256(u16 kem ‖ public key)
//! ```
//!
//! Base mode does not say who wrapped; the package's signed statement does.

use std::fmt;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem as HpkeKem, X25519HkdfSha256, XWing};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal};
use zeroize::Zeroizing;

use crate::digest::Sha256Digest;
use crate::hex::hex_text;
use crate::random::RandomError;
use crate::secret::Secret;
use crate::segment::DataKey;

/// The IANA number of HKDF-SHA256, the only KDF of a wrap.
pub const KDF: u16 = 1;
/// The IANA number of AES-256-GCM, the only AEAD of a wrap.
pub const AEAD: u16 = 2;

/// The key encapsulation of a wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kem {
    /// X-Wing, safe while either ML-KEM-768 or X25519 is.
    XWing,
    /// X25519 alone, for centres that must.
    X25519,
}

impl Kem {
    /// The IANA HPKE number, as headers and key files write it.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::XWing => 25722,
            Self::X25519 => 32,
        }
    }

    /// The KEM of an IANA HPKE number, if it is one of ours.
    #[must_use]
    pub const fn from_number(number: u64) -> Option<Self> {
        match number {
            25722 => Some(Self::XWing),
            32 => Some(Self::X25519),
            _ => None,
        }
    }

    /// Length of a public key, in bytes.
    #[must_use]
    pub const fn public_len(self) -> usize {
        match self {
            Self::XWing => 1216,
            Self::X25519 => 32,
        }
    }

    /// Length of a wrap (enc ‖ ct), in bytes.
    #[must_use]
    pub const fn wrap_len(self) -> usize {
        self.enc_len() + 48
    }

    const fn enc_len(self) -> usize {
        match self {
            Self::XWing => 1120,
            Self::X25519 => 32,
        }
    }
}

/// The short name of a public key: the first 16 bytes of SHA-256(u16 kem ‖ public key).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid([u8; 16]);

hex_text!(Kid, 16);

/// The key to which a data key is wrapped.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kem: Kem,
    bytes: Vec<u8>,
    kid: Kid,
}

impl PublicKey {
    /// Reads a public key of `kem`.
    ///
    /// # Errors
    /// When the length is not the KEM's, or the bytes are no key of it.
    pub fn from_bytes(kem: Kem, bytes: &[u8]) -> Result<Self, KeyError> {
        let valid = match kem {
            Kem::XWing => <XWing as HpkeKem>::PublicKey::from_bytes(bytes).is_ok(),
            Kem::X25519 => <X25519HkdfSha256 as HpkeKem>::PublicKey::from_bytes(bytes).is_ok(),
        };
        if !valid {
            return Err(KeyError::Public { kem, found: bytes.len() });
        }
        Ok(Self { kem, bytes: bytes.to_vec(), kid: kid(kem, bytes) })
    }

    /// The key's KEM.
    #[must_use]
    pub fn kem(&self) -> Kem {
        self.kem
    }

    /// The raw key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key's short name.
    #[must_use]
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// Wraps `key`; only the private key and the same `info` unwrap it. Returns enc ‖ ct.
    ///
    /// # Errors
    /// When encapsulation fails, as for a point of small order under X25519.
    pub fn wrap(&self, info: &[u8], key: &DataKey) -> Result<Vec<u8>, WrapError> {
        match self.kem {
            Kem::XWing => seal::<XWing>(&self.bytes, info, key),
            Kem::X25519 => seal::<X25519HkdfSha256>(&self.bytes, info, key),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, kid {})", self.kem, self.kid)
    }
}

/// The key that unwraps, with its public half. `Debug` shows only the public half.
#[derive(Clone)]
pub struct PrivateKey {
    secret: Secret<32>,
    public: PublicKey,
}

impl PrivateKey {
    /// Makes a fresh key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn generate(kem: Kem) -> Result<Self, RandomError> {
        Secret::random().map(|secret| Self::from_secret(kem, secret))
    }

    /// Takes the X25519 scalar, or the X-Wing seed: SHAKE256(seed, 96) = d ‖ z for ML-KEM ‖ X25519 scalar.
    ///
    /// The seed is the private key itself and not an input of HPKE's `DeriveKeyPair`.
    #[must_use]
    pub fn from_secret(kem: Kem, secret: Secret<32>) -> Self {
        let bytes = match kem {
            Kem::XWing => public_of::<XWing>(&secret),
            Kem::X25519 => public_of::<X25519HkdfSha256>(&secret),
        };
        let public = PublicKey { kem, kid: kid(kem, &bytes), bytes };
        Self { secret, public }
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The 32 secret bytes, for the key file.
    #[must_use]
    pub fn secret(&self) -> &Secret<32> {
        &self.secret
    }

    /// Unwraps the data key out of `wrap` (enc ‖ ct), made with the same `info`.
    ///
    /// # Errors
    /// When the length is wrong, or the wrap was made for another key or another `info`, or was changed.
    pub fn unwrap(&self, info: &[u8], wrap: &[u8]) -> Result<DataKey, UnwrapError> {
        let kem = self.public.kem;
        if wrap.len() != kem.wrap_len() {
            return Err(UnwrapError::Length { expected: kem.wrap_len(), found: wrap.len() });
        }
        match kem {
            Kem::XWing => open::<XWing>(&self.secret, info, wrap, kem.enc_len()),
            Kem::X25519 => open::<X25519HkdfSha256>(&self.secret, info, wrap, kem.enc_len()),
        }
        .ok_or(UnwrapError::Forged { kid: self.public.kid })
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({:?}, redacted)", self.public)
    }
}

/// Why bytes are no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a public key of this KEM.
    #[error("{found} bytes are no {kem:?} public key")]
    Public {
        /// The KEM that was asked for.
        kem: Kem,
        /// How many bytes there are.
        found: usize,
    },
}

/// The data key could not be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the data key cannot be wrapped to this public key")]
pub struct WrapError(#[source] hpke::HpkeError);

/// Why a wrap did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// Not the length of this KEM's wraps.
    #[error("a wrap has {expected} bytes, this one {found}")]
    Length {
        /// Bytes that a wrap for this key has.
        expected: usize,
        /// Bytes that this one has.
        found: usize,
    },
    /// Not made for this key and this package, or changed.
    #[error("the wrap does not open with key {kid}")]
    Forged {
        /// The key that was tried.
        kid: Kid,
    },
}

fn kid(kem: Kem, public: &[u8]) -> Kid {
    let digest = Sha256Digest::of(&[&kem.number().to_be_bytes(), public].concat());
    let mut kid = [0; 16];
    kid.copy_from_slice(&digest.as_bytes()[..16]);
    Kid(kid)
}

fn seal<K: HpkeKem>(public: &[u8], info: &[u8], key: &DataKey) -> Result<Vec<u8>, WrapError> {
    let public = K::PublicKey::from_bytes(public).map_err(WrapError)?;
    let plaintext = key.secret().expose();
    let (enc, ct) =
        single_shot_seal::<AesGcm256, HkdfSha256, K>(&OpModeS::Base, &public, info, plaintext, &[])
            .map_err(WrapError)?;
    Ok([&enc.to_bytes()[..], &ct[..]].concat())
}

fn open<K: HpkeKem>(secret: &Secret<32>, info: &[u8], wrap: &[u8], enc_len: usize) -> Option<DataKey> {
    let private = K::PrivateKey::from_bytes(secret.expose()).ok()?;
    let (enc, ct) = wrap.split_at(enc_len);
    let enc = K::EncappedKey::from_bytes(enc).ok()?;
    let plaintext =
        single_shot_open::<AesGcm256, HkdfSha256, K>(&OpModeR::Base, &private, &enc, info, ct, &[]).ok()?;
    let plaintext = Zeroizing::new(plaintext);
    plaintext.as_slice().try_into().ok().map(DataKey::from_bytes)
}

#[expect(clippy::expect_used, reason = "any 32 bytes are a private key of both KEMs")]
fn public_of<K: HpkeKem>(secret: &Secret<32>) -> Vec<u8> {
    let private = K::PrivateKey::from_bytes(secret.expose()).expect("32 bytes");
    K::sk_to_pk(&private).to_bytes().to_vec()
}
