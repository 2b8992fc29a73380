//! The invitation: one shell word by which an applicant finds a centre and is let in once.
//!
//! ```text
//! word      "sealpost1-" ‖ base32(payload ‖ checksum)
//! payload   CBOR [address text, CA fingerprint 32 bytes, token 16 … 64 bytes, organisation text]
//! checksum  first 4 bytes of SHA-256("sealpost1-" ‖ payload)
//! base32    Crockford's alphabet 0-9 a-z without i l o u, lower case, most significant bit first, last group padded with
//!           zero bits; a reader takes capitals too, and i, l for 1 and o for 0
//! ```
//!
//! The fingerprint is the SHA-256 of the centre's CA certificate (DER). The token is a secret: whoever has the word can enrol.

mod base32;

use std::fmt;
use std::str::FromStr;

use crypto::digest::{Sha256, Sha256Digest};
use minicbor::{Decode, Encode};

use crate::address::Address;

/// What the word says.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Where the centre is.
    pub address: Address,
    /// SHA-256 of the centre's CA certificate, DER.
    pub fingerprint: Sha256Digest,
    /// Secret that the centre redeems once.
    pub token: Vec<u8>,
    /// Display name of the invited organisation.
    pub organisation: String,
}

#[derive(Encode, Decode)]
struct Payload {
    #[n(0)]
    address: String,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    fingerprint: [u8; 32],
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    token: Vec<u8>,
    #[n(3)]
    organisation: String,
}

impl Invitation {
    /// The word to hand over. A method and not `Display`, because it is a secret.
    ///
    /// # Errors
    /// When token or organisation have a length that no reader takes.
    pub fn to_word(&self) -> Result<String, InvitationError> {
        check_lengths(&self.token, &self.organisation)?;
        let payload = Payload {
            address: self.address.to_string(),
            fingerprint: *self.fingerprint.as_bytes(),
            token: self.token.clone(),
            organisation: self.organisation.clone(),
        };
        let mut bytes = minicbor::to_vec(payload).map_err(|_| InvitationError::Content)?;
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        Ok(format!("{PREFIX}{}", base32::encode(&bytes)))
    }
}

impl FromStr for Invitation {
    type Err = InvitationError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let word = word.trim();
        let body = strip_prefix(word)?;
        if body.len() > MAX_WORD {
            return Err(InvitationError::Mistyped);
        }
        let bytes = base32::decode(body).ok_or(InvitationError::Mistyped)?;
        let (payload, sum) = bytes.split_last_chunk::<4>().ok_or(InvitationError::Mistyped)?;
        if checksum(payload) != *sum {
            return Err(InvitationError::Mistyped);
        }
        let payload: Payload = minicbor::decode(payload).map_err(|_| InvitationError::Content)?;
        check_lengths(&payload.token, &payload.organisation)?;
        Ok(Self {
            address: payload.address.parse().map_err(|_| InvitationError::Content)?,
            fingerprint: Sha256Digest::from_bytes(payload.fingerprint),
            token: payload.token,
            organisation: payload.organisation,
        })
    }
}

/// Shows everything but the secret.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("address", &self.address)
            .field("organisation", &self.organisation)
            .finish_non_exhaustive()
    }
}

fn strip_prefix(word: &str) -> Result<&str, InvitationError> {
    let head = word.get(..PREFIX.len()).ok_or(InvitationError::NotAnInvitation)?;
    if head.eq_ignore_ascii_case(PREFIX) {
        return Ok(&word[PREFIX.len()..]);
    }
    let of_family = head.get(..FAMILY.len()).is_some_and(|text| text.eq_ignore_ascii_case(FAMILY));
    let numbered = head.as_bytes().get(FAMILY.len()).is_some_and(u8::is_ascii_digit);
    Err(if of_family && numbered { InvitationError::OtherVersion } else { InvitationError::NotAnInvitation })
}

fn check_lengths(token: &[u8], organisation: &str) -> Result<(), InvitationError> {
    let good = (16..=64).contains(&token.len()) && organisation.len() <= 400;
    if good { Ok(()) } else { Err(InvitationError::Content) }
}

