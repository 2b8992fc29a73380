//! The keys that a role loads at its start, and the check that intake cannot read the desk's.

use std::path::{Path, PathBuf};

use crypto::certificate::{self, CertificateDer, CertificateError};
use crypto::chain::{Anchor, ChainError};
use crypto::key_file::{KeyFile, KeyFileError};
use crypto::signature::SigningKey;
use crypto::wrap::{PrivateKey, PublicKey};
use durable::error::FileError;
use durable::secret::{self, SecretError};
use package::evidence::{EvidenceError, Signer};
use package::receipt::issuer::IssuerError;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use transfer::carrier::tls::Credentials;
use zeroize::Zeroizing;

use crate::config::places::{Config, key};

/// A key or certificate that a role needs and cannot use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key file cannot be read, or others can read it.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The certificate file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: std::io::Error,
    },
    /// The file holds no key of a known form.
    #[error("{} holds no private key of a known form", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The file holds no decryption key.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The CA's certificate is none.
    #[error(transparent)]
    Anchor(#[from] ChainError),
    /// Key and certificate do not make a signer.
    #[error(transparent)]
    Signer(#[from] EvidenceError),
    /// The signer is for another role.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// Intake can read a key of the desk.
    #[error("intake can read {}, a key of the desk: run it under a user that cannot", path.display())]
    TooMuch {
        /// The key file.
        path: PathBuf,
    },
}

/// Reads the CA's certificate.
///
/// # Errors
/// [`KeyError`].
pub fn anchor(config: &Config) -> Result<Anchor, KeyError> {
    Ok(Anchor::from_pem(&text(&config.public(key::CA))?)?)
}

/// Reads a signing key with its certificate.
///
/// # Errors
/// [`KeyError`].
pub fn signer(key: &Path, certificate: &Path) -> Result<Signer, KeyError> {
    let bytes = Zeroizing::new(secret::read(key)?);
    let no_key = || KeyError::NoKey { path: key.to_owned() };
    let pem = std::str::from_utf8(&bytes).map_err(|_| no_key())?;
    let key = SigningKey::from_pkcs8_pem(pem).map_err(|_| no_key())?;
    Ok(Signer::new(key, chain(certificate)?)?)
}

/// Reads the key and certificate of TLS.
///
/// # Errors
/// [`KeyError`].
pub fn credentials(config: &Config) -> Result<Credentials, KeyError> {
    let path = config.intake_key(key::TLS_KEY);
    let pem = Zeroizing::new(secret::read(&path)?);
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| KeyError::NoKey { path })?;
    Ok(Credentials { chain: chain(&config.public(key::TLS))?, key })
}

/// Reads the key that opens what is sealed to the centre.
///
/// # Errors
/// [`KeyError`].
pub fn decryption(config: &Config) -> Result<PrivateKey, KeyError> {
    let path = config.desk_key(key::DECRYPT);
    let bytes = Zeroizing::new(secret::read(&path)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::NoKey { path: path.clone() })?;
    Ok(KeyFile::parse(text)?.key)
}

/// Makes sure that this process cannot read a key of the desk: a breach of intake must open nothing.
///
/// # Errors
/// [`KeyError::TooMuch`], with the first key that can be read.
pub fn refuse_desk_keys(config: &Config) -> Result<(), KeyError> {
    let readable = key::OF_THE_DESK
        .iter()
        .flat_map(|name| [config.desk_key(name), config.public(name), config.intake_key(name)])
        .find(|path| std::fs::File::open(path).is_ok());
    match readable {
        Some(path) => Err(KeyError::TooMuch { path }),
        None => Ok(()),
    }
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, KeyError> {
    Ok(certificate::from_pem(&text(path)?)?)
}

fn text(path: &Path) -> Result<String, KeyError> {
    std::fs::read_to_string(path).map_err(|source| KeyError::File { path: path.to_owned(), source })
}

impl From<FileError> for KeyError {
    fn from(error: FileError) -> Self {
        Self::Secret(error.into())
    }
}
