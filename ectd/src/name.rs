//! What a dossier is filed under: an application and a sequence.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest application id, in characters.
pub const APPLICATION_CHARACTERS: usize = 64;

/// Longest sequence, in characters.
pub const SEQUENCE_CHARACTERS: usize = 32;

/// The sequence as written: `0000` in eCTD v3.2.2, `1`, `2` … in v4.
///
/// `[A-Za-z0-9][A-Za-z0-9._-]{0,31}`, not ending in a dot: it is one component of every path in the package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SequenceNumber(String);

/// The text is no sequence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no sequence: 1 to 32 of A-Z a-z 0-9 . _ -, the first a letter or digit, the last no dot")]
pub struct NotSequence(pub String);

impl SequenceNumber {
    /// Returns the sequence as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SequenceNumber {
    type Error = NotSequence;

    fn try_from(text: String) -> Result<Self, NotSequence> {
        let legal = text.len() <= SEQUENCE_CHARACTERS
            && text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.chars().all(|character| character.is_ascii_alphanumeric() || "._-".contains(character))
            && !text.ends_with('.');
        if legal { Ok(Self(text)) } else { Err(NotSequence(text)) }
    }
}

/// An authority's number of an application, in any script; it is no part of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApplicationId(String);

/// The text is no application id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no application: 1 to 64 characters, no control character, no space at either end")]
pub struct NotApplication(pub String);

impl ApplicationId {
    /// Returns the application as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ApplicationId {
    type Error = NotApplication;

    fn try_from(text: String) -> Result<Self, NotApplication> {
        let legal = !text.is_empty()
            && text.chars().count() <= APPLICATION_CHARACTERS
            && !text.chars().any(breaks_a_line)
            && text.trim() == text;
        if legal { Ok(Self(text)) } else { Err(NotApplication(text)) }
    }
}

/// U+2028 and U+2029 count with the control characters: many readers end a line of `bag-info.txt` there.
fn breaks_a_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

macro_rules! text_of {
    ($name:ident, $refusal:ident) => {
        impl FromStr for $name {
            type Err = $refusal;

            fn from_str(text: &str) -> Result<Self, $refusal> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_of!(SequenceNumber, NotSequence);
text_of!(ApplicationId, NotApplication);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        for text in ["0000", "1", "999999", "a.b_c-d", &"0".repeat(32)] {
            assert_eq!(text.parse::<SequenceNumber>().unwrap().as_str(), text);
        }
        for text in ["", ".0", "-1", "1.", "00 00", "0/1", "序列", "..", &"0".repeat(33)] {
            assert!(text.parse::<SequenceNumber>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn applications() {
        for text in ["x202600001", "NDA 111888", "申请/2026", &"药".repeat(64)] {
            assert_eq!(text.parse::<ApplicationId>().unwrap().as_str(), text);
        }
        for text in
            ["", " a", "a ", "\u{3000}a", "a\nb", "a\u{85}b", "a\u{2028}b", "a\u{7f}", &"x".repeat(65)]
        {
            assert!(text.parse::<ApplicationId>().is_err(), "{text:?}");
        }
    }
}
