//! Where the registry's database is.

use crate::config::settings::redacted;
use std::fmt;
use std::path::{Path, PathBuf};

/// A database that the registry can live in.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of this machine: the embedded default.
    Sqlite(PathBuf),
    /// A server's URL, perhaps with a password in it.
    Postgres(String),
}

impl Address {
    /// Reads `sqlite:FILE`, relative to the home, or a server's URL.
    pub fn parse(url: &str, home: &Path) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(file) => Self::Sqlite(home.join(file.trim_start_matches("//"))),
            None => Self::Postgres(url.to_owned()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(url) => f.write_str(&redacted(url)),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