fn checksum(payload: &[u8]) -> [u8; 4] {
    let mut hasher = Sha256::new();
    hasher.update(PREFIX.as_bytes());
    hasher.update(payload);
    let [a, b, c, d, ..] = *hasher.finish().as_bytes();
    [a, b, c, d]
}

/// Why a word is no invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvitationError {
    /// It does not begin like one.
    #[error("this is not an invitation: those begin with {PREFIX}")]
    NotAnInvitation,
    /// It is of another version of the form.
    #[error("this invitation is of another version: take the program that the centre names")]
    OtherVersion,
    /// A character is wrong, missing or too much.
    #[error("the invitation was not copied completely: its checksum is wrong")]
    Mistyped,
    /// The checksum is right and the content is not: the centre made a mistake.
    #[error("the invitation's content is not usable: ask the centre for another one")]
    Content,
}

const PREFIX: &str = "sealpost1-";

/// How invitations of every version begin, before the version.
const FAMILY: &str = "sealpost";

/// Longest word body read, in characters.
const MAX_WORD: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn invitation() -> Invitation {
        Invitation {
            address: "centre.example:4433".parse().unwrap(),
            fingerprint: Sha256Digest::of(b"ca"),
            token: (0..16).collect(),
            organisation: "Acme 制药".into(),
        }
    }

    #[test]
    fn the_word_comes_back_in_any_case_and_with_blanks_around() {
        let word = invitation().to_word().unwrap();
        assert!(word.starts_with("sealpost1-"), "{word}");
        assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert_eq!(word.parse::<Invitation>().unwrap(), invitation());
        assert_eq!(word.to_uppercase().parse::<Invitation>().unwrap(), invitation());
        assert_eq!(format!(" {word}\n").parse::<Invitation>().unwrap(), invitation());
    }

    #[test]
    fn every_mistyped_character_is_noticed() {
        let word = invitation().to_word().unwrap();
        for at in PREFIX.len()..word.len() {
            let mut typed = word.clone().into_bytes();
            typed[at] = if typed[at] == b'7' { b'8' } else { b'7' };
            let typed = String::from_utf8(typed).unwrap();
            assert_eq!(typed.parse::<Invitation>(), Err(InvitationError::Mistyped), "at {at}");
            assert_eq!(word[..at].parse::<Invitation>(), Err(InvitationError::Mistyped), "cut at {at}");
        }
    }

    #[test]
    fn other_words_are_told_apart() {
        assert_eq!("".parse::<Invitation>(), Err(InvitationError::NotAnInvitation));
        assert_eq!("中心中心中心中心".parse::<Invitation>(), Err(InvitationError::NotAnInvitation));
        assert_eq!("sealpost-abc".parse::<Invitation>(), Err(InvitationError::NotAnInvitation));
        assert_eq!("sealpost2-abc".parse::<Invitation>(), Err(InvitationError::OtherVersion));
        assert_eq!("sealpost1-".parse::<Invitation>(), Err(InvitationError::Mistyped));
    }

    #[test]
    fn the_secret_is_not_shown() {
        let shown = format!("{:?}", invitation());
        assert!(shown.contains("Acme") && !shown.contains("token") && !shown.contains("14, 15"), "{shown}");
    }

    proptest! {
        #[test]
        fn hostile_words_never_panic(word in "(sealpost1-)?[ -~]{0,300}") {
            let _ = word.parse::<Invitation>();
        }

        #[test]
        fn comes_back(token in prop::collection::vec(any::<u8>(), 16..=64), organisation in "\\PC{0,60}", port in 1_u16..) {
            let sent = Invitation {
                address: format!("[2001:db8::1]:{port}").parse().unwrap(), fingerprint: Sha256Digest::of(b"ca"), token, organisation,
            };
            prop_assert_eq!(sent.to_word().unwrap().parse::<Invitation>().unwrap(), sent);
        }
    }
}
