//! Digests as types of their own, so that an MD5 can never stand where a SHA-256 is meant.
//!
//! SHA-256 (FIPS 180-4) identifies and proves, SHA-512 (FIPS 180-4) addresses what the archive holds, BLAKE3 guards a
//! re-read inside one job, and MD5 (RFC 1321) and SM3 (GB/T 32905) only answer what a dossier says about its own files.

use crate::hex::hex_text;

macro_rules! digest {
    ($digest:ident, $hasher:ident, $engine:ty, $length:literal, $what:literal) => {
        #[doc = concat!("A ", $what, " digest, ", stringify!($length), " bytes.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $digest([u8; $length]);

        hex_text!($digest, $length);

        impl $digest {
            /// Computes the digest of `bytes`.
            #[must_use]
            pub fn of(bytes: &[u8]) -> Self {
                let mut hasher = $hasher::new();
                hasher.update(bytes);
                hasher.finish()
            }
        }

        #[doc = concat!("Computes a ", $what, " digest from bytes that come in pieces.")]
        #[derive(Clone, Debug, Default)]
        pub struct $hasher($engine);

        impl $hasher {
            /// Starts with no bytes.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Adds the next bytes.
            pub fn update(&mut self, bytes: &[u8]) {
                Engine::add(&mut self.0, bytes);
            }

            /// Ends with the digest of all bytes added.
            #[must_use]
            pub fn finish(self) -> $digest {
                $digest(Engine::end(self.0))
            }
        }
    };
}

#[cfg(not(feature = "fast"))]
digest!(Sha256Digest, Sha256, sha2::Sha256, 32, "SHA-256");
#[cfg(feature = "fast")]
digest!(Sha256Digest, Sha256, fast::Sha256, 32, "SHA-256");
#[cfg(not(feature = "fast"))]
digest!(Sha512Digest, Sha512, sha2::Sha512, 64, "SHA-512");
#[cfg(feature = "fast")]
digest!(Sha512Digest, Sha512, fast::Sha512, 64, "SHA-512");
digest!(Md5Digest, Md5, md5::Md5, 16, "MD5");
digest!(Blake3Digest, Blake3, blake3::Hasher, 32, "BLAKE3");
digest!(Sm3Digest, Sm3, sm3::Sm3, 32, "SM3");

/// What the libraries have in common.
trait Engine {
    type Output;
    fn add(&mut self, bytes: &[u8]);
    fn end(self) -> Self::Output;
}

#[cfg(any(test, not(feature = "fast")))]
impl Engine for sha2::Sha256 {
    type Output = [u8; 32];
    fn add(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
    fn end(self) -> [u8; 32] {
        sha2::Digest::finalize(self).into()
    }
}

#[cfg(any(test, not(feature = "fast")))]
impl Engine for sha2::Sha512 {
    type Output = [u8; 64];
    fn add(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }
    fn end(self) -> [u8; 64] {
        sha2::Digest::finalize(self).into()
    }
}

/// SHA-256 and SHA-512 by aws-lc-rs, which is twice as fast on a processor without instructions for them.
#[cfg(feature = "fast")]
mod fast {
    use aws_lc_rs::digest::{Context, SHA256, SHA512};

    macro_rules! engine {
        ($engine:ident, $algorithm:ident, $length:literal) => {
            #[derive(Clone)]
            pub(super) struct $engine(Context);

            impl Default for $engine {
                fn default() -> Self {
                    Self(Context::new(&$algorithm))
                }
            }

            impl std::fmt::Debug for $engine {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(stringify!($engine))
                }
            }

            impl super::Engine for $engine {
                type Output = [u8; $length];
                fn add(&mut self, bytes: &[u8]) {
                    self.0.update(bytes);
                }
                fn end(self) -> [u8; $length] {
                    let mut digest = [0; $length];
                    digest.copy_from_slice(self.0.finish().as_ref());
                    digest
                }
            }
        };
    }

    engine!(Sha256, SHA256, 32);
    engine!(Sha512, SHA512, 64);
}

impl Engine for md5::Md5 {
    type Output = [u8; 16];
    fn add(&mut self, bytes: &[u8]) {
        md5::Digest::update(self, bytes);
    }
    fn end(self) -> [u8; 16] {
        md5::Digest::finalize(self).into()
    }
}

impl Engine for sm3::Sm3 {
    type Output = [u8; 32];
    fn add(&mut self, bytes: &[u8]) {
        sm3::Digest::update(self, bytes);
    }
    fn end(self) -> [u8; 32] {
        sm3::Digest::finalize(self).into()
    }
}

impl Engine for blake3::Hasher {
    type Output = [u8; 32];
    fn add(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
    fn end(self) -> [u8; 32] {
        self.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        // FIPS 180-4 examples, RFC 1321 A.5, BLAKE3 test vector of the empty input, GB/T 32905-2016 A.1.
        assert_eq!(
            Sha256Digest::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(Md5Digest::of(b"abc").to_string(), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(
            Blake3Digest::of(b"").to_string(),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
        assert_eq!(
            Sha512Digest::of(b"abc").to_string(),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        );
        assert_eq!(
            Sm3Digest::of(b"abc").to_string(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    fn pure<E: Engine + Default>(bytes: &[u8]) -> E::Output {
        let mut engine = E::default();
        engine.add(bytes);
        engine.end()
    }

    #[test]
    fn every_length_has_the_same_digest_in_pure_rust() {
        let bytes: Vec<u8> = (0..=255).cycle().take(300).collect();
        for len in 0..bytes.len() {
            assert_eq!(
                Sha256Digest::of(&bytes[..len]).as_bytes(),
                &pure::<sha2::Sha256>(&bytes[..len]),
                "{len}"
            );
            assert_eq!(
                Sha512Digest::of(&bytes[..len]).as_bytes(),
                &pure::<sha2::Sha512>(&bytes[..len]),
                "{len}"
            );
        }
    }

    #[test]
    fn pieces_make_the_same_digest() {
        let mut hasher = Sha256::new();
        hasher.update(b"a");
        hasher.update(b"");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), Sha256Digest::of(b"abc"));
    }

    #[test]
    fn text_and_json_are_lower_case_hex() {
        let digest = Md5Digest::of(b"");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert_eq!(serde_json::to_string(&digest).unwrap(), format!("\"{digest}\""));
        assert_eq!(serde_json::from_str::<Md5Digest>(&format!("\"{digest}\"")).unwrap(), digest);
        assert!(digest.to_string().to_uppercase().parse::<Md5Digest>().is_err());
    }
}
