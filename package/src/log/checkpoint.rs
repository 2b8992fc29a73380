//! Checkpoints: the signed heads of the tree (C2SP tlog-checkpoint), and whose signature they must have.
//!
//! ```text
//! sealpost-log/CDE/0123456789abcdef          origin: the log's name, for ever
//! 1234                                       entries, decimal
//! BASE64                                     root of the tree, 32 bytes
//!
//! — sealpost-log/CDE/0123456789abcdef BASE64     Ed25519 over the three lines
//! — sealpost-log/CDE/0123456789abcdef BASE64     the same key over the root, for proofs of RFC 9942
//! — witness.example BASE64                       cosignatures, if there are any
//! ```

use std::fmt;

use crypto::digest::Sha256Digest;
use crypto::inclusion;
use crypto::signature::{Algorithm, BadSignature, LENGTH, SigningKey, VerifyingKey};

use super::note::{self, Kind, NoNote, Note, Signature};

/// The head of a log: how many entries it has, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Sha256Digest,
}

/// The name of a log and the keys that sign for it, as a card says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKeys {
    /// The log's name.
    pub origin: String,
    /// Ed25519 keys, the one in use first; then those of earlier years.
    pub keys: Vec<VerifyingKey>,
}

/// A checkpoint under the signatures of its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
    root_signature: [u8; LENGTH],
}

/// Why a text is no checkpoint of the log, or one that must not be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is no signed note.
    #[error(transparent)]
    Note(#[from] NoNote),
    /// The text of the note is no checkpoint.
    #[error("the note's text is no checkpoint")]
    Text,
    /// A checkpoint of another log.
    #[error("a checkpoint of {found} where one of {expected} is expected")]
    OtherLog {
        /// The log that was expected.
        expected: String,
        /// The log that was found.
        found: String,
    },
    /// None of the log's keys has signed it.
    #[error("no key of the log {origin} has signed the checkpoint")]
    Unsigned {
        /// The log.
        origin: String,
    },
    /// A signature does not hold.
    #[error("the checkpoint: {0}")]
    Signature(#[from] BadSignature),
}

/// The key cannot sign a log: only Ed25519 keys under a legal name do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a log is signed by an Ed25519 key under a name without blanks and `+`")]
pub struct NoLogKey;

impl Checkpoint {
    /// Signs it for the log and for proofs of inclusion.
    ///
    /// # Errors
    /// When the key is of another algorithm, or the origin is no name for a key.
    pub fn sign(self, key: &SigningKey) -> Result<SignedCheckpoint, NoLogKey> {
        if !note::is_name(&self.origin) {
            return Err(NoLogKey);
        }
        let (mut note, root_signature) = (Note::new(self.to_string()), inclusion::sign_root(key, &self.root));
        let text = key.sign(self.to_string().as_bytes());
        for (kind, bytes) in [(Kind::Ed25519, text), (Kind::Root, root_signature)] {
            let id = note::key_id(&self.origin, kind, &key.public()).ok_or(NoLogKey)?;
            note.add(Signature { name: self.origin.clone(), id, bytes: bytes.to_vec() });
        }
        Ok(SignedCheckpoint { checkpoint: self, note, root_signature })
    }

    /// Reads the text of a note. Lines after the third are extensions, and passed over.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        // One number has one text: no sign, no leading zero.
        if origin.is_empty() || number.to_string() != size {
            return None;
        }
        Some(Self { origin: origin.to_owned(), size: number, root: note::hash_from_base64(root)? })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, note::hash_to_base64(&self.root))
    }
}

impl SignedCheckpoint {
    /// Reads a checkpoint and proves that the log signed it.
    ///
    /// # Errors
    /// When it is none, is of another log, or is not signed by one of its keys.
    pub fn read(text: &str, log: &LogKeys) -> Result<Self, CheckpointError> {
        let note = Note::parse(text)?;
        let checkpoint = Checkpoint::parse(note.text()).ok_or(CheckpointError::Text)?;
        if checkpoint.origin != log.origin {
            let (expected, found) = (log.origin.clone(), checkpoint.origin);
            return Err(CheckpointError::OtherLog { expected, found });
        }
        let lines = |key| {
            let line = |kind| note.line(&log.origin, kind, key).and_then(|line| raw(&line.bytes));
            Some((key, line(Kind::Ed25519)?, line(Kind::Root)?))
        };
        let unsigned = || CheckpointError::Unsigned { origin: log.origin.clone() };
        let (key, signature, root_signature) = log.keys.iter().find_map(lines).ok_or_else(unsigned)?;
        key.verify(note.text().as_bytes(), &signature)?;
        inclusion::verify_root(key, &checkpoint.root, &root_signature)?;
        Ok(Self { checkpoint, note, root_signature })
    }

    /// What is signed.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Entries of the log.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// Root of the tree over them.
    #[must_use]
    pub fn root(&self) -> &Sha256Digest {
        &self.checkpoint.root
    }

    /// The signature over the root that proofs of inclusion carry.
    #[must_use]
    pub fn root_signature(&self) -> &[u8; LENGTH] {
        &self.root_signature
    }

