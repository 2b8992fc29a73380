//! Who a certificate says that someone is.

use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// What a session needs to know from a certificate that TLS has already accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Id of the organisation or centre (CN).
    pub id: String,
    /// Display name (O), empty if there is none.
    pub organisation: String,
    /// Role (OU), such as `applicant-tls`.
    pub role: String,
    /// Serial number, lower-case hex, as registries and revocation lists have it.
    pub serial: String,
    /// End of validity, seconds since the epoch.
    pub not_after: u64,
}

impl Subject {
    /// Reads a certificate.
    ///
    /// # Errors
    /// When it is no certificate, or lacks exactly one CN and OU.
    pub fn of(certificate: &CertificateDer<'_>) -> Result<Self, SubjectError> {
        let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| SubjectError::Form)?;
        let name = parsed.subject();
        Ok(Self {
            id: only(name.iter_common_name()).ok_or(SubjectError::Name { attribute: "CN" })?,
            organisation: only(name.iter_organization()).unwrap_or_default(),
            role: only(X509Name::iter_organizational_unit(name))
                .ok_or(SubjectError::Name { attribute: "OU" })?,
            serial: parsed.raw_serial().iter().map(|byte| format!("{byte:02x}")).collect(),
            not_after: u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or(0),
        })
    }
}

/// The value of an attribute that stands exactly once.
fn only<'a>(mut values: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>) -> Option<String> {
    let value = values.next()?.as_str().ok()?.to_owned();
    values.next().is_none().then_some(value)
}

/// Why a certificate names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectError {
    /// Not an X.509 certificate.
    #[error("not a certificate")]
    Form,
    /// A name attribute is missing or stands twice.
    #[error("the certificate's subject needs exactly one {attribute}")]
    Name {
        /// The attribute.
        attribute: &'static str,
    },
}

/// Role of an applicant's TLS certificate.
pub const APPLICANT_TLS: &str = "applicant-tls";

/// Role of a centre's TLS certificate.
pub const CENTRE_TLS: &str = "centre-tls";
