//! Secret bytes: zeroed when dropped, never printed, compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

/// `N` secret bytes.
#[derive(Clone)]
pub struct Secret<const N: usize>(Zeroizing<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Takes the raw bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; N]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Draws fresh random bytes.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn random() -> Result<Self, RandomError> {
        random::bytes().map(Self::from_bytes)
    }

    /// Shows the raw bytes, to be handed to a primitive or written into a key file and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret<{N}>(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_a_byte() {
        assert_eq!(format!("{:?}", Secret::from_bytes([0xab; 4])), "Secret<4>(redacted)");
    }

    #[test]
    fn equality_is_of_all_bytes() {
        assert_eq!(Secret::from_bytes([1, 2, 3]), Secret::from_bytes([1, 2, 3]));
        assert_ne!(Secret::from_bytes([1, 2, 3]), Secret::from_bytes([1, 2, 4]));
    }

    #[test]
    fn random_secrets_differ() {
        assert_ne!(Secret::<32>::random().unwrap(), Secret::<32>::random().unwrap());
    }
}
