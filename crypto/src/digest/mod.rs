//! Digests as types of their own, so that an MD5 can never stand where a SHA-256 is meant.
//!
//! SHA-256 (FIPS 180-4) identifies and proves, SHA-512 (FIPS 180-4) addresses what the archive holds, BLAKE3 guards a
//! re-read inside one job, and MD5 (RFC 1321) and SM3 (GB/T 32905) only answer what a dossier says about its own files.

mod algorithm;
mod lanes;
mod message;

use crate::hex::hex_text;
use algorithm::Algorithm;
use message::Message;

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

macro_rules! side_by_side {
    ($digest:ident, $hasher:ident) => {
        impl $hasher {
            /// Adds the next bytes of several messages, each to its own hasher, side by side: for many messages that
            /// is several times as fast as one after another. Pieces of about equal length, 16 or more, do best.
            pub fn update_each<'a>(pieces: impl IntoIterator<Item = (&'a mut Self, &'a [u8])>) {
                Message::add_each(pieces.into_iter().map(|(hasher, bytes)| (&mut hasher.0, bytes)));
            }
        }

        impl $digest {
            /// Computes the digest of each of several messages, side by side.
            #[must_use]
            pub fn of_each(messages: &[&[u8]]) -> Vec<Self> {
                let mut hashers = vec![$hasher::new(); messages.len()];
                $hasher::update_each(hashers.iter_mut().zip(messages.iter().copied()));
                hashers.into_iter().map($hasher::finish).collect()
            }
        }
    };
}

digest!(Sha256Digest, Sha256, Message<algorithm::Sha256>, 32, "SHA-256");
digest!(Sha512Digest, Sha512, Message<algorithm::Sha512>, 64, "SHA-512");
digest!(Md5Digest, Md5, Message<algorithm::Md5>, 16, "MD5");
digest!(Blake3Digest, Blake3, blake3::Hasher, 32, "BLAKE3");
digest!(Sm3Digest, Sm3, sm3::Sm3, 32, "SM3");

side_by_side!(Sha256Digest, Sha256);
side_by_side!(Sha512Digest, Sha512);
side_by_side!(Md5Digest, Md5);

/// What the libraries have in common.
trait Engine {
    type Output;
    fn add(&mut self, bytes: &[u8]);
    fn end(self) -> Self::Output;
}

impl<A: Algorithm> Engine for Message<A> {
    type Output = A::Output;
    fn add(&mut self, bytes: &[u8]) {
        Message::add(self, bytes);
    }
    fn end(self) -> A::Output {
        Message::end(self)
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
