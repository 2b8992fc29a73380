//! The key commitment: 32 bytes in the header that only one data key can explain.
//!
//! AES-GCM alone lets one ciphertext open under two keys into two texts; the commitment is checked before any
//! segment is opened. `docs/package-format.md`, "Keys".

use subtle::ConstantTimeEq;

use crate::derive::hkdf;
use crate::hex::hex_text;
use crate::segment::{DataKey, Salt};

/// The commitment to a data key, `HKDF(DEK, salt, "sealpost-package/1 commitment")`.
#[derive(Clone, Copy)]
pub struct Commitment([u8; 32]);

hex_text!(Commitment, 32);

impl Commitment {
    /// Computes the commitment to `key`.
    #[must_use]
    pub fn to(key: &DataKey, salt: &Salt) -> Self {
        Self(*hkdf(key.secret(), salt.as_bytes(), LABEL).expose())
    }
}

/// Constant time, since an early end would tell how much of a guess was right.
impl PartialEq for Commitment {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Commitment {}

const LABEL: &[u8; 29] = b"sealpost-package/1 commitment";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_key_and_salt() {
        let commitment =
            |key, salt| Commitment::to(&DataKey::from_bytes([key; 32]), &Salt::from_bytes([salt; 32]));
        assert_eq!(commitment(1, 2), commitment(1, 2));
        assert_ne!(commitment(1, 2), commitment(3, 2));
        assert_ne!(commitment(1, 2), commitment(1, 3));
    }
}
