//! The public half of an identity as files: certificates, the centre's card and address.
//!
//! `centre.json` is written last and makes an enrolment count; without it the home is not enrolled.

use std::path::PathBuf;

use crypto::certificate::{self, CertificateDer, CertificateError};
use crypto::chain::{Anchor, ChainError};
use durable::error::FileError;
use durable::folder;
use durable::whole::{Existing, write};
use serde::{Deserialize, Serialize};

use crate::home::Home;

/// The identity's public files.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// Where the centre is and what it calls this applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Host and port from the invitation; the card's addresses come first.
    pub address: String,
    /// The organisation's id at this centre.
    pub organisation: String,
}

/// A public file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no enrolment in this home.
    #[error("this home is not enrolled with a centre")]
    NotEnrolled,
    /// A file call failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate file is no PEM.
    #[error("{file}: {source}")]
    Certificate {
        /// The file's name.
        file: &'static str,
        /// What is wrong with it.
        source: CertificateError,
    },
    /// The pinned CA is not one.
    #[error("{CA}: {0}")]
    Anchor(#[source] ChainError),
    /// `centre.json` is not what it should be.
    #[error("{CENTRE}: {0}")]
    Enrolment(#[from] serde_json::Error),
}

impl Store {
    /// Names the files of `home`.
    pub fn of(home: &Home) -> Store {
        Store { folder: home.identity() }
    }

    /// Reads which centre this home is enrolled with.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`] if none, or what is wrong with the file.
    pub fn enrolment(&self) -> Result<Enrolment, StoreError> {
        match self.read(CENTRE) {
            Err(StoreError::File(error)) if error.is_missing() => Err(StoreError::NotEnrolled),
            bytes => Ok(serde_json::from_slice(&bytes?)?),
        }
    }

    /// Reads the pinned CA.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn anchor(&self) -> Result<Anchor, StoreError> {
        Anchor::from_pem(&text(self.read(CA)?)).map_err(StoreError::Anchor)
    }

    /// Reads the TLS certificate with its intermediates.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn tls(&self) -> Result<Vec<CertificateDer<'static>>, StoreError> {
        self.chain(TLS)
    }

    /// Reads the signing certificate with its intermediates.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn signing(&self) -> Result<Vec<CertificateDer<'static>>, StoreError> {
        self.chain(SIGNING)
    }

    /// Reads the card that was kept last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn card(&self) -> Result<Vec<u8>, StoreError> {
        self.read(CARD)
    }

    /// Keeps a new TLS certificate.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_tls(&self, chain: &[CertificateDer<'_>]) -> Result<(), StoreError> {
        self.write(TLS, certificate::to_pem(chain).as_bytes())
    }

    /// Keeps a new card. The caller has checked it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_card(&self, cose: &[u8]) -> Result<(), StoreError> {
        self.write(CARD, cose)
    }

    /// Keeps a whole enrolment; it counts once the last file stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep(&self, enrolment: &Enrolment, parts: &Parts<'_>) -> Result<(), StoreError> {
        folder::create(&self.folder)?;
        self.write(CA, certificate::to_pem(std::slice::from_ref(parts.anchor.der())).as_bytes())?;
        self.keep_tls(parts.tls)?;
        self.write(SIGNING, certificate::to_pem(parts.signing).as_bytes())?;
        self.keep_card(parts.card)?;
        self.write(CENTRE, &serde_json::to_vec_pretty(enrolment)?)
    }

    fn chain(&self, file: &'static str) -> Result<Vec<CertificateDer<'static>>, StoreError> {
        certificate::from_pem(&text(self.read(file)?))
            .map_err(|source| StoreError::Certificate { file, source })
    }

    fn read(&self, file: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.folder.join(file);
        std::fs::read(&path).map_err(|source| FileError { operation: "read", path, source }.into())
    }

    fn write(&self, file: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let _durable = write(&self.folder.join(file), bytes, Existing::Replace)?;
        Ok(())
    }
}

/// What an enrolment brings.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The centre's CA, whose fingerprint the invitation named.
    pub anchor: &'a Anchor,
    /// TLS certificate with intermediates.
    pub tls: &'a [CertificateDer<'static>],
    /// Signing certificate with intermediates.
    pub signing: &'a [CertificateDer<'static>],
    /// The card, tagged COSE_Sign1.
    pub card: &'a [u8],
}

fn text(bytes: Vec<u8>) -> String {
    // What is not text is not PEM either, and is refused as such.
    String::from_utf8(bytes).unwrap_or_default()
}

const CA: &str = "ca.pem";
const TLS: &str = "applicant-tls.pem";
const SIGNING: &str = "applicant-signing.pem";
const CARD: &str = "card.cose";
const CENTRE: &str = "centre.json";
