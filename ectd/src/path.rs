//! A file's path inside a dossier: the only names that a sealed package carries.
//!
//! The rules are those of `docs/package-format.md`, "names"; they are about what can be stored and found again on
//! every system and by every reader, not about what an authority likes: that is what the rules PKG-08 to PKG-10 are for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest path, in bytes of UTF-8.
pub const PATH_BYTES: usize = 1024;

/// Longest component of a path, in bytes of UTF-8.
pub const COMPONENT_BYTES: usize = 255;

/// A relative path with `/` between its components, kept byte for byte.
///
/// Ordered by its UTF-8 bytes, as the manifest and the zip are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DossierPath(String);

impl DossierPath {
    /// Takes the bytes of a name, as a file system or a package gives them.
    ///
    /// # Errors
    /// [`PathRefusal`] names the rule that the path breaks.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PathRefusal> {
        std::str::from_utf8(bytes).map_err(|_| PathRefusal::NotUtf8)?.parse()
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Iterates over the folders and the file name, from the top.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// Returns the last component.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.as_str(), |(_, name)| name)
    }

    /// Returns the folder's path without a slash at its end, empty for a file at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns what follows the last dot of the name, empty when there is none.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// Why a name cannot be carried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathRefusal {
    /// The bytes are not UTF-8.
    #[error("the name is not UTF-8")]
    NotUtf8,
    /// Nothing between two slashes, or at one end of the path.
    #[error("an empty name in the path")]
    EmptyComponent,
    /// `.` or `..`.
    #[error("`.` or `..` in the path")]
    DotComponent,
    /// A component of more than [`COMPONENT_BYTES`].
    #[error("a name of {bytes} bytes, more than 255")]
    LongComponent {
        /// Length of the component in bytes.
        bytes: usize,
    },
    /// A path of more than [`PATH_BYTES`].
    #[error("a path of {bytes} bytes, more than 1024")]
    LongPath {
        /// Length of the path in bytes.
        bytes: usize,
    },
    /// A component that ends in a space or a dot, which Windows drops.
    #[error("a name that ends in a space or a dot")]
    TrailingSpaceOrDot,
    /// A control character, or one of `\ : * ? " < > | %`.
    #[error("the character {character:?}")]
    Character {
        /// The character.
        character: char,
    },
    /// A component that Windows takes for a device.
    #[error("`{name}`, a device name of Windows")]
    DeviceName {
        /// The component.
        name: String,
    },
}

impl FromStr for DossierPath {
    type Err = PathRefusal;

    fn from_str(text: &str) -> Result<Self, PathRefusal> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for DossierPath {
    type Error = PathRefusal;

    fn try_from(text: String) -> Result<Self, PathRefusal> {
        if text.len() > PATH_BYTES {
            return Err(PathRefusal::LongPath { bytes: text.len() });
        }
        text.split('/').try_for_each(judge_component)?;
        Ok(Self(text))
    }
}

impl From<DossierPath> for String {
    fn from(path: DossierPath) -> Self {
        path.0
    }
}

impl AsRef<str> for DossierPath {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DossierPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn judge_component(name: &str) -> Result<(), PathRefusal> {
    if name.is_empty() {
        return Err(PathRefusal::EmptyComponent);
    }
    if name == "." || name == ".." {
        return Err(PathRefusal::DotComponent);
    }
    if name.len() > COMPONENT_BYTES {
        return Err(PathRefusal::LongComponent { bytes: name.len() });
    }
    if let Some(character) = name.chars().find(|&character| is_forbidden(character)) {
        return Err(PathRefusal::Character { character });
    }
    if name.ends_with([' ', '.']) {
        return Err(PathRefusal::TrailingSpaceOrDot);
    }
    if is_device(name) {
        return Err(PathRefusal::DeviceName { name: name.to_owned() });
    }
    Ok(())
}

/// `%` is among them because RFC 8493 escapes it in a manifest and most readers do not unescape it.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{1f}' | '\u{7f}' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%')
}

/// Windows looks at what stands before the first dot, without spaces at its end ("Naming Files, Paths, and
/// Namespaces"; the same list as Python's `os.path.isreserved`).
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let upper = stem.to_uppercase();
    if DEVICES.contains(&upper.as_str()) {
        return true;
    }
    let Some(number) = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT")) else { return false };
    let mut characters = number.chars();
    matches!((characters.next(), characters.next()), (Some('1'..='9' | '¹' | '²' | '³'), None))
}

