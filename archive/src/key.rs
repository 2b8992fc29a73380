//! The name of an entry in a store: a relative path that cannot leave it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One or more path elements joined by `/`, none of them empty, `.` or `..`; or the store itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// The text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no relative path without empty, `.` or `..` elements")]
pub struct NotAKey(pub String);

impl Key {
    /// The store itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a relative path.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn new(path: &str) -> Result<Self, NotAKey> {
        if is_relative(path) { Ok(Self(path.to_owned())) } else { Err(NotAKey(path.to_owned())) }
    }

    /// The entry of this path below this one.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn join(&self, path: &str) -> Result<Self, NotAKey> {
        Self::new(path).map(|below| self.below(&below.0))
    }

    /// As [`Key::join`], with a path that is known to be one.
    pub(crate) fn below(&self, path: &str) -> Self {
        if self.0.is_empty() { Self(path.to_owned()) } else { Self(format!("{}/{path}", self.0)) }
    }

    /// The folder that holds the entry; none for the store itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.0.is_empty() {
            return None;
        }
        Some(Self(self.0.rsplit_once('/').map_or_else(String::new, |(parent, _)| parent.to_owned())))
    }

    /// The last element; empty for the store itself.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Shows the path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place of the entry below a folder.
    #[must_use]
    pub fn below_folder(&self, folder: &Path) -> PathBuf {
        if self.0.is_empty() { folder.to_owned() } else { folder.join(&self.0) }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells whether a path is one that a store can have: OCFL 1.1 §3.5.2 asks the same of content and logical paths.
#[must_use]
pub fn is_relative(path: &str) -> bool {
    path.split('/').all(|element| !matches!(element, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn a_key_never_leaves_its_store() {
        for bad in ["", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a"] {
            assert!(Key::new(bad).is_err(), "{bad}");
        }
        let key = Key::root().join("abc/def").unwrap().join("v1/content/夹/a.pdf").unwrap();
        assert_eq!(key.as_str(), "abc/def/v1/content/夹/a.pdf");
        assert_eq!(key.name(), "a.pdf");
        assert_eq!(key.parent().unwrap().as_str(), "abc/def/v1/content/夹");
        assert_eq!(Key::new("a").unwrap().parent(), Some(Key::root()));
        assert_eq!(Key::root().parent(), None);
    }
}
