//! AES-256-GCM (NIST SP 800-38D) with an empty AAD: in pure Rust, or by what the program has brought along
//! ([`crate::native`]). Both do the same to every byte.

use std::fmt;

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

use crate::native;
use crate::secret::Secret;

/// AES-256-GCM under one key. A nonce must never come twice with different bytes.
pub trait Cipher: fmt::Debug + Send + Sync {
    /// Encrypts in place and appends the tag of 16 bytes.
    ///
    /// # Errors
    /// [`Refused`]: the primitive did not take its input.
    fn seal(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused>;

    /// Decrypts in place and cuts the tag off.
    ///
    /// # Errors
    /// [`Refused`]: the tag does not fit; what is in the buffer then is worth nothing.
    fn open(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused>;
}

/// The tag does not fit, or the primitive refused its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cipher refused")]
pub struct Refused;

/// The cipher of a key in pure Rust.
#[must_use]
pub fn pure(key: &Secret<32>) -> Box<dyn Cipher> {
    Box::new(Pure(Aes256Gcm::new(key.expose().into())))
}

/// The cipher of a key, by what was brought along where there is something.
pub(super) fn of(key: &Secret<32>) -> Box<dyn Cipher> {
    native::brought().map_or_else(|| pure(key), |native| (native.cipher)(key))
}

#[derive(Debug)]
struct Pure(Aes256Gcm);

impl Cipher for Pure {
    fn seal(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
        self.0.encrypt_in_place(nonce.into(), &[], segment).map_err(|_| Refused)
    }

    fn open(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
        self.0.decrypt_in_place(nonce.into(), &[], segment).map_err(|_| Refused)
    }
}
