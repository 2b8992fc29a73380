//! Recipient stanzas: the data key wrapped to one key.
//!
//! A package carries two, for the centre and for the applicant; the desk adds one for the escrow key beside the
//! package, in `<number>.wraps`, one JSON object a line. Specified in `docs/package-format.md`, "Keys" and
//! "Stanzas beside a package".

use std::fmt;

use crypto::segment::DataKey;
use crypto::wrap::{AEAD, KDF, Kem, Kid, PrivateKey, PublicKey, UnwrapError, WrapError};

use crate::identity::PackageId;
use crate::json::{JsonError, Object, ill_typed};

/// For whom a stanza is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The review centre.
    Centre,
    /// The applicant who sealed.
    Applicant,
    /// The centre's key kept off line; never in a header.
    Escrow,
}

/// The data key of one package, wrapped to one public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stanza {
    /// Names the public key.
    pub kid: Kid,
    /// For whom it is.
    pub role: Role,
    /// The key encapsulation that the key is for.
    pub kem: Kem,
    /// `enc ‖ ct` of HPKE: 1168 bytes with X-Wing, 80 with X25519.
    pub wrap: Vec<u8>,
}

/// Why the lines of a `.wraps` file are refused.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no stanza")]
pub struct LinesError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    #[source]
    pub cause: JsonError,
}

impl Stanza {
    /// Wraps the data key of package `id` to `key`.
    ///
    /// # Errors
    /// When the key is no point of its curve or the system gives no random bytes.
    pub fn seal(role: Role, key: &PublicKey, id: &PackageId, data_key: &DataKey) -> Result<Self, WrapError> {
        let kid = key.kid();
        let wrap = key.wrap(&info(id, &kid), data_key)?;
        Ok(Self { kid, role, kem: key.kem(), wrap })
    }

    /// Unwraps the data key of package `id`.
    ///
    /// # Errors
    /// When the stanza was not made for this key and this package.
    pub fn open(&self, key: &PrivateKey, id: &PackageId) -> Result<DataKey, UnwrapError> {
        key.unwrap(&info(id, &self.kid), &self.wrap)
    }

    /// Reads a stanza of a header or of a `.wraps` line.
    ///
    /// # Errors
    /// When a member is missing or ill-typed, the numbers are none of HPKE's known here, or the wrap has a length that
    /// its KEM does not give.
    pub fn from_json(object: &Object) -> Result<Self, JsonError> {
        let kem = Kem::from_number(object.number("kem")?)
            .ok_or_else(|| ill_typed("kem", "32 (X25519) or 25722 (X-Wing)"))?;
        if object.number("kdf")? != u64::from(KDF) {
            return Err(ill_typed("kdf", "1 (HKDF-SHA256)"));
        }
        if object.number("aead")? != u64::from(AEAD) {
            return Err(ill_typed("aead", "2 (AES-256-GCM)"));
        }
        let wrap = object.bytes("wrap")?;
        if wrap.len() != kem.wrap_len() {
            return Err(ill_typed("wrap", &format!("{} bytes, as its KEM gives", kem.wrap_len())));
        }
        Ok(Self { kid: object.parsed("kid")?, role: object.parsed("role")?, kem, wrap })
    }

    /// Writes the stanza, members in the order of the specification.
    #[must_use]
    pub fn to_json(&self) -> Object {
        Object::new()
            .with("kid", self.kid.to_string())
            .with("role", self.role.to_string())
            .with("kem", u64::from(self.kem.number()))
            .with("kdf", u64::from(KDF))
            .with("aead", u64::from(AEAD))
            .with("wrap", crypto::hex::encode(&self.wrap))
    }
}

/// Reads the lines of a `.wraps` file.
///
/// # Errors
/// Names the first line that is no stanza.
pub fn read_lines(bytes: &[u8]) -> Result<Vec<Stanza>, LinesError> {
    let lines = bytes.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
    let stanza = |line: &[u8]| Stanza::from_json(&Object::parse(line)?);
    lines.map(|(at, line)| stanza(line).map_err(|cause| LinesError { line: at + 1, cause })).collect()
}

/// Writes the line of a `.wraps` file, with its line feed.
#[must_use]
pub fn line(stanza: &Stanza) -> Vec<u8> {
    let mut line = stanza.to_json().to_bytes();
    line.push(b'\n');
    line
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Centre => "centre",
            Self::Applicant => "applicant",
            Self::Escrow => "escrow",
        })
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        match text {
            "centre" => Ok(Self::Centre),
            "applicant" => Ok(Self::Applicant),
            "escrow" => Ok(Self::Escrow),
            _ => Err(UnknownRole),
        }
    }
}

/// A role is none of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is centre, applicant or escrow")]
pub struct UnknownRole;

/// What HPKE binds the wrap to: format, package and key.
fn info(id: &PackageId, kid: &Kid) -> Vec<u8> {
    [INFO, id.as_bytes(), kid.to_string().as_bytes()].concat()
}

const INFO: &[u8] = b"sealpost-package/1 wrap";
