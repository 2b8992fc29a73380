//! The stores of sealed packages as `config.toml` names them: folders, or prefixes on S3.

use std::sync::Arc;

use durable::error::FileError;

use super::Store;
use super::local::Local;
use super::s3::packages::Packages;
use super::s3::{self, ConnectError};
use crate::config::location::Location;
use crate::config::places::Config;

/// A store cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FileError),
    /// The way to S3.
    #[error(transparent)]
    S3(#[from] ConnectError),
}

/// Opens the sealed packages. A folder is made when it is not there.
///
/// # Errors
/// [`OpenError`].
pub fn sealed(config: &Config) -> Result<Arc<dyn Store>, OpenError> {
    match config.sealed() {
        Location::Folder(root) => Ok(Arc::new(Local::open(SEALED, &root)?)),
        Location::S3(place) => Ok(Arc::new(Packages::new(SEALED, s3::connect(config, &place)?))),
    }
}

/// Opens their second copies. A folder is made when it is not there.
///
/// # Errors
/// [`OpenError`].
pub fn backup(config: &Config) -> Result<Arc<dyn Store>, OpenError> {
    match config.backup_sealed() {
        Location::Folder(root) => Ok(Arc::new(Local::open(BACKUP, &root)?)),
        Location::S3(place) => Ok(Arc::new(Packages::new(BACKUP, s3::connect_backup(config, &place)?))),
    }
}

/// The name under which R2 speaks of the sealed packages.
pub const SEALED: &str = "sealed";
/// The name under which R2 speaks of their second copies.
pub const BACKUP: &str = "backup";
