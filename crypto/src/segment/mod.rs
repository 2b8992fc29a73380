//! The payload cipher: segments of 1 MiB on the wire, exactly Tink's `AES256_GCM_HKDF_1MB` streaming AEAD.
//!
//! ```text
//! HKDF(info)  HKDF-SHA256(ikm = DEK, salt = salt, info, 32 bytes)
//! key         HKDF(A), A = SHA-256 of the package's bytes before its statement
//! nonce_i     prefix (7) ‖ u32 big-endian i ‖ 01 in the last segment, else 00
//! segment_i   AES-256-GCM(key, nonce_i, aad = "", plaintext_i), ending in its 16-byte tag
//! ```
//!
//! Two different plaintexts must never be sealed under one key and one index: whoever seals again reads the bytes
//! into memory, proves that they are the same, and seals that memory (`docs/package-format.md`, "Segments").

pub mod cipher;

use crate::derive::hkdf;
use crate::digest::Sha256Digest;
use crate::hex::hex_text;
use crate::random::{self, RandomError};
use crate::secret::Secret;
use cipher::Cipher;

/// Plaintext bytes of segment 0, which shares its mebibyte with the 40-byte stream header.
pub const FIRST: u64 = 1_048_520;
/// Plaintext bytes of every other segment; the last may be shorter.
pub const REST: u64 = 1_048_560;
/// Distance of segments in the stream, and the largest segment with its tag, in bytes.
pub const WIRE: u64 = 1 << 20;
/// Bytes that sealing adds to a segment.
pub const TAG: usize = 16;
/// Bytes of the stream before segment 0: `0x28` ‖ salt ‖ nonce prefix.
pub const HEADER: usize = 40;

/// The data key (DEK) of one package, fresh and random for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataKey(Secret<32>);

impl DataKey {
    /// Takes the raw bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::from_bytes(bytes))
    }

    /// Draws a fresh key.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, RandomError> {
        Secret::random().map(Self)
    }

    /// The key as a secret.
    #[must_use]
    pub fn secret(&self) -> &Secret<32> {
        &self.0
    }
}

/// The salt of one package, in the stream's header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

hex_text!(Salt, 32);

impl Salt {
    /// Draws a fresh salt.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, RandomError> {
        random::bytes().map(Self)
    }
}

/// The nonce prefix of one package, in the stream's header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NoncePrefix([u8; 7]);

hex_text!(NoncePrefix, 7);

impl NoncePrefix {
    /// Draws a fresh prefix.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn random() -> Result<Self, RandomError> {
        random::bytes().map(Self)
    }
}

/// Writes the 40 bytes before segment 0: `0x28` ‖ salt ‖ nonce prefix.
#[must_use]
pub fn header(salt: &Salt, prefix: &NoncePrefix) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    bytes[0] = 0x28;
    bytes[1..33].copy_from_slice(&salt.0);
    bytes[33..].copy_from_slice(&prefix.0);
    bytes
}

/// Reads the 40 bytes before segment 0; `None` when the first is not their length, `0x28`.
#[must_use]
pub fn parse_header(bytes: &[u8; HEADER]) -> Option<(Salt, NoncePrefix)> {
    let (mut salt, mut prefix) = ([0; 32], [0; 7]);
    salt.copy_from_slice(&bytes[1..33]);
    prefix.copy_from_slice(&bytes[33..]);
    (bytes[0] == 0x28).then_some((Salt(salt), NoncePrefix(prefix)))
}

/// Seals and opens the segments of one package, in any order and from any thread.
#[derive(Debug)]
pub struct Stream {
    cipher: Box<dyn Cipher>,
    prefix: NoncePrefix,
}

impl Stream {
    /// Derives the stream's key; `aad` is A, the SHA-256 of the package's bytes before its statement.
    #[must_use]
    pub fn new(key: &DataKey, salt: &Salt, prefix: &NoncePrefix, aad: &Sha256Digest) -> Self {
        let key = hkdf(key.secret(), salt.as_bytes(), aad.as_bytes());
        Self { cipher: cipher::of(&key), prefix: *prefix }
    }

    /// Turns the plaintext of segment `index` into ciphertext and tag, in place.
    ///
    /// # Errors
    /// When the plaintext has a length that segment `index` cannot have; the buffer is then untouched.
    pub fn seal(&self, index: u32, last: bool, segment: &mut Vec<u8>) -> Result<(), SealError> {
        if !fits(index, last, segment.len()) {
            return Err(SealError::Length { index, found: segment.len() });
        }
        self.cipher.seal(&self.nonce(index, last), segment).map_err(|_| SealError::Cipher { index })
    }

    /// Turns ciphertext and tag of segment `index` into plaintext, in place.
    ///
    /// # Errors
    /// When the segment has a wrong length or is not what was sealed at this place; the buffer is then empty.
    pub fn open(&self, index: u32, last: bool, segment: &mut Vec<u8>) -> Result<(), OpenError> {
        let outcome = match segment.len().checked_sub(TAG) {
            Some(length) if fits(index, last, length) => {
                self.cipher.open(&self.nonce(index, last), segment).map_err(|_| OpenError::Forged { index })
            }
            _ => Err(OpenError::Length { index, found: segment.len() }),
        };
        if outcome.is_err() {
            segment.clear();
        }
        outcome
    }

    fn nonce(&self, index: u32, last: bool) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.prefix.0);
        nonce[7..11].copy_from_slice(&index.to_be_bytes());
        nonce[11] = u8::from(last);
        nonce
    }
}

/// Why a segment was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Only the last segment may be short, and none may be empty or too long.
    #[error("segment {index} cannot have {found} bytes of plaintext")]
    Length {
        /// The segment.
        index: u32,
        /// Its plaintext, in bytes.
        found: usize,
    },
    /// The cipher refused.
    #[error("the cipher refused segment {index}")]
    Cipher {
        /// The segment.
        index: u32,
    },
}

/// Why a segment did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Only the last segment may be short, and none may be empty or too long.
    #[error("segment {index} cannot have {found} bytes")]
    Length {
        /// The segment.
        index: u32,
        /// Its ciphertext and tag, in bytes.
        found: usize,
    },
    /// The bytes are not those sealed at this place under this key.
    #[error("segment {index} is not what was sealed there")]
    Forged {
        /// The segment.
        index: u32,
    },
}

/// Whether segment `index` may hold `length` bytes of plaintext.
fn fits(index: u32, last: bool, length: usize) -> bool {
    let full = if index == 0 { FIRST } else { REST };
    let length = length as u64;
    if last { (1..=full).contains(&length) } else { length == full }
}
