//! A decryption key in several hands: N shares, of which any M give the key back and fewer say nothing about it.
//!
//! Shamir's scheme, byte by byte over GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d): the i-th share
//! holds, for each byte of the private key, the value at x = i of a random polynomial of degree M − 1 whose value at 0
//! is that byte. A share is one JSON object, kept like a key file:
//!
//! ```text
//! {"kid": hex, "role": text, "kem": 32 | 25722, "needed": M, "index": i, "share": hex, "public": hex}
//! ```
//!
//! Kid and public key are those of the whole key: with them a wrong share is noticed when the key is put together.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use blahaj::{Share, Sharks};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::hex::{self, HexError};
use crate::key_file::{KeyFile, KeyFileError};
use crate::random::{self, RandomError};
use crate::secret::Secret;
use crate::wrap::{Kem, PrivateKey};

/// How many shares there are, and how many give the key back: at least 2 of them, at most all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    needed: u8,
    shares: u8,
}

impl Split {
    /// Accepts 2 ≤ needed ≤ shares ≤ 20.
    #[must_use]
    pub fn new(needed: u8, shares: u8) -> Option<Self> {
        (2 <= needed && needed <= shares && shares <= MOST).then_some(Self { needed, shares })
    }

    /// Splits a key into its shares, each for another hand.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn split(self, key: &KeyFile) -> Result<Vec<KeyShare>, RandomError> {
        // The scheme's own generator is seeded by the system; it panics where the system gives nothing: asked first.
        let _ = random::bytes::<32>()?;
        let dealer = Sharks(self.needed).dealer(key.key.secret().expose());
        let shares = dealer.take(self.shares.into()).map(|share| KeyShare {
            role: key.role.clone(),
            kem: key.key.public().kem(),
            kid: key.key.public().kid().to_string(),
            public: hex::encode(key.key.public().as_bytes()),
            needed: self.needed,
            share,
        });
        Ok(shares.collect())
    }
}

/// The text is not `M-of-N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("shares are written as M-of-N, such as 2-of-3, with 2 ≤ M ≤ N ≤ {MOST}")]
pub struct NotASplit;

impl FromStr for Split {
    type Err = NotASplit;

    fn from_str(text: &str) -> Result<Self, NotASplit> {
        let (needed, shares) = text.split_once("-of-").ok_or(NotASplit)?;
        let numbers = needed.parse().ok().zip(shares.parse().ok());
        numbers.and_then(|(needed, shares)| Self::new(needed, shares)).ok_or(NotASplit)
    }
}

/// One share of a decryption key.
#[derive(Clone)]
pub struct KeyShare {
    role: String,
    kem: Kem,
    kid: String,
    public: String,
    needed: u8,
    share: Share,
}

impl KeyShare {
    /// Returns which of the shares this is, from 1.
    #[must_use]
    pub fn index(&self) -> u8 {
        self.share.x.0
    }

    /// Writes the JSON object, one line with a line feed at its end.
    #[must_use]
    #[expect(clippy::expect_used, reason = "strings and numbers always serialise")]
    pub fn to_json(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new(Vec::from(&self.share));
        let form = Form {
            kid: self.kid.clone(),
            role: self.role.clone(),
            kem: self.kem.number().into(),
            needed: self.needed,
            index: self.index(),
            share: hex::encode(&bytes[1..]),
            public: self.public.clone(),
        };
        let mut text = Zeroizing::new(serde_json::to_string(&form).expect("a form without maps"));
        text.push('\n');
        text
    }

