//! A certificate (RFC 5280) as it says of itself: whose, for what, from when to when. Whether to believe it is the
//! business of [`crate::chain`].
//!
//! Subject: O = display name, CN = id of the organisation or centre, OU = role.

use p256::pkcs8::der::pem;
use rustls_pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::AttributeTypeAndValue;

pub use rustls_pki_types::CertificateDer;

use crate::digest::Sha256Digest;
use crate::hex;
use crate::role::{Role, Usage};
use crate::signature::VerifyingKey;

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// CN: the id of the organisation or of the centre.
    pub id: String,
    /// O: the name for people; empty if the certificate has none.
    pub organisation: String,
    /// OU: the role; `None` when it names none, as in the certificate of the CA.
    pub role: Option<Role>,
    /// The serial number, lower-case hex without leading zero bytes.
    pub serial: String,
    /// SHA-256 of the DER SubjectPublicKeyInfo.
    pub spki_sha256: Sha256Digest,
    /// First second of validity, since the epoch.
    pub not_before: u64,
    /// Last second of validity, since the epoch.
    pub not_after: u64,
    /// The public key; `None` when it is neither Ed25519 nor P-256.
    pub key: Option<VerifyingKey>,
    /// Whether the key usage has digitalSignature.
    pub digital_signature: bool,
    /// The extended key usages among those of [`Usage`].
    pub usages: Vec<Usage>,
    /// Whether this is a CA.
    pub authority: bool,
}

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// When it is not one well-formed certificate, or its subject has no single CN.
    pub fn parse(der: &CertificateDer<'_>) -> Result<Self, CertificateError> {
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| CertificateError::Form)?;
        if !rest.is_empty() {
            return Err(CertificateError::Form);
        }
        let subject = certificate.subject();
        let unit = single(subject.iter_organizational_unit())?;
        let key_usage = certificate.key_usage().map_err(|_| CertificateError::Form)?;
        let basic = certificate.basic_constraints().map_err(|_| CertificateError::Form)?;
        Ok(Self {
            id: single(subject.iter_common_name())?.ok_or(CertificateError::Subject)?,
            organisation: single(subject.iter_organization())?.unwrap_or_default(),
            role: unit.and_then(|unit| unit.parse().ok()),
            serial: serial(certificate.raw_serial()),
            spki_sha256: Sha256Digest::of(certificate.public_key().raw),
            not_before: seconds(certificate.validity().not_before.timestamp())?,
            not_after: seconds(certificate.validity().not_after.timestamp())?,
            key: VerifyingKey::from_spki(certificate.public_key().raw).ok(),
            digital_signature: key_usage.is_some_and(|usage| usage.value.digital_signature()),
            usages: usages(&certificate)?,
            authority: basic.is_some_and(|basic| basic.value.ca),
        })
    }
}

/// Reads every certificate of a PEM text, in order.
///
/// # Errors
/// When there is none or one is not PEM.
pub fn from_pem(text: &str) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let all = CertificateDer::pem_slice_iter(text.as_bytes()).collect::<Result<Vec<_>, _>>();
    match all {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(CertificateError::Pem),
    }
}

/// Writes certificates as PEM, one after another.
#[must_use]
#[expect(clippy::expect_used, reason = "PEM takes any bytes under this label")]
pub fn to_pem(certificates: &[CertificateDer<'_>]) -> String {
    let block = |der: &CertificateDer<'_>| pem::encode_string("CERTIFICATE", pem::LineEnding::LF, der);
    certificates.iter().map(|der| block(der).expect("any bytes")).collect()
}

/// Why bytes are no certificate of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// No PEM block of a certificate.
    #[error("no certificate in PEM")]
    Pem,
    /// Not one well-formed DER certificate.
    #[error("not a well-formed certificate")]
    Form,
    /// The subject has no CN, or CN, O or OU stands twice or is no text.
    #[error("the certificate's subject is not one of ours")]
    Subject,
}

fn single<'a>(
    mut values: impl Iterator<Item = &'a AttributeTypeAndValue<'a>>,
) -> Result<Option<String>, CertificateError> {
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            value.as_str().map(|text| Some(text.to_owned())).map_err(|_| CertificateError::Subject)
        }
        (Some(_), Some(_)) => Err(CertificateError::Subject),
    }
}

fn serial(raw: &[u8]) -> String {
    let start = raw.iter().position(|byte| *byte != 0).unwrap_or(raw.len());
    hex::encode(&raw[start..])
}

fn seconds(timestamp: i64) -> Result<u64, CertificateError> {
    u64::try_from(timestamp).map_err(|_| CertificateError::Form)
}

fn usages(certificate: &X509Certificate<'_>) -> Result<Vec<Usage>, CertificateError> {
    let Some(extension) = certificate.extended_key_usage().map_err(|_| CertificateError::Form)? else {
        return Ok(Vec::new());
    };
    let value = extension.value;
    let document_signing = value.other.iter().any(|oid| oid.as_bytes() == Usage::DocumentSigning.oid());
    let named = [
        (value.client_auth, Usage::ClientAuth),
        (value.server_auth, Usage::ServerAuth),
        (document_signing, Usage::DocumentSigning),
    ];
    Ok(named.into_iter().filter_map(|(present, usage)| present.then_some(usage)).collect())
}
