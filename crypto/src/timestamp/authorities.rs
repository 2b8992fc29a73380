//! The authorities that are believed: the certificates of their CAs. Theirs is not the subject of ours, so nothing is asked of
//! their names.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::algorithm;
use super::signer::is_valid;
use crate::certificate::{self, CertificateError};

/// Certificates of CAs, of which each is believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads all certificates of a PEM text.
    ///
    /// # Errors
    /// When there is none, or one of them is no CA's.
    pub fn from_pem(text: &str) -> Result<Self, NoAuthorities> {
        let certificates = certificate::from_pem(text)?;
        if certificates.iter().all(is_authority) {
            Ok(Self(certificates))
        } else {
            Err(NoAuthorities::NoAuthority)
        }
    }

    /// Adds those of another list that are not in this one.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let new: Vec<_> = other.0.iter().filter(|der| !self.0.contains(der)).cloned().collect();
        self.0.extend(new);
        self
    }

    /// Writes them as PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        certificate::to_pem(&self.0)
    }

    /// Proves that a certificate for time-stamps leads to one of them that was valid at the time, in seconds since the epoch
    /// (RFC 5280 section 6).
    pub(super) fn lead_to(
        &self,
        signer: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        at: u64,
    ) -> Result<(), webpki::Error> {
        // The library takes the word of a CA as given and does not look at its dates.
        let valid = self.0.iter().filter(|der| parsed(der).is_some_and(|parsed| is_valid(&parsed, at)));
        let anchors: Vec<_> = valid.filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
        let end = EndEntityCert::try_from(signer)?;
        let time = UnixTime::since_unix_epoch(Duration::from_secs(at));
        // Few CAs name usages; the signer's own certificate was judged when the token was read.
        let usage = KeyUsage::required_if_present(TIME_STAMPING);
        end.verify_for_usage(algorithm::ALL, &anchors, intermediates, time, usage, None, None).map(drop)
    }
}

/// The text names no authority that could be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoAuthorities {
    /// There is no certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A certificate is not that of a CA.
    #[error("a certificate is not that of a certification authority")]
    NoAuthority,
}

fn parsed<'a>(der: &'a CertificateDer<'_>) -> Option<X509Certificate<'a>> {
    X509Certificate::from_der(der).ok().map(|(_, certificate)| certificate)
}

fn is_authority(der: &CertificateDer<'_>) -> bool {
    parsed(der).is_some_and(|certificate| certificate.is_ca()) && anchor_from_trusted_cert(der).is_ok()
}

/// id-kp-timeStamping, the content of the OBJECT IDENTIFIER (RFC 3161 section 2.3).
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
