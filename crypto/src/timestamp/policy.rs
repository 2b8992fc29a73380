//! The policy under which an authority stamps, an OBJECT IDENTIFIER that the authority publishes: `1.3.6.1.4.1.4146.2.3`.

use std::fmt;
use std::str::FromStr;

use der::asn1::ObjectIdentifier;
use serde::{Deserialize, Serialize};

/// A policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Policy(ObjectIdentifier);

/// The text is no OBJECT IDENTIFIER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a policy is a row of numbers with dots between them, such as 1.2.3.4.1")]
pub struct NoPolicy;

impl Policy {
    /// Takes the content of an OBJECT IDENTIFIER.
    pub(super) fn from_content(content: &[u8]) -> Option<Self> {
        ObjectIdentifier::from_bytes(content).ok().map(Self)
    }

    /// The content of the OBJECT IDENTIFIER.
    pub(super) fn content(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for Policy {
    type Err = NoPolicy;

    fn from_str(text: &str) -> Result<Self, NoPolicy> {
        ObjectIdentifier::new(text).map(Self).map_err(|_| NoPolicy)
    }
}

impl TryFrom<String> for Policy {
    type Error = NoPolicy;

    fn try_from(text: String) -> Result<Self, NoPolicy> {
        text.parse()
    }
}

impl From<Policy> for String {
    fn from(policy: Policy) -> Self {
        policy.to_string()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