    /// Reads the JSON object.
    ///
    /// # Errors
    /// When the text is not that object.
    pub fn parse(text: &str) -> Result<Self, KeyShareError> {
        let form: Form = serde_json::from_str(text)
            .map_err(|error| KeyShareError::Json { line: error.line(), column: error.column() })?;
        let kem = Kem::from_number(form.kem).ok_or(KeyShareError::Kem { found: form.kem })?;
        let value = Zeroizing::new(hex::array::<KEY_LEN>(&form.share).map_err(KeyShareError::Share)?);
        if !(1..=MOST).contains(&form.index) || !(2..=MOST).contains(&form.needed) {
            return Err(KeyShareError::Number);
        }
        let mut bytes = Zeroizing::new(vec![form.index]);
        bytes.extend_from_slice(&*value);
        let share = Share::try_from(bytes.as_slice()).map_err(|_| KeyShareError::Number)?;
        let (role, kid, public) = (form.role.clone(), form.kid.clone(), form.public.clone());
        Ok(Self { role, kem, kid, public, needed: form.needed, share })
    }
}

impl fmt::Debug for KeyShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyShare({} of {}, redacted)", self.index(), self.kid)
    }
}

/// Puts a key together again.
///
/// # Errors
/// When the shares are too few, not of one key, or one of them is wrong.
pub fn join(shares: &[KeyShare]) -> Result<KeyFile, JoinError> {
    let first = shares.first().ok_or(JoinError::TooFew { needed: 2, found: 0 })?;
    if shares.iter().any(|other| other.kid != first.kid || other.needed != first.needed) {
        return Err(JoinError::OtherKey);
    }
    let distinct: BTreeMap<u8, &Share> = shares.iter().map(|other| (other.index(), &other.share)).collect();
    if distinct.len() < first.needed.into() {
        return Err(JoinError::TooFew { needed: first.needed, found: distinct.len() });
    }
    let sharks = Sharks(first.needed);
    let secret = sharks.recover(distinct.into_values()).map_err(|_| JoinError::Wrong)?;
    let secret = Zeroizing::new(secret);
    let secret = <[u8; KEY_LEN]>::try_from(secret.as_slice()).map_err(|_| JoinError::Wrong)?;
    let key = PrivateKey::from_secret(first.kem, Secret::from_bytes(secret));
    if key.public().kid().to_string() != first.kid || hex::encode(key.public().as_bytes()) != first.public {
        return Err(JoinError::Wrong);
    }
    Ok(KeyFile { role: first.role.clone(), key })
}

/// Reads a key that lies in one file, or in the files of enough shares.
///
/// # Errors
/// When no key comes out of them.
pub fn read(texts: &[&str]) -> Result<KeyFile, ReadError> {
    if let [one] = texts
        && KeyShare::parse(one).is_err()
    {
        return Ok(KeyFile::parse(one)?);
    }
    let shares: Vec<KeyShare> = texts.iter().copied().map(KeyShare::parse).collect::<Result<_, _>>()?;
    Ok(join(&shares)?)
}

/// Why a text is no share of a key. No variant carries a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyShareError {
    /// Not one JSON object with exactly the members of a share.
    #[error("no share of a key: JSON error at line {line}, column {column}")]
    Json {
        /// Line of the error, from 1.
        line: usize,
        /// Column of the error, from 1.
        column: usize,
    },
    /// A KEM that is neither X-Wing nor X25519.
    #[error("unknown KEM {found}")]
    Kem {
        /// The number in the file.
        found: u64,
    },
    /// The share is not 32 bytes of hex.
    #[error("the share is not {KEY_LEN} bytes of hex")]
    Share(#[source] HexError),
    /// Index or number of shares needed is out of range.
    #[error("index and number needed are from 1 to {MOST}, and at least 2 are needed")]
    Number,
}

/// Why shares do not give a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Fewer distinct shares than are needed.
    #[error("{needed} different shares are needed, {found} given")]
    TooFew {
        /// How many are needed.
        needed: u8,
        /// How many distinct ones there are.
        found: usize,
    },
    /// They are not all of one key.
    #[error("the shares are not all of the same key")]
    OtherKey,
    /// At least one of them was altered.
    #[error("the shares do not give the key: at least one of them is not as it was made")]
    Wrong,
}

