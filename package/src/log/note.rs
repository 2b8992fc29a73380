//! Signed notes (C2SP signed-note): a text and the signatures below it.
//!
//! ```text
//! text                       lines of UTF-8, each ending in a line feed
//!                            one empty line
//! — NAME BASE64              a signature; BASE64 of key id (4 bytes) ‖ signature. One line or more
//!
//! key id   first 4 bytes of SHA-256(NAME ‖ 0A ‖ type ‖ public key)
//! ```
//!
//! | type | signature | over |
//! |---|---|---|
//! | `01` | Ed25519, 64 bytes | the text |
//! | `04` | cosignature/v1 (C2SP tlog-cosignature): u64 seconds since the epoch ‖ Ed25519, 72 bytes | `cosignature/v1⏎time SECONDS⏎` ‖ the text |
//! | `ff` ‖ `sealpost-rfc9942` | Ed25519, 64 bytes | the root, as [`crypto::inclusion`] signs it |
//!
//! Lines under keys that a reader does not know are passed over: that is how a witness can add its own.

use base64ct::{Base64, Encoding};
use crypto::digest::{Sha256, Sha256Digest};
use crypto::signature::VerifyingKey;

/// A text with its signature lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// What follows the id.
    pub bytes: Vec<u8>,
}

/// What kind of signature a key makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Ed25519 over the text.
    Ed25519,
    /// cosignature/v1 of a witness.
    Cosignature,
    /// Over the tree's root, for proofs of RFC 9942.
    Root,
}

/// A name that a key may have: not empty, without white space and without `+`.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// The id of a key under a name. Only Ed25519 keys have one.
#[must_use]
pub fn key_id(name: &str, kind: Kind, key: &VerifyingKey) -> Option<[u8; 4]> {
    let mut hasher = Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update(b"\n");
    hasher.update(kind.type_bytes());
    hasher.update(&key.to_ed25519()?);
    let [a, b, c, d, ..] = *hasher.finish().as_bytes();
    Some([a, b, c, d])
}

/// A key as signed notes write it: `NAME+ID+BASE64(type ‖ key)`, what other programs want as a "vkey".
#[must_use]
pub fn vkey(name: &str, kind: Kind, key: &VerifyingKey) -> Option<String> {
    let id = crypto::hex::encode(&key_id(name, kind, key)?);
    let typed = [kind.type_bytes(), &key.to_ed25519()?].concat();
    Some(format!("{name}+{id}+{}", Base64::encode_string(&typed)))
}

impl Note {
    /// A note over `text`, which ends in a line feed, without a signature yet.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    /// Reads a note. Nothing is verified yet.
    ///
    /// # Errors
    /// When it is not of the form of the module's table, or longer than any of ours.
    pub fn parse(note: &str) -> Result<Self, NoNote> {
        if note.len() > LONGEST || note.chars().any(|c| c != '\n' && c.is_control()) {
            return Err(NoNote);
        }
        // The last empty line parts them: the text itself may hold some.
        let at = note.rfind("\n\n").ok_or(NoNote)?;
        let (text, below) = (&note[..=at], &note[at + 2..]);
        let lines = below.strip_suffix('\n').ok_or(NoNote)?;
        let signatures = lines.split('\n').map(Signature::parse).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The signed text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a line.
    pub fn add(&mut self, signature: Signature) {
        self.signatures.push(signature);
    }

    /// The line of this key, if there is one.
    #[must_use]
    pub fn line(&self, name: &str, kind: Kind, key: &VerifyingKey) -> Option<&Signature> {
        let id = key_id(name, kind, key)?;
        self.signatures.iter().find(|line| line.name == name && line.id == id)
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Signature {
    fn parse(line: &str) -> Result<Self, NoNote> {
        let (name, base64) = line.strip_prefix(DASH).and_then(|rest| rest.split_once(' ')).ok_or(NoNote)?;
        let bytes = Base64::decode_vec(base64).map_err(|_| NoNote)?;
        let (id, bytes) = bytes.split_first_chunk::<4>().ok_or(NoNote)?;
        if bytes.is_empty() || !is_name(name) {
            return Err(NoNote);
        }
        Ok(Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [self.id.as_slice(), &self.bytes].concat();
        write!(f, "{DASH}{} {}", self.name, Base64::encode_string(&bytes))
    }
}

impl Kind {
    /// The type as it stands in key ids.
    #[must_use]
    pub const fn type_bytes(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => &[1],
            Self::Cosignature => &[4],
            Self::Root => b"\xffsealpost-rfc9942",
        }
    }
}

/// The bytes are no signed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a signed note")]
pub struct NoNote;

/// Reads standard base64 of a hash, as checkpoints write it.
pub(super) fn hash_from_base64(text: &str) -> Option<Sha256Digest> {
    let mut bytes = [0; 32];
    let read = Base64::decode(text, &mut bytes).ok()?.len();
    (read == bytes.len()).then(|| Sha256Digest::from_bytes(bytes))
}

/// Writes a hash in standard base64.
pub(super) fn hash_to_base64(hash: &Sha256Digest) -> String {
    Base64::encode_string(hash.as_bytes())
}

/// U+2014 and a blank begin a signature line.
const DASH: &str = "\u{2014} ";
/// No note of ours, with all its witnesses, is longer, in bytes.
pub const LONGEST: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of Go's `sumdb/note`, which C2SP signed-note took over.
    const EXAMPLE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const EXAMPLE_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn a_note_of_another_program_is_read_verified_and_written_again() {
        let note = Note::parse(EXAMPLE).unwrap();
        assert_eq!(note.to_string(), EXAMPLE);
        let typed = Base64::decode_vec(EXAMPLE_KEY.rsplit_once('+').unwrap().1).unwrap();
        let key = VerifyingKey::from_ed25519(typed[1..].try_into().unwrap()).unwrap();
        assert_eq!(vkey("PeterNeumann", Kind::Ed25519, &key).as_deref(), Some(EXAMPLE_KEY));
        let line = note.line("PeterNeumann", Kind::Ed25519, &key).unwrap();
        key.verify(note.text().as_bytes(), line.bytes.as_slice().try_into().unwrap()).unwrap();
        assert_eq!(note.line("PeterNeumann", Kind::Cosignature, &key), None);
    }

    #[test]
    fn other_texts_are_no_notes() {
        for text in [
            "",
            "text\n",
            "text\n\n",
            "text\n\n\u{2014} name AAAAAAA=",
            "text\n\n\u{2014} name AAAAAA==\n",
            "text\n\n\u{2014} na+me AAAAAAA=\n",
            "text\n\n- name AAAAAAA=\n",
            "te\txt\n\n\u{2014} name AAAAAAA=\n",
            "text\n\n\u{2014} name AAAAAAA=\n\n",
            "text\n\n\u{2014} name AAAAAAB=\n",
        ] {
            assert_eq!(Note::parse(text), Err(NoNote), "{text:?}");
        }
        assert!(Note::parse("text\n\n\u{2014} name AAAAAAA=\n").is_ok());
    }
}