const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refusal(text: &str) -> PathRefusal {
        text.parse::<DossierPath>().unwrap_err()
    }

    #[test]
    fn keeps_real_names() {
        for name in [
            "index.xml",
            "m1/cn/00/说明函.pdf",
            "m5/夹/𠮷.pdf",
            "a b - Part2.pdf",
            ".hidden",
            "m1/e\u{301}",
            "console",
            "COM10",
            "com0",
        ] {
            assert_eq!(name.parse::<DossierPath>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_what_cannot_be_carried() {
        for name in ["", "/a", "a/", "a//b"] {
            assert_eq!(refusal(name), PathRefusal::EmptyComponent, "{name:?}");
        }
        for name in [".", "a/../b", "./a"] {
            assert_eq!(refusal(name), PathRefusal::DotComponent, "{name:?}");
        }
        for name in ["a.", "a /b", "m1/..."] {
            assert_eq!(refusal(name), PathRefusal::TrailingSpaceOrDot, "{name:?}");
        }
        for name in ["nul", "m1/Con.pdf", "aux.tar.gz", "com1", "LPT³.txt", "PRN .pdf", "conin$"] {
            assert!(matches!(refusal(name), PathRefusal::DeviceName { .. }), "{name:?}");
        }
        assert_eq!(DossierPath::from_bytes(b"\xff.pdf").unwrap_err(), PathRefusal::NotUtf8);
    }

    #[test]
    fn refuses_each_forbidden_character() {
        let controls = (0..0x20).chain([0x7f]).map(|code| char::from_u32(code).unwrap());
        for character in controls.chain(r#"\:*?"<>|%"#.chars()) {
            assert_eq!(refusal(&format!("m1/a{character}b")), PathRefusal::Character { character });
        }
    }

    #[test]
    fn counts_bytes() {
        let name = "说".repeat(85);
        assert_eq!(name.len(), 255);
        assert!(name.parse::<DossierPath>().is_ok());
        assert_eq!(refusal(&format!("{name}x")), PathRefusal::LongComponent { bytes: 256 });
        let path = ["x"; 513].join("/");
        assert_eq!(refusal(&path), PathRefusal::LongPath { bytes: 1025 });
        assert!(path[..1023].parse::<DossierPath>().is_ok());
    }

    #[test]
    fn takes_a_path_apart() {
        let path: DossierPath = "m3/32/a.b.pdf".parse().unwrap();
        assert_eq!((path.folder(), path.name(), path.extension()), ("m3/32", "a.b.pdf", "pdf"));
        assert_eq!(path.components().collect::<Vec<_>>(), ["m3", "32", "a.b.pdf"]);
        let top: DossierPath = "README".parse().unwrap();
        assert_eq!((top.folder(), top.name(), top.extension()), ("", "README", ""));
    }

    /// The rules once more, written the other way round: as one question about the whole text.
    fn is_carried(text: &str) -> bool {
        text.len() <= 1024
            && text.split('/').all(|name| {
                !name.is_empty()
                    && name.len() <= 255
                    && !name.ends_with(' ')
                    && !name.ends_with('.')
                    && !name
                        .bytes()
                        .any(|byte| byte < 0x20 || byte == 0x7f || br#"\:*?"<>|%"#.contains(&byte))
            })
    }

    proptest! {
        #[test]
        fn any_text_is_kept_or_refused(text in "\\PC{0,40}|[a-z./ \\x00-\\x7f%:]{0,30}") {
            let device = text.split('/').any(is_device);
            match text.parse::<DossierPath>() {
                Ok(path) => { prop_assert!(is_carried(&text) && !device); prop_assert_eq!(path.as_str(), text); }
                Err(_) => prop_assert!(!is_carried(&text) || device),
            }
        }

        #[test]
        fn serialises_as_text(parts in proptest::collection::vec("[a-z0-9夹]{1,12}z", 1..5)) {
            let path: DossierPath = parts.join("/").parse().unwrap();
            let json = serde_json::to_string(&path).unwrap();
            prop_assert_eq!(&serde_json::from_str::<DossierPath>(&json).unwrap(), &path);
            prop_assert!(serde_json::from_str::<DossierPath>("\"../x\"").is_err());
        }
    }
}
