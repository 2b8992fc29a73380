//! AES-256-GCM (NIST SP 800-38D) with an empty AAD, in pure Rust or, with the feature `fast`, by aws-lc-rs.
//!
//! Both do the same to every byte; the test below proves it whenever both are compiled.

#[cfg(feature = "fast")]
pub(super) use fast::Cipher;
#[cfg(not(feature = "fast"))]
pub(super) use pure::Cipher;

/// The tag does not fit, or the primitive refused its input.
#[derive(Debug)]
pub(super) struct Refused;

#[cfg(any(test, not(feature = "fast")))]
mod pure {
    use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

    use super::Refused;
    use crate::secret::Secret;

    #[derive(Debug)]
    pub(crate) struct Cipher(Aes256Gcm);

    impl Cipher {
        pub(crate) fn new(key: &Secret<32>) -> Self {
            Self(Aes256Gcm::new(key.expose().into()))
        }

        pub(crate) fn seal(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
            self.0.encrypt_in_place(nonce.into(), &[], segment).map_err(|_| Refused)
        }

        pub(crate) fn open(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
            self.0.decrypt_in_place(nonce.into(), &[], segment).map_err(|_| Refused)
        }
    }
}

#[cfg(feature = "fast")]
mod fast {
    use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

    use super::Refused;
    use crate::secret::Secret;

    #[derive(Debug)]
    pub(crate) struct Cipher(LessSafeKey);

    impl Cipher {
        #[expect(clippy::expect_used, reason = "a key of 32 bytes is what AES-256 takes")]
        pub(crate) fn new(key: &Secret<32>) -> Self {
            Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.expose()).expect("32 bytes")))
        }

        pub(crate) fn seal(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            self.0.seal_in_place_append_tag(nonce, Aad::empty(), segment).map_err(|_| Refused)
        }

        pub(crate) fn open(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let plaintext = self.0.open_in_place(nonce, Aad::empty(), segment).map_err(|_| Refused)?;
            let length = plaintext.len();
            segment.truncate(length);
            Ok(())
        }
    }
}

#[cfg(all(test, feature = "fast"))]
mod tests {
    use crate::secret::Secret;

    #[test]
    fn each_opens_what_the_other_sealed() {
        let key = Secret::from_bytes([7; 32]);
        let (pure, fast) = (super::pure::Cipher::new(&key), super::fast::Cipher::new(&key));
        for length in [0, 1, 15, 16, 17, 4096, 1_048_560] {
            let plaintext: Vec<u8> = (0..length).map(|at: u32| at.to_le_bytes()[0]).collect();
            let (mut by_pure, mut by_fast) = (plaintext.clone(), plaintext.clone());
            pure.seal(&[1; 12], &mut by_pure).unwrap();
            fast.seal(&[1; 12], &mut by_fast).unwrap();
            assert!(by_pure == by_fast, "{length} bytes");
            pure.open(&[1; 12], &mut by_fast).unwrap();
            fast.open(&[1; 12], &mut by_pure).unwrap();
            assert!(by_pure == plaintext && by_fast == plaintext, "{length} bytes");
        }
    }

    #[test]
    fn both_refuse_what_was_not_sealed() {
        let key = Secret::from_bytes([7; 32]);
        let (pure, fast) = (super::pure::Cipher::new(&key), super::fast::Cipher::new(&key));
        let mut segment = b"plaintext".to_vec();
        pure.seal(&[1; 12], &mut segment).unwrap();
        segment[0] ^= 1;
        assert!(pure.open(&[1; 12], &mut segment.clone()).is_err());
        assert!(fast.open(&[1; 12], &mut segment.clone()).is_err());
    }
}
