//! The primitives that client and centre bring along ([`crypto::native`]): those of aws-lc-rs, which TLS brings into the
//! house anyway.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{Context, SHA256, SHA512};
use crypto::native::{Native, Running};
use crypto::secret::Secret;
use crypto::segment::cipher::{Cipher, Refused};

/// Makes all of this process use them. Programs call this when they start.
pub fn bring() {
    crypto::native::bring(Native { cipher, sha256, sha512 });
}

/// AES-256-GCM under a key.
#[must_use]
pub fn cipher(key: &Secret<32>) -> Box<dyn Cipher> {
    Box::new(Gcm(UnboundKey::new(&AES_256_GCM, key.expose()).ok().map(LessSafeKey::new)))
}

/// A SHA-256 without bytes.
#[must_use]
pub fn sha256() -> Box<dyn Running> {
    Box::new(Sha2(Context::new(&SHA256)))
}

/// A SHA-512 without bytes.
#[must_use]
pub fn sha512() -> Box<dyn Running> {
    Box::new(Sha2(Context::new(&SHA512)))
}

/// None only if the library did not take 32 bytes as a key.
#[derive(Debug)]
struct Gcm(Option<LessSafeKey>);

impl Cipher for Gcm {
    fn seal(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
        let key = self.0.as_ref().ok_or(Refused)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        key.seal_in_place_append_tag(nonce, Aad::empty(), segment).map_err(|_| Refused)
    }

    fn open(&self, nonce: &[u8; 12], segment: &mut Vec<u8>) -> Result<(), Refused> {
        let key = self.0.as_ref().ok_or(Refused)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = key.open_in_place(nonce, Aad::empty(), segment).map_err(|_| Refused)?.len();
        segment.truncate(length);
        Ok(())
    }
}

struct Sha2(Context);

impl Running for Sha2 {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>, digest: &mut [u8]) {
        digest.copy_from_slice(self.0.finish().as_ref());
    }

    fn fork(&self) -> Box<dyn Running> {
        Box::new(Self(self.0.clone()))
    }
}

/// Nothing of what is hashed.
impl std::fmt::Debug for Sha2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sha2")
    }
}

#[cfg(test)]
mod tests {
    use crypto::digest::{Sha256, Sha256Digest, Sha512, Sha512Digest};
    use crypto::secret::Secret;
    use crypto::segment::cipher::pure;
    use crypto::segment::{DataKey, NoncePrefix, Salt, Stream};

    fn pattern(length: usize) -> Vec<u8> {
        (0..length).map(|at| at.to_le_bytes()[0]).collect()
    }

    #[test]
    fn each_opens_what_the_other_sealed() {
        let key = Secret::from_bytes([7; 32]);
        let (pure, native) = (pure(&key), super::cipher(&key));
        for length in [0, 1, 15, 16, 17, 4096, 1_048_560] {
            let plaintext = pattern(length);
            let (mut by_pure, mut by_native) = (plaintext.clone(), plaintext.clone());
            pure.seal(&[1; 12], &mut by_pure).unwrap();
            native.seal(&[1; 12], &mut by_native).unwrap();
            assert!(by_pure == by_native, "{length} bytes");
            pure.open(&[1; 12], &mut by_native).unwrap();
            native.open(&[1; 12], &mut by_pure).unwrap();
            assert!(by_pure == plaintext && by_native == plaintext, "{length} bytes");
        }
    }

    #[test]
    fn both_refuse_what_was_not_sealed() {
        let key = Secret::from_bytes([7; 32]);
        let mut segment = b"plaintext".to_vec();
        super::cipher(&key).seal(&[1; 12], &mut segment).unwrap();
        segment[0] ^= 1;
        assert!(pure(&key).open(&[1; 12], &mut segment.clone()).is_err());
        assert!(super::cipher(&key).open(&[1; 12], &mut segment.clone()).is_err());
        assert!(super::cipher(&key).open(&[1; 12], &mut vec![0; 15]).is_err());
    }

    /// One test, because what was brought stays for the whole process.
    #[test]
    fn what_began_before_it_was_brought_and_what_began_after_give_the_same() {
        let stream = || {
            let (salt, prefix) = (Salt::from_bytes([2; 32]), NoncePrefix::from_bytes([3; 7]));
            Stream::new(&DataKey::from_bytes([1; 32]), &salt, &prefix, &Sha256Digest::of(b"A"))
        };
        let before = stream();
        let messages: Vec<Vec<u8>> = (0..9).map(|number| pattern(number * 1_111)).collect();
        let digests = || -> Vec<(Sha256Digest, Sha512Digest)> {
            messages.iter().map(|m| (Sha256Digest::of(m), Sha512Digest::of(m))).collect()
        };
        let pure = digests();

        super::bring();
        let after = stream();
        assert!(format!("{after:?}").contains("Gcm(Some") && format!("{before:?}").contains("Pure"));
        let mut segment = b"plaintext".to_vec();
        after.seal(0, true, &mut segment).unwrap();
        before.open(0, true, &mut segment).unwrap();
        assert_eq!(segment, b"plaintext");

        assert_eq!(digests(), pure);
        // Begun alone, gone on with side by side, and copied on the way.
        let mut begun: Vec<(Sha256, Sha512)> = vec![Default::default(); messages.len()];
        for (message, (sha256, sha512)) in messages.iter().zip(&mut begun) {
            sha256.update(&message[..message.len() / 2]);
            sha512.update(&message[..message.len() / 2]);
        }
        let (mut sha256, mut sha512): (Vec<Sha256>, Vec<Sha512>) = begun.iter().cloned().unzip();
        let rest = |number: usize| &messages[number][messages[number].len() / 2..];
        Sha256::update_each(sha256.iter_mut().enumerate().map(|(number, hasher)| (hasher, rest(number))));
        Sha512::update_each(sha512.iter_mut().enumerate().map(|(number, hasher)| (hasher, rest(number))));
        let ended = sha256.into_iter().zip(sha512).map(|(one, other)| (one.finish(), other.finish()));
        let ended: Vec<_> = ended.collect();
        assert_eq!(ended, pure);
        drop(begun);
    }
}
