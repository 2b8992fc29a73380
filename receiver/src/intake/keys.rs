//! The check that intake cannot read the desk's keys, and the key of TLS in the form that TLS wants.

use std::path::PathBuf;

use durable::secret::{self, SecretError};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use transfer::carrier::tls::Credentials;
use zeroize::Zeroizing;

use crate::authority::keyring::{self, KeyringError};
use crate::config::places::{Config, key};

/// A key that cannot be used here, or must not be here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key file cannot be read, or others can read it.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The certificate cannot be read.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The file holds no key of a known form.
    #[error("{} holds no private key of a known form", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// Intake can read keys of the desk.
    #[error("intake can read keys of the desk: {}", named(paths))]
    TooMuch {
        /// The key files.
        paths: Vec<PathBuf>,
    },
}

/// Reads the key and certificate of TLS.
///
/// # Errors
/// [`KeyError`].
pub fn credentials(config: &Config) -> Result<Credentials, KeyError> {
    let path = config.intake_key(key::TLS_KEY);
    let pem = Zeroizing::new(secret::read(&path)?);
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| KeyError::NoKey { path })?;
    Ok(Credentials { chain: keyring::certificates(config, key::TLS)?, key })
}

/// Makes sure that this process cannot read a key of the desk, or the secret of an S3 server, where the archive may lie in
/// clear: a breach of intake must open nothing.
///
/// # Errors
/// [`KeyError::TooMuch`], with every key that can be read.
pub fn refuse_desk_keys(config: &Config) -> Result<(), KeyError> {
    let places = |name: String| [config.desk_key(&name), config.public(&name), config.intake_key(&name)];
    let servers = config.settings.s3.iter().chain(&config.settings.backup_s3);
    let secrets = servers.filter_map(|server| Some(config.home.join(server.secret_file.as_ref()?)));
    let mut paths: Vec<PathBuf> = key::not_of_intake().flat_map(places).chain(secrets).collect();
    paths.retain(|path| std::fs::File::open(path).is_ok());
    paths.sort_unstable();
    paths.dedup();
    if paths.is_empty() { Ok(()) } else { Err(KeyError::TooMuch { paths }) }
}

fn named(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