    /// The note as a text: the content of the file `checkpoint`.
    #[must_use]
    pub fn text(&self) -> String {
        self.note.to_string()
    }

    /// Adds the cosignature of a witness, who has seen at `time` (seconds since the epoch) that this checkpoint is
    /// consistent with every earlier one that he saw.
    ///
    /// # Errors
    /// When the witness's key is of another algorithm, or his name is none for a key.
    pub fn cosign(&mut self, witness: &str, key: &SigningKey, time: u64) -> Result<(), NoLogKey> {
        let id = note::key_id(witness, Kind::Cosignature, &key.public());
        let id = id.filter(|_| note::is_name(witness)).ok_or(NoLogKey)?;
        let signature = key.sign(self.cosigned_text(time).as_bytes());
        let bytes = [time.to_be_bytes().as_slice(), &signature].concat();
        self.note.add(Signature { name: witness.to_owned(), id, bytes });
        Ok(())
    }

    /// The time at which a witness cosigned, in seconds since the epoch; none if he did not.
    ///
    /// # Errors
    /// When there is a line of his that does not hold.
    pub fn cosigned(&self, witness: &str, key: &VerifyingKey) -> Result<Option<u64>, BadSignature> {
        let Some(line) = self.note.line(witness, Kind::Cosignature, key) else { return Ok(None) };
        let (time, signature) = line.bytes.split_first_chunk::<8>().ok_or(BadSignature)?;
        let (time, signature) = (u64::from_be_bytes(*time), raw(signature).ok_or(BadSignature)?);
        key.verify(self.cosigned_text(time).as_bytes(), &signature)?;
        Ok(Some(time))
    }

    fn cosigned_text(&self, time: u64) -> String {
        format!("cosignature/v1\ntime {time}\n{}", self.note.text())
    }
}

impl LogKeys {
    /// The keys that can sign a log; others are left out.
    #[must_use]
    pub fn new(origin: String, keys: Vec<VerifyingKey>) -> Self {
        let keys = keys.into_iter().filter(|key| key.algorithm() == Algorithm::Ed25519).collect();
        Self { origin, keys }
    }
}

fn raw(bytes: &[u8]) -> Option<[u8; LENGTH]> {
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::secret::Secret;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&Secret::from_bytes([seed; 32]))
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "sealpost-log/CDE/00".into(), size: 7, root: Sha256Digest::of(b"root") }
    }

    fn keys(seeds: &[u8]) -> LogKeys {
        LogKeys::new("sealpost-log/CDE/00".into(), seeds.iter().map(|seed| key(*seed).public()).collect())
    }

    #[test]
    fn what_is_signed_is_read_under_one_of_the_logs_keys() {
        let signed = checkpoint().sign(&key(1)).unwrap();
        assert_eq!(SignedCheckpoint::read(&signed.text(), &keys(&[2, 1])), Ok(signed.clone()));
        assert!(signed.text().starts_with("sealpost-log/CDE/00\n7\n"));
        let unsigned = SignedCheckpoint::read(&signed.text(), &keys(&[2]));
        assert_eq!(unsigned, Err(CheckpointError::Unsigned { origin: "sealpost-log/CDE/00".into() }));
        let other = LogKeys { origin: "sealpost-log/NMPA/00".into(), ..keys(&[1]) };
        let other = SignedCheckpoint::read(&signed.text(), &other);
        assert!(matches!(other, Err(CheckpointError::OtherLog { .. })));
    }

    #[test]
    fn a_changed_character_is_never_believed() {
        let text = checkpoint().sign(&key(1)).unwrap().text();
        for (at, character) in text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            let other = if character == '8' { '9' } else { '8' };
            let mut changed = text.clone();
            changed.replace_range(at..=at, &other.to_string());
            assert!(SignedCheckpoint::read(&changed, &keys(&[1])).is_err(), "{changed}");
        }
    }

    #[test]
    fn a_witness_cosigns_and_the_log_stays_believed() {
        let mut signed = checkpoint().sign(&key(1)).unwrap();
        signed.cosign("witness.example/1", &key(9), 1_800_000_000).unwrap();
        let read = SignedCheckpoint::read(&signed.text(), &keys(&[1])).unwrap();
        assert_eq!(read.cosigned("witness.example/1", &key(9).public()), Ok(Some(1_800_000_000)));
        assert_eq!(read.cosigned("witness.example/2", &key(9).public()), Ok(None));
        assert_eq!(read.cosigned("witness.example/1", &key(8).public()), Ok(None));
        assert_eq!(signed.cosign("a b", &key(9), 1), Err(NoLogKey));
    }

    #[test]
    fn one_number_has_one_text() {
        let root = note::hash_to_base64(&Sha256Digest::of(b"root"));
        for size in ["07", "+7", "-7", "7 ", "", "18446744073709551616"] {
            assert_eq!(Checkpoint::parse(&format!("o\n{size}\n{root}\n")), None, "{size:?}");
        }
        assert!(Checkpoint::parse(&format!("o\n7\n{root}\nextension\n")).is_some());
        assert_eq!(Checkpoint::parse(&format!("o\n7\n{root}")), None);
        assert_eq!(Checkpoint::parse("o\n7\nAAAA\n"), None);
    }
}
