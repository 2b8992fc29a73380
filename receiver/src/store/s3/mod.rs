//! Stores on an S3 server: SeaweedFS, or any other that knows conditional writes.
//!
//! [`connect`] makes the client from the configuration. [`bucket`] moves whole objects, [`upload`] big ones; on them are [`storage_root`], the
//! archive, and [`packages`], the sealed packages. Callers block; the waiting is done by threads of the client's own ([`io`]).

pub mod bucket;
mod exchange;
pub mod io;
pub mod object;
pub mod packages;
pub mod reader;
pub mod storage_root;
pub mod upload;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use durable::secret::{self, SecretError};
use object_store::aws::{AmazonS3Builder, Checksum};
use object_store::client::{Certificate, ClientOptions};
use object_store::{BackoffConfig, RetryConfig};
use zeroize::Zeroizing;

use crate::config::location::Prefix;
use crate::config::places::Config;
use crate::config::server::{BACKUP_SECRET, SECRET, Server};
use bucket::Bucket;
use io::Io;

/// There is no way to the S3 server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The configuration has no table `[s3]`.
    #[error("{0} lies on S3, and config.toml has no table [s3]")]
    NoServer(Prefix),
    /// The secret is nowhere.
    #[error("the secret of the S3 server is missing: name its secret_file in config.toml, or set {0}")]
    NoSecret(&'static str),
    /// The file of the secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The secret is no text.
    #[error("{} holds no text", .0.display())]
    NoText(PathBuf),
    /// The certificates cannot be read.
    #[error("{}: {source}", path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The client cannot be made.
    #[error("the S3 client: {0}")]
    Client(#[from] object_store::Error),
    /// It has no threads.
    #[error("the S3 client has no threads: {0}")]
    Threads(#[source] std::io::Error),
}

/// Makes a client for a prefix. Nothing is sent yet.
///
/// # Errors
/// [`ConnectError`]. It never shows the secret.
pub fn connect(config: &Config, place: &Prefix) -> Result<Bucket, ConnectError> {
    let server = config.settings.s3.as_ref().ok_or_else(|| ConnectError::NoServer(place.clone()))?;
    connect_to(config, place, server, SECRET)
}

/// As [`connect`], on the server of the second copies, when they have one of their own.
///
/// # Errors
/// As [`connect`].
pub fn connect_backup(config: &Config, place: &Prefix) -> Result<Bucket, ConnectError> {
    match &config.settings.backup_s3 {
        Some(server) => connect_to(config, place, server, BACKUP_SECRET),
        None => connect(config, place),
    }
}

fn connect_to(
    config: &Config,
    place: &Prefix,
    server: &Server,
    variable: &'static str,
) -> Result<Bucket, ConnectError> {
    let client = AmazonS3Builder::new()
        .with_endpoint(server.endpoint.as_str())
        .with_region(&server.region)
        .with_bucket_name(&place.bucket)
        .with_access_key_id(&server.access_key_id)
        .with_secret_access_key(secret(config, server, variable)?.as_str())
        .with_allow_http(server.endpoint.is_plain())
        // The server compares every object and part with it before it says that it has them.
        .with_checksum_algorithm(Checksum::SHA256)
        .with_client_options(options(config, server)?)
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 8,
            retry_timeout: PATIENCE,
        })
        .build()?;
    let io = Io::new().map_err(ConnectError::Threads)?;
    Ok(Bucket::new(Arc::new(client), Arc::new(io), place.clone()))
}

fn options(config: &Config, server: &Server) -> Result<ClientOptions, ConnectError> {
    let mut options = ClientOptions::new()
        .with_timeout(PATIENCE)
        .with_connect_timeout(CONNECT)
        .with_http1_only()
        .with_allow_http(server.endpoint.is_plain());
    let Some(file) = &server.ca_file else { return Ok(options) };
    let path = config.home.join(file);
    let unusable = |source| ConnectError::Certificates { path: path.clone(), source };
    let pem = std::fs::read(&path).map_err(unusable)?;
    for certificate in
        Certificate::from_pem_bundle(&pem).map_err(|error| unusable(std::io::Error::other(error)))?
    {
        options = options.with_root_certificate(certificate);
    }
    Ok(options)
}

/// The environment's, or the file's without the line's end.
fn secret(
    config: &Config,
    server: &Server,
    variable: &'static str,
) -> Result<Zeroizing<String>, ConnectError> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(Zeroizing::new(secret));
    }
    let path = config.home.join(server.secret_file.as_ref().ok_or(ConnectError::NoSecret(variable))?);
    let bytes = Zeroizing::new(secret::read(&path)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| ConnectError::NoText(path))?;
    Ok(Zeroizing::new(text.trim_end().to_owned()))
}

/// How long one part may take, and how long it is tried again.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long the server may take to answer at all.
const CONNECT: Duration = Duration::from_secs(10);
