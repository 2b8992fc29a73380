//! Lower-case hexadecimal, the only text form of byte strings in Sealpost.
//!
//! Upper case is refused, so that one byte string has one text.

/// Writes `bytes` as lower-case hex, two characters a byte.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0x0f)]));
    }
    text
}

/// Reads lower-case hex.
///
/// # Errors
/// When the length is odd or a character is not one of `0-9a-f`.
pub fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    if !text.len().is_multiple_of(2) {
        return Err(HexError::Length { expected: None, found: text.len() });
    }
    let nibbles = text.bytes().enumerate().map(|(at, character)| nibble(at, character));
    let nibbles = nibbles.collect::<Result<Vec<u8>, HexError>>()?;
    Ok(nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Reads lower-case hex of exactly `N` bytes.
///
/// # Errors
/// When the text is not `2 * N` characters of `0-9a-f`.
pub fn array<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    if text.len() != N * 2 {
        return Err(HexError::Length { expected: Some(N * 2), found: text.len() });
    }
    // Straight into its place: a private key leaves no copy on the heap.
    let mut bytes = [0; N];
    for (at, pair) in text.as_bytes().chunks_exact(2).enumerate() {
        bytes[at] = nibble(2 * at, pair[0])? << 4 | nibble(2 * at + 1, pair[1])?;
    }
    Ok(bytes)
}

/// Why a text is not the hex that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// The number of characters is odd, or not the expected one.
    #[error("{found} hex characters{}", expected.map(|n| format!(" where {n} are expected")).unwrap_or_default())]
    Length {
        /// How many characters were expected, where that is fixed.
        expected: Option<usize>,
        /// How many there are (bytes of the text).
        found: usize,
    },
    /// A character is not a lower-case hex digit.
    #[error("no lower-case hex digit at byte {at}")]
    Digit {
        /// Offset of the character in the text, in bytes.
        at: usize,
    },
}

fn nibble(at: usize, character: u8) -> Result<u8, HexError> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(HexError::Digit { at }),
    }
}

/// Gives a newtype over `[u8; N]` its raw bytes and its text form: `Display`, `Debug`, `FromStr` and serde, all lower-case hex.
macro_rules! hex_text {
    ($name:ident, $length:expr) => {
        impl $name {
            /// Takes the raw bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::hex::encode(&self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::hex::HexError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::hex::array(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use hex_text;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_one_text() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Ok(all));
        assert_eq!(encode(&[0x0a, 0xff]), "0aff");
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(decode("0A"), Err(HexError::Digit { at: 1 }));
        assert_eq!(decode("0x"), Err(HexError::Digit { at: 1 }));
        assert_eq!(decode("abc"), Err(HexError::Length { expected: None, found: 3 }));
        assert_eq!(array::<2>("abcdef"), Err(HexError::Length { expected: Some(4), found: 6 }));
        assert_eq!(array::<2>("é0"), Err(HexError::Length { expected: Some(4), found: 3 }));
        assert!(array::<2>("é00").is_err());
    }
}
