//! The store of the archive, as `stores.archive` names it: a folder, or a prefix on S3.

use std::sync::Arc;

use archive::store::Store;
use archive::store::local::{Local, LocalError};

use super::s3::storage_root::StorageRoot;
use super::s3::{self, ConnectError};
use crate::config::location::Location;
use crate::config::places::Config;

/// The store cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The folder.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The way to S3.
    #[error(transparent)]
    S3(#[from] ConnectError),
}

/// Opens it for its one writer, the desk.
///
/// # Errors
/// [`OpenError`].
pub fn writer(config: &Config) -> Result<Arc<dyn Store>, OpenError> {
    match config.archive() {
        Location::Folder(root) => Ok(Arc::new(Local::open(LABEL, &root, &Local::staging_of(&root))?)),
        Location::S3(place) => Ok(Arc::new(StorageRoot::new(LABEL, s3::connect(config, &place)?))),
    }
}

/// Opens it for reading only; a desk may write meanwhile.
///
/// # Errors
/// [`OpenError`].
pub fn reader(config: &Config) -> Result<Arc<dyn Store>, OpenError> {
    match config.archive() {
        Location::Folder(root) => Ok(Arc::new(Local::read_only(LABEL, &root))),
        Location::S3(place) => Ok(Arc::new(StorageRoot::read_only(LABEL, s3::connect(config, &place)?))),
    }
}

/// The name under which R2 speaks of the archive.
pub const LABEL: &str = "archive";
