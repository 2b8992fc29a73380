//! Founding a centre: the CA, its keys and certificates, the decryption and escrow keys. Each file is written once; an
//! interrupted founding leaves a home that `init` refuses, never one that looks whole.

use super::keyring::PublicForm;
use crate::clock::Moment;
use crate::config::places::{Config, key};
use crate::registry::people::Issued;
use crypto::certificate::{Certificate, CertificateDer, CertificateError, to_pem};
use crypto::issue::{Authority, IssueError, Subject};
use crypto::key_file::KeyFile;
use crypto::key_share::Split;
use crypto::random::RandomError;
use crypto::role::Role;
use crypto::signature::SigningKey;
use crypto::wrap::{Kem, PrivateKey};
use durable::error::FileError;
use durable::whole::{self, Existing};
use std::path::Path;

/// Why a centre could not be founded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FoundError {
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate could not be issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A certificate of ours cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Makes all keys and certificates of a new centre; gives the certificates for the registry. The escrow key is written
/// whole, or only in shares.
///
/// # Errors
/// When a file is there already or cannot be written.
pub fn found(config: &Config, split: Option<Split>, now: Moment) -> Result<Vec<Issued>, FoundError> {
    let centre = &config.settings.centre;
    let authority = Authority::generate(&centre.code, &centre.name, now.seconds())?;
    durable::secret::create(&config.desk_key(key::CA_KEY), authority.key().to_pkcs8_pem().as_bytes())?;
    publish(&config.public(key::CA), to_pem(&[authority.anchor().der().clone()]).as_bytes())?;
    write_key(&config.desk_key(key::DECRYPT), &decryption("centre")?)?;
    escrow(config, split)?;
    let roles = [
        (Role::CentreTls, key::TLS, config.intake_key(key::TLS_KEY)),
        (Role::ReceiptIntake, key::RECEIPT_INTAKE, config.intake_key(key::RECEIPT_INTAKE_KEY)),
        (Role::ReceiptDesk, key::RECEIPT_DESK, config.desk_key(key::RECEIPT_DESK_KEY)),
        (Role::Card, key::CARD, config.desk_key(key::CARD_KEY)),
    ];
    durable::secret::create(
        &config.desk_key(key::LOG_KEY),
        SigningKey::generate()?.to_pkcs8_pem().as_bytes(),
    )?;
    let mut issued = Vec::with_capacity(roles.len());
    for (role, name, path) in roles {
        let signing = SigningKey::generate()?;
        let subject = Subject { id: centre.code.clone(), organisation: centre.name.clone(), role };
        let certificate = authority.issue(&subject, &signing.public(), now.seconds())?;
        durable::secret::create(&path, signing.to_pkcs8_pem().as_bytes())?;
        publish(&config.public(name), to_pem(std::slice::from_ref(&certificate)).as_bytes())?;
        issued.push(record(&certificate)?);
    }
    Ok(issued)
}

/// What the registry keeps of a certificate.
///
/// # Errors
/// When it is not one of ours.
pub fn record(der: &CertificateDer<'_>) -> Result<Issued, CertificateError> {
    let certificate = Certificate::parse(der)?;
    let role = certificate.role.ok_or(CertificateError::Subject)?;
    Ok(Issued {
        serial: certificate.serial,
        organisation: certificate.id,
        role: role.unit().to_owned(),
        certificate: der.to_vec(),
        not_before: Moment::from_seconds(certificate.not_before),
        not_after: Moment::from_seconds(certificate.not_after),
    })
}

fn decryption(role: &str) -> Result<KeyFile, RandomError> {
    Ok(KeyFile { role: role.to_owned(), key: PrivateKey::generate(Kem::XWing)? })
}

fn write_key(path: &Path, key: &KeyFile) -> Result<(), FileError> {
    durable::secret::create(path, key.to_json().as_bytes())
}

fn escrow(config: &Config, split: Option<Split>) -> Result<(), FoundError> {
    let escrow = decryption("escrow")?;
    match split {
        None => write_key(&config.desk_key(key::ESCROW), &escrow)?,
        Some(split) => {
            for share in split.split(&escrow)? {
                let path = config.desk_key(&key::escrow_share(share.index()));
                durable::secret::create(&path, share.to_json().as_bytes())?;
            }
        }
    }
    let form = PublicForm::new("escrow", escrow.key.public());
    let json = serde_json::to_vec(&form).map_err(|_| CertificateError::Form)?;
    publish(&config.public(key::ESCROW_PUBLIC), &json)
}

fn publish(path: &Path, bytes: &[u8]) -> Result<(), FoundError> {
    let _durable = whole::write(path, bytes, Existing::Refuse)?;
    Ok(())
}
