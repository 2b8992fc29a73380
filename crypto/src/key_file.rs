//! The file form of a decryption key: one JSON object that any other implementation can read.
//!
//! ```text
//! {"kid": hex, "role": text, "kem": 32 | 25722, "private": hex, "public": hex}
//! ```
//!
//! `private` is the 32-byte X25519 scalar or the 32-byte X-Wing seed. Only strings are handled here; that the file is
//! readable by its owner alone is the business of whoever reads and writes it.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::hex::{self, HexError};
use crate::secret::Secret;
use crate::wrap::{Kem, Kid, PrivateKey};

/// A decryption key and whose it is.
#[derive(Debug, Clone)]
pub struct KeyFile {
    /// `centre`, `escrow` or `applicant`.
    pub role: String,
    /// The key.
    pub key: PrivateKey,
}

impl KeyFile {
    /// Writes the JSON object, one line with a line feed at its end.
    #[must_use]
    #[expect(clippy::expect_used, reason = "strings and a number always serialise")]
    pub fn to_json(&self) -> Zeroizing<String> {
        let public = self.key.public();
        let form = Form {
            kid: public.kid().to_string(),
            role: self.role.clone(),
            kem: public.kem().number().into(),
            private: hex::encode(self.key.secret().expose()),
            public: hex::encode(public.as_bytes()),
        };
        let mut text = Zeroizing::new(serde_json::to_string(&form).expect("a form without maps"));
        text.push('\n');
        text
    }

    /// Reads the JSON object, and proves that kid and public key belong to the private key.
    ///
    /// # Errors
    /// When the text is not that object, or its members contradict each other.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let form: Form = serde_json::from_str(text).map_err(KeyFileError::json)?;
        let kem = Kem::from_number(form.kem).ok_or(KeyFileError::Kem { found: form.kem })?;
        let secret = hex::array(&form.private).map_err(KeyFileError::Private)?;
        let key = PrivateKey::from_secret(kem, Secret::from_bytes(secret));
        if hex::encode(key.public().as_bytes()) != form.public {
            return Err(KeyFileError::Public);
        }
        if form.kid.parse() != Ok(key.public().kid()) {
            return Err(KeyFileError::Kid { expected: key.public().kid() });
        }
        Ok(Self { role: form.role.clone(), key })
    }
}

/// Why a text is no key file. No variant carries a byte of the private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// Not one JSON object with exactly the members of a key file.
    #[error("no key file: JSON error at line {line}, column {column}")]
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
    /// The private key is not 32 bytes of hex.
    #[error("the private key is not 32 bytes of hex")]
    Private(#[source] HexError),
    /// The public key is not that of the private key.
    #[error("the public key does not belong to the private key")]
    Public,
    /// The kid is not that of the key.
    #[error("the kid does not belong to the key, whose kid is {expected}")]
    Kid {
        /// The key's true kid.
        expected: Kid,
    },
}

impl KeyFileError {
    // serde's own message may quote the text, and the text holds a private key.
    #[expect(clippy::needless_pass_by_value, reason = "used as a function of `map_err`")]
    fn json(error: serde_json::Error) -> Self {
        Self::Json { line: error.line(), column: error.column() }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    kid: String,
    role: String,
    kem: u64,
    private: String,
    public: String,
}

impl Drop for Form {
    fn drop(&mut self) {
        self.private.zeroize();
    }
}
