//! Certificate chains, judged at a given time and never at "now": a receipt is as good in twenty years as on its day.
//!
//! Path building is rustls-webpki (RFC 5280 section 6) under one pinned CA, with the pure Rust algorithms of
//! [`crate::algorithm`]. Revocation is a list of serial numbers at the centre and is judged by the callers.

use std::ops::Deref;
use std::time::Duration;

use rustls_pki_types::UnixTime;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::algorithm;
use crate::certificate::{self, Certificate, CertificateDer, CertificateError};
use crate::digest::Sha256Digest;
use crate::role::{Role, Usage};

/// The pinned CA of a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    der: CertificateDer<'static>,
    certificate: Certificate,
}

impl Anchor {
    /// Takes a CA certificate.
    ///
    /// # Errors
    /// When it is no well-formed CA certificate.
    pub fn from_der(der: CertificateDer<'static>) -> Result<Self, ChainError> {
        let certificate = Certificate::parse(&der)?;
        if !certificate.authority || anchor_from_trusted_cert(&der).is_err() {
            return Err(ChainError::NoAuthority);
        }
        Ok(Self { der, certificate })
    }

    /// Reads the first certificate of a PEM text as the CA.
    ///
    /// # Errors
    /// When there is none, or it is no CA.
    pub fn from_pem(text: &str) -> Result<Self, ChainError> {
        let first = certificate::from_pem(text)?.into_iter().next();
        first.ok_or(ChainError::Empty).and_then(Self::from_der)
    }

    /// The DER certificate.
    #[must_use]
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// What the CA's certificate says.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// SHA-256 of the DER certificate, as the invitation code pins it.
    #[must_use]
    pub fn fingerprint(&self) -> Sha256Digest {
        Sha256Digest::of(&self.der)
    }
}

/// What a certificate is presented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The applicant's end of a TLS session.
    Client,
    /// The centre's end of a TLS session.
    Server,
    /// The statement of a package.
    Statement,
    /// A receipt; [`Certificate::role`] then tells intake from desk.
    Receipt,
    /// The centre's card.
    Card,
}

impl Purpose {
    /// The roles that may serve this purpose.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Client => &[Role::ApplicantTls],
            Self::Server => &[Role::CentreTls],
            Self::Statement => &[Role::ApplicantSigning],
            Self::Receipt => &[Role::ReceiptIntake, Role::ReceiptDesk],
            Self::Card => &[Role::Card],
        }
    }

    const fn usage(self) -> Usage {
        self.roles()[0].usage()
    }
}

/// A certificate that was judged: it leads to the CA, was valid then, and is for this purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    certificate: Certificate,
    role: Role,
}

impl Leaf {
    /// The role under which it was judged.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}

impl Deref for Leaf {
    type Target = Certificate;

    fn deref(&self) -> &Certificate {
        &self.certificate
    }
}

/// Judges `chain` (leaf first, then intermediates, without the CA) for `purpose` at the time `at`, in seconds
/// since the epoch.
///
/// # Errors
/// When the chain does not lead to `anchor`, a certificate of it or the CA was not valid at that time, or the leaf is
/// not for this purpose.
pub fn judge(
    chain: &[CertificateDer<'_>],
    anchor: &Anchor,
    at: u64,
    purpose: Purpose,
) -> Result<Leaf, ChainError> {
    let (leaf, intermediates) = chain.split_first().ok_or(ChainError::Empty)?;
    let certificate = Certificate::parse(leaf)?;
    within(&certificate, at)?;
    // The library takes the CA's word as given and does not look at its dates.
    within(&anchor.certificate, at)?;
    let role = role_for(&certificate, purpose)?;
    build_path(leaf, intermediates, anchor, at, purpose)?;
    Ok(Leaf { certificate, role })
}

/// Why a chain is not good for its purpose at its time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no certificate.
    #[error("no certificate")]
    Empty,
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate to trust is not a CA.
    #[error("the certificate to trust is not a certification authority")]
    NoAuthority,
    /// The certificate was not valid at that time.
    #[error("the certificate of {id} (serial {serial}) was not valid at that time")]
    Time {
        /// CN of the certificate.
        id: String,
        /// Its serial number.
        serial: String,
        /// The time for which it was judged, in seconds since the epoch.
        at: u64,
        /// First second of its validity.
        not_before: u64,
        /// Last second of its validity.
        not_after: u64,
    },
    /// The certificate is for something else.
    #[error("the certificate of {id} is for {}, not for {purpose:?}", role.map_or("nothing known", Role::unit))]
    Purpose {
        /// CN of the certificate.
        id: String,
        /// Its role, if it has one.
        role: Option<Role>,
        /// What it was presented for.
        purpose: Purpose,
    },
    /// No valid path leads to the CA.
    #[error("the certificate of {id} was not issued by the trusted authority")]
    Path {
        /// CN of the certificate.
        id: String,
        /// What path building says.
        #[source]
        source: webpki::Error,
    },
}

fn within(certificate: &Certificate, at: u64) -> Result<(), ChainError> {
    if (certificate.not_before..=certificate.not_after).contains(&at) {
        return Ok(());
    }
    Err(ChainError::Time {
        id: certificate.id.clone(),
        serial: certificate.serial.clone(),
        at,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
    })
}

/// The role, when OU, extended key usage and key usage agree that the leaf serves `purpose` and nothing else.
fn role_for(leaf: &Certificate, purpose: Purpose) -> Result<Role, ChainError> {
    leaf.role
        .filter(|role| purpose.roles().contains(role))
        .filter(|_| leaf.usages == [purpose.usage()] && leaf.digital_signature)
        .ok_or_else(|| ChainError::Purpose { id: leaf.id.clone(), role: leaf.role, purpose })
}

fn build_path(
    leaf: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
    anchor: &Anchor,
    at: u64,
    purpose: Purpose,
) -> Result<(), ChainError> {
    let path = |source| ChainError::Path { id: anchor.certificate.id.clone(), source };
    let end = EndEntityCert::try_from(leaf).map_err(path)?;
    let roots = [anchor_from_trusted_cert(&anchor.der).map_err(path)?];
    let time = UnixTime::since_unix_epoch(Duration::from_secs(at));
    let usage = KeyUsage::required(purpose.usage().oid());
    end.verify_for_usage(algorithm::ALL, &roots, intermediates, time, usage, None, None).map_err(path)?;
    Ok(())
}
