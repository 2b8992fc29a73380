//! The checksum that a form of dossier asks for.

use crypto::digest::{Md5, Sha256, Sm3};

use super::plan::Form;

/// A checksum being computed.
pub(super) enum Hash {
    Md5(Md5),
    Sha256(Sha256),
    Sm3(Sm3),
}

impl Hash {
    pub(super) fn of(form: Form) -> Self {
        match form {
            Form::Index => Self::Md5(Md5::new()),
            Form::Message => Self::Sha256(Sha256::new()),
            Form::List => Self::Sm3(Sm3::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sm3(hasher) => hasher.update(bytes),
        }
    }

    /// Returns lower-case hex.
    pub(super) fn finish(self) -> String {
        match self {
            Self::Md5(hasher) => hasher.finish().to_string(),
            Self::Sha256(hasher) => hasher.finish().to_string(),
            Self::Sm3(hasher) => hasher.finish().to_string(),
        }
    }
}
