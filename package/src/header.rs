//! The header: one JSON object, hashed as raw bytes, never re-serialised.
//!
//! Specified in `docs/package-format.md`, "Header".

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;

use crate::identity::PackageId;
use crate::json::{JsonError, Object, Value};
use crate::layout::Segments;
use crate::stanza::{Role, Stanza};

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The package id.
    pub id: PackageId,
    /// Plaintext length, number of segments and length of the stream.
    pub segments: Segments,
    /// Commits to the data key.
    pub commitment: Commitment,
    /// SHA-256 of the DER SubjectPublicKeyInfo that the statement must verify under.
    pub signer: Sha256Digest,
    /// The stanzas, as they stand there; [`Header::recipients`] holds them to the rules.
    pub stanzas: Vec<Stanza>,
}

/// Why a header is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// It is not the JSON that the specification wants.
    #[error("the header is not as specified")]
    Json(#[from] JsonError),
    /// It is of another format.
    #[error("the header is of format \"{found}\", known is \"{FORMAT}\"")]
    Format {
        /// The format it names.
        found: String,
    },
    /// The payload is encrypted in another way.
    #[error("the payload suite is \"{found}\", known is \"{SUITE}\"")]
    Suite {
        /// The suite it names.
        found: String,
    },
    /// It demands that a member be understood that is not known here, absent, or of version 1.
    #[error("the header demands that \"{name}\" be understood, which is not known here")]
    Critical {
        /// The name in `crit`.
        name: String,
    },
    /// Plaintext length, segments and stream length do not belong together.
    #[error("{member} is {found}, but {expected} follows from the plaintext length {plaintext_len}")]
    Sizes {
        /// The member that disagrees.
        member: &'static str,
        /// What it says.
        found: u64,
        /// What it must say; 0 when no package can have this plaintext length.
        expected: u64,
        /// The plaintext length that the header claims.
        plaintext_len: u64,
    },
}

/// Why the stanzas of a header are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecipientsError {
    /// They are not one centre and one applicant, in that order.
    #[error("the recipients are not one centre and one applicant, in that order")]
    Roles,
    /// Two stanzas name the same key.
    #[error("two recipients have the same key")]
    SameKey,
    /// One stanza is weaker than the other.
    #[error("the recipients use different KEMs, and the data key would be as weak as the weaker")]
    MixedKems,
}

impl Header {
    /// Reads a header: JSON, format, suite, crit, then the sizes.
    ///
    /// # Errors
    /// Names the first thing that is not as specified.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let object = Object::parse(bytes)?;
        known("format", FORMAT, &object, |found| HeaderError::Format { found })?;
        known("suite", SUITE, &object, |found| HeaderError::Suite { found })?;
        if let Some(name) = object.texts("crit")?.first() {
            // Version 1 knows nothing that could stand there, and its own members may not.
            return Err(HeaderError::Critical { name: (*name).to_owned() });
        }
        Ok(Self {
            id: object.parsed("id")?,
            segments: sizes(&object)?,
            commitment: object.parsed("commitment")?,
            signer: object.parsed("signer")?,
            stanzas: object
                .objects("recipients")?
                .into_iter()
                .map(Stanza::from_json)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Writes the header, members in the order of the specification.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let stanzas: Vec<Object> = self.stanzas.iter().map(Stanza::to_json).collect();
        Object::new()
            .with("format", FORMAT)
            .with("id", self.id)
            .with("suite", SUITE)
            .with("plaintext_len", self.segments.plaintext_len())
            .with("ciphertext_len", self.segments.ciphertext_len())
            .with("segments", u64::from(self.segments.count()))
            .with("commitment", self.commitment.to_string())
            .with("signer", self.signer.to_string())
            .with("recipients", stanzas)
            .with("crit", Value::Array(Vec::new()))
            .to_bytes()
    }

    /// The centre's and the applicant's stanza.
    ///
    /// # Errors
    /// When they are not exactly these two, of one KEM and for two keys.
    pub fn recipients(&self) -> Result<[&Stanza; 2], RecipientsError> {
        let [centre, applicant] = &self.stanzas[..] else { return Err(RecipientsError::Roles) };
        if (centre.role, applicant.role) != (Role::Centre, Role::Applicant) {
            return Err(RecipientsError::Roles);
        }
        if centre.kid == applicant.kid {
            return Err(RecipientsError::SameKey);
        }
        if centre.kem != applicant.kem {
            return Err(RecipientsError::MixedKems);
        }
        Ok([centre, applicant])
    }
}

fn known(
    member: &str,
    value: &str,
    object: &Object,
    refused: impl Fn(String) -> HeaderError,
) -> Result<(), HeaderError> {
    let found = object.text(member)?;
    if found == value { Ok(()) } else { Err(refused(found.to_owned())) }
}

fn sizes(object: &Object) -> Result<Segments, HeaderError> {
    let plaintext_len = object.number("plaintext_len")?;
    let refused = |member, found, expected| HeaderError::Sizes { member, found, expected, plaintext_len };
    let segments = Segments::of(plaintext_len).ok_or_else(|| refused("plaintext_len", plaintext_len, 0))?;
    let equal = |member, expected| match object.number(member)? {
        found if found == expected => Ok(()),
        found => Err(refused(member, found, expected)),
    };
    equal("segments", u64::from(segments.count()))?;
    equal("ciphertext_len", segments.ciphertext_len())?;
    Ok(segments)
}

/// The format's name.
pub const FORMAT: &str = "sealpost-package/1";
/// The payload suite: Tink's `AES256_GCM_HKDF_1MB`.
pub const SUITE: &str = "AES256GCM-HKDF-SHA256-1M";