/// Why files do not give a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// One file that is no key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// One of several files is no share.
    #[error(transparent)]
    Share(#[from] KeyShareError),
    /// The shares do not fit.
    #[error(transparent)]
    Join(#[from] JoinError),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    kid: String,
    role: String,
    kem: u64,
    needed: u8,
    index: u8,
    share: String,
    public: String,
}

impl Drop for Form {
    fn drop(&mut self) {
        self.share.zeroize();
    }
}

/// Most shares of one key: more hands than that are no secret.
pub const MOST: u8 = 20;
/// Bytes of a private key: an X25519 scalar or an X-Wing seed.
const KEY_LEN: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> KeyFile {
        KeyFile { role: "escrow".to_owned(), key: PrivateKey::generate(Kem::XWing).unwrap() }
    }

    fn texts(shares: &[KeyShare]) -> Vec<Zeroizing<String>> {
        shares.iter().map(KeyShare::to_json).collect()
    }

    fn given(texts: &[Zeroizing<String>], which: &[usize]) -> Result<KeyFile, ReadError> {
        read(&which.iter().map(|i| texts[*i].as_str()).collect::<Vec<_>>())
    }

    #[test]
    fn any_two_of_three_give_the_key_back() {
        let key = key();
        let texts = texts(&Split::new(2, 3).unwrap().split(&key).unwrap());
        for which in [&[0, 1][..], &[2, 0], &[1, 2], &[0, 1, 2], &[0, 0, 2]] {
            let again = given(&texts, which).unwrap();
            assert_eq!((again.key.secret(), again.role.as_str()), (key.key.secret(), "escrow"), "{which:?}");
        }
        for which in [&[1][..], &[1, 1]] {
            let error = JoinError::TooFew { needed: 2, found: 1 };
            assert_eq!(given(&texts, which).unwrap_err(), ReadError::Join(error), "{which:?}");
        }
    }

    #[test]
    fn one_file_may_be_the_whole_key() {
        let key = key();
        assert_eq!(read(&[key.to_json().as_str()]).unwrap().key.secret(), key.key.secret());
        assert!(matches!(read(&["{}"]), Err(ReadError::Key(KeyFileError::Json { .. }))));
        assert!(matches!(read(&["{}", "{}"]), Err(ReadError::Share(KeyShareError::Json { .. }))));
    }

    #[test]
    fn a_wrong_share_is_noticed() {
        let split = Split::new(3, 5).unwrap();
        let (one, other) = (texts(&split.split(&key()).unwrap()), texts(&split.split(&key()).unwrap()));
        let mixed = [one[0].clone(), one[1].clone(), other[2].clone()];
        assert_eq!(given(&mixed, &[0, 1, 2]).unwrap_err(), ReadError::Join(JoinError::OtherKey));
        let at = one[2].find("\"share\":\"").unwrap() + 9;
        let mut altered = one[2].to_string();
        let digit = if altered.as_bytes()[at] == b'0' { "1" } else { "0" };
        altered.replace_range(at..=at, digit);
        let altered = [one[0].clone(), one[1].clone(), Zeroizing::new(altered)];
        assert_eq!(given(&altered, &[0, 1, 2]).unwrap_err(), ReadError::Join(JoinError::Wrong));
    }

    #[test]
    fn how_many_is_written_m_of_n() {
        assert_eq!("2-of-3".parse(), Ok(Split { needed: 2, shares: 3 }));
        for bad in ["", "2", "1-of-3", "4-of-3", "2-of-21", "2-of-", "-1-of-3", "2 of 3"] {
            assert_eq!(bad.parse::<Split>(), Err(NotASplit), "{bad}");
        }
    }

    #[test]
    fn nothing_of_a_share_is_printed() {
        let share = Split::new(2, 2).unwrap().split(&key()).unwrap().remove(0);
        let secret = hex::encode(&Vec::from(&share.share)[1..]);
        assert!(!format!("{share:?}").contains(&secret));
    }
}
