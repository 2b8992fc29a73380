//! The files of the centre's keys and certificates: read with their permissions checked, written once.

use crate::config::places::{Config, key};
use crypto::certificate::{CertificateDer, CertificateError, from_pem};
use crypto::chain::{Anchor, ChainError};
use crypto::hex;
use crypto::key_file::{KeyFile, KeyFileError};
use crypto::signature::{SigningKey, SigningKeyError};
use crypto::wrap::{Kem, PrivateKey, PublicKey};
use durable::secret::SecretError;
use package::card::{Card, CardError};
use package::evidence::{EvidenceError, Signer};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Why a key or certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// A key file is missing, unreadable, or open to others.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A public file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Public {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A signing key is not what it should be.
    #[error("{}: {source}", path.display())]
    SigningKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: SigningKeyError,
    },
    /// A decryption key is not what it should be.
    #[error("{}: {source}", path.display())]
    DecryptionKey {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: KeyFileError,
    },
    /// A public decryption key is not what it should be.
    #[error("{}: not a public key", path.display())]
    PublicKey {
        /// The file.
        path: PathBuf,
    },
    /// A certificate is not what it should be.
    #[error("{}: {source}", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CertificateError,
    },
    /// The CA's certificate is not what it should be.
    #[error("{}: {source}", path.display())]
    Anchor {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ChainError,
    },
    /// Key and certificate do not go together.
    #[error(transparent)]
    Signer(#[from] EvidenceError),
    /// The card is not what it should be.
    #[error("{}: {source}", path.display())]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CardError,
    },
}

/// The CA's certificate.
///
/// # Errors
/// When it is missing or malformed.
pub fn anchor(config: &Config) -> Result<Anchor, KeyringError> {
    anchor_at(&config.public(key::CA))
}

/// A CA's certificate that lies anywhere.
///
/// # Errors
/// When it is missing or malformed.
pub fn anchor_at(path: &Path) -> Result<Anchor, KeyringError> {
    let text = public(path)?;
    Anchor::from_pem(&text).map_err(|source| KeyringError::Anchor { path: path.to_owned(), source })
}

/// A certificate of the centre's with its intermediates; these lie in the public folder.
///
/// # Errors
/// When it is missing or malformed.
pub fn certificates(config: &Config, name: &str) -> Result<Vec<CertificateDer<'static>>, KeyringError> {
    let path = config.public(name);
    let text = public(&path)?;
    from_pem(&text).map_err(|source| KeyringError::Certificate { path, source })
}

/// A signing key, PEM (PKCS#8).
///
/// # Errors
/// When it is missing, open to others or malformed.
pub fn signing_key(path: &Path) -> Result<SigningKey, KeyringError> {
    let malformed = |source| KeyringError::SigningKey { path: path.to_owned(), source };
    SigningKey::from_pkcs8_pem(&secret(path)?).map_err(malformed)
}

/// What signs R0 and R1.
///
/// # Errors
/// When key or certificate cannot be used.
pub fn intake_signer(config: &Config) -> Result<Signer, KeyringError> {
    signer(config, key::RECEIPT_INTAKE, &config.intake_key(key::RECEIPT_INTAKE_KEY))
}

/// What signs R2 and R3.
///
/// # Errors
/// When key or certificate cannot be used.
pub fn desk_signer(config: &Config) -> Result<Signer, KeyringError> {
    signer(config, key::RECEIPT_DESK, &config.desk_key(key::RECEIPT_DESK_KEY))
}

/// What signs the card.
///
/// # Errors
/// When key or certificate cannot be used.
pub fn card_signer(config: &Config) -> Result<Signer, KeyringError> {
    signer(config, key::CARD, &config.desk_key(key::CARD_KEY))
}

/// The key that opens packages: the desk's.
///
/// # Errors
/// When it is missing, open to others or malformed.
pub fn decryption_key(config: &Config) -> Result<PrivateKey, KeyringError> {
    decryption_key_at(&config.desk_key(key::DECRYPT))
}

/// A key that opens packages and lies anywhere, as that of escrow.
///
/// # Errors
/// When it is missing, open to others or malformed.
pub fn decryption_key_at(path: &Path) -> Result<PrivateKey, KeyringError> {
    let file = KeyFile::parse(&secret(path)?);
    Ok(file.map_err(|source| KeyringError::DecryptionKey { path: path.to_owned(), source })?.key)
}

/// The public half of the escrow key, which stays when the private one is taken away.
///
/// # Errors
/// When it is missing or malformed.
pub fn escrow(config: &Config) -> Result<PublicKey, KeyringError> {
    let path = config.public(key::ESCROW_PUBLIC);
    let text = public(&path)?;
    PublicForm::parse(&text).ok_or(KeyringError::PublicKey { path })
}

/// The card that applicants get now.
///
/// # Errors
/// When it is missing or malformed.
pub fn card(config: &Config) -> Result<Card, KeyringError> {
    let path = config.public(key::CARD_DOCUMENT);
    let bytes = std::fs::read(&path).map_err(|source| KeyringError::Public { path: path.clone(), source })?;
    Card::read(&bytes).map_err(|source| KeyringError::Card { path, source })
}

/// The file form of a public decryption key: a key file without its private half.
#[derive(Serialize, Deserialize)]
pub(super) struct PublicForm {
    kid: String,
    role: String,
    kem: u64,
    public: String,
}

impl PublicForm {
    pub(super) fn new(role: &str, key: &PublicKey) -> Self {
        Self {
            kid: key.kid().to_string(),
            role: role.to_owned(),
            kem: key.kem().number().into(),
            public: hex::encode(key.as_bytes()),
        }
    }

    fn parse(text: &str) -> Option<PublicKey> {
        let form: Self = serde_json::from_str(text).ok()?;
        let key =
            PublicKey::from_bytes(Kem::from_number(form.kem)?, &hex::decode(&form.public).ok()?).ok()?;
        (key.kid().to_string() == form.kid).then_some(key)
    }
}

fn signer(config: &Config, certificate: &str, key: &Path) -> Result<Signer, KeyringError> {
    Ok(Signer::new(signing_key(key)?, certificates(config, certificate)?)?)
}

fn secret(path: &Path) -> Result<Zeroizing<String>, KeyringError> {
    let bytes = Zeroizing::new(durable::secret::read(path)?);
    // Neither form has a character outside ASCII: what is lost here is no key.
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

fn public(path: &Path) -> Result<String, KeyringError> {
    std::fs::read_to_string(path).map_err(|source| KeyringError::Public { path: path.to_owned(), source })
}
