//! Primitives that a program brings along, where it links a library that is faster than pure Rust.
//!
//! Client and centre link one anyway, for TLS; the archivist's tool links none, and works all the same. They do the same
//! to every byte. The programs call [`bring`] when they start; nothing else knows which primitives are in use.

use std::fmt;
use std::sync::OnceLock;

use crate::secret::Secret;
use crate::segment::cipher::Cipher;

/// What is brought.
#[derive(Clone, Copy, Debug)]
pub struct Native {
    /// Makes the cipher of a key.
    pub cipher: fn(&Secret<32>) -> Box<dyn Cipher>,
    /// Begins a SHA-256; asked only on processors without instructions for it.
    pub sha256: fn() -> Box<dyn Running>,
    /// Begins a SHA-512.
    pub sha512: fn() -> Box<dyn Running>,
}

/// A digest in work.
pub trait Running: fmt::Debug + Send + Sync {
    /// Adds the next bytes.
    fn update(&mut self, bytes: &[u8]);

    /// Ends with the digest of all bytes added.
    fn finish(self: Box<Self>, digest: &mut [u8]);

    /// Begins another one with the same bytes.
    fn fork(&self) -> Box<dyn Running>;
}

/// Brings primitives along, for all that begins from now on; what was brought first stays.
pub fn bring(native: Native) {
    BROUGHT.get_or_init(|| native);
}

/// What was brought.
pub(crate) fn brought() -> Option<&'static Native> {
    BROUGHT.get()
}

static BROUGHT: OnceLock<Native> = OnceLock::new();
