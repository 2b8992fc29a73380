//! What a centre accepts, as its card tells applicants before they seal.

use crate::json::{JsonError, Object, ill_typed};
use crypto::wrap::Kem;

/// A centre's technical policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The KEM of both recipients of every package.
    pub kem: Kem,
    /// Longest package, in bytes.
    pub max_package_len: u64,
    /// Days without progress after which an offer expires.
    pub expiry_days: u64,
    /// Which findings make the centre refuse.
    pub reject_on: RejectOn,
    /// Whether findings that the applicant accepted with a reason still count.
    pub accepted: Accepted,
}

/// Which findings make the centre refuse a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectOn {
    /// None: they stand in the receipt.
    Never,
    /// Findings of severity error.
    Error,
}

/// What becomes of findings that the applicant accepted with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// They do not count; they stay visible.
    Honour,
    /// They count like others.
    Ignore,
}

impl RejectOn {
    /// The word in the member `reject_on`, and in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Error => "error",
        }
    }
}

impl Accepted {
    /// The word in the member `accepted`, and in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Honour => "honour",
            Self::Ignore => "ignore",
        }
    }
}

impl Policy {
    pub(super) fn to_json(self) -> Object {
        Object::new()
            .with("kem", u64::from(self.kem.number()))
            .with("max_package_len", self.max_package_len)
            .with("expiry_days", self.expiry_days)
            .with("reject_on", self.reject_on.word())
            .with("accepted", self.accepted.word())
    }

    pub(super) fn read(object: &Object) -> Result<Self, JsonError> {
        Ok(Self {
            kem: Kem::from_number(object.number("kem")?).ok_or_else(|| ill_typed("kem", "25722 or 32"))?,
            max_package_len: object.number("max_package_len")?,
            expiry_days: object.number("expiry_days")?,
            reject_on: match object.text("reject_on")? {
                "never" => RejectOn::Never,
                "error" => RejectOn::Error,
                _ => return Err(ill_typed("reject_on", "never or error")),
            },
            accepted: match object.text("accepted")? {
                "honour" => Accepted::Honour,
                "ignore" => Accepted::Ignore,
                _ => return Err(ill_typed("accepted", "honour or ignore")),
            },
        })
    }
}
