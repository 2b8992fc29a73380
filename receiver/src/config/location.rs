//! Where a store lies: a folder, or a prefix of a bucket on an S3 server.

use std::path::{Path, PathBuf};

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The root of a store, as `config.toml` has it: a path, or `s3://bucket/prefix`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Location {
    /// A folder.
    Folder(PathBuf),
    /// A prefix of a bucket.
    S3(Prefix),
}

/// A bucket and what all names of a store begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Name of the bucket.
    pub bucket: String,
    /// One or more path elements joined by `/`.
    pub prefix: String,
}

/// The text names no place on S3.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no s3://BUCKET/PREFIX: the bucket in a-z 0-9 . -, the prefix not empty")]
pub struct NotAPlace(pub String);

impl Location {
    /// A folder that is not absolute lies below the home.
    #[must_use]
    pub fn within(&self, home: &Path) -> Self {
        match self {
            Self::Folder(folder) => Self::Folder(home.join(folder)),
            Self::S3(prefix) => Self::S3(prefix.clone()),
        }
    }

    /// The folder, where it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::S3(_) => None,
        }
    }
}

/// Reads the root of a store that can only be a folder.
///
/// # Errors
/// When the text names a place on S3.
pub fn folder<'de, D: Deserializer<'de>>(text: D) -> Result<PathBuf, D::Error> {
    let path = PathBuf::deserialize(text)?;
    if path.to_string_lossy().starts_with(SCHEME) {
        return Err(D::Error::custom(
            "this store is a folder: only archive, sealed and backup_sealed may lie on S3",
        ));
    }
    Ok(path)
}

impl TryFrom<String> for Location {
    type Error = NotAPlace;

    fn try_from(text: String) -> Result<Self, NotAPlace> {
        let Some(place) = text.strip_prefix(SCHEME) else { return Ok(Self::Folder(text.into())) };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let prefix = prefix.trim_end_matches('/');
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        if bucket.is_empty() || !bucket.chars().all(is_name) || !archive::key::is_relative(prefix) {
            return Err(NotAPlace(text));
        }
        Ok(Self::S3(Prefix { bucket: bucket.to_owned(), prefix: prefix.to_owned() }))
    }
}

impl From<Location> for String {
    fn from(location: Location) -> Self {
        location.to_string()
    }
}

impl From<&str> for Location {
    fn from(folder: &str) -> Self {
        Self::Folder(folder.into())
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::S3(place) => place.fmt(f),
        }
    }
}

impl std::fmt::Display for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.bucket, self.prefix)
    }
}

const SCHEME: &str = "s3://";

#[cfg(test)]
mod tests {
    use super::Location;

    #[test]
    fn a_place_on_s3_has_a_bucket_and_a_prefix_and_all_else_is_a_folder() {
        let read = |text: &str| Location::try_from(text.to_owned());
        let Ok(Location::S3(place)) = read("s3://centre-1/archive/2026/") else { panic!("a place") };
        assert_eq!((place.bucket.as_str(), place.prefix.as_str()), ("centre-1", "archive/2026"));
        assert_eq!(place.to_string(), "s3://centre-1/archive/2026");
        for bad in ["s3://", "s3://b", "s3://b/", "s3:///x", "s3://B/x", "s3://b/../x", "s3://b//x"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let folder = read("archive").unwrap().within("/home".as_ref());
        assert_eq!(folder.folder().unwrap(), std::path::Path::new("/home/archive"));
    }
}
