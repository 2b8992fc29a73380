//! Issuing: the centre's own CA, certificate requests, and the certificates that it gives.
//!
//! One CA for each centre, directly above all its certificates. A request carries a public key and the proof of its
//! private half, and nothing that the CA would believe: names, role and dates are the CA's to say.

use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyUsagePurpose, PublicKeyData, SanType, SerialNumber,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use crate::certificate::{CertificateDer, CertificateError};
use crate::chain::{Anchor, ChainError};
use crate::digest::Sha256Digest;
use crate::random::{self, RandomError};
use crate::role::{Role, Usage};
use crate::signature::{Algorithm, SigningKey, VerifyingKey};

/// Validity of the CA: 30 years, in seconds.
pub const AUTHORITY_VALIDITY: u64 = 30 * 365 * DAY;
/// Validity of a TLS certificate: 90 days, in seconds.
pub const TLS_VALIDITY: u64 = 90 * DAY;
/// Validity of a signing certificate: 2 years, in seconds.
pub const SIGNING_VALIDITY: u64 = 2 * 365 * DAY;
/// A certificate is valid from 5 minutes before it was issued, in seconds, for clocks that are behind.
pub const BACKDATE: u64 = 300;
/// The name in every centre's TLS certificate: clients connect by address and check this name under the pinned CA.
pub const SERVER_NAME: &str = "centre.sealpost";

/// For whom and for what a certificate is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// CN: the id of the organisation or of the centre.
    pub id: String,
    /// O: the name for people.
    pub organisation: String,
    /// OU: the role, which also decides usage, validity and names.
    pub role: Role,
}

/// The issuing CA of a centre.
#[derive(Debug)]
pub struct Authority {
    key: SigningKey,
    anchor: Anchor,
}

impl Authority {
    /// Makes a new CA for the centre `id`, with a fresh Ed25519 key, valid for 30 years.
    ///
    /// # Errors
    /// When there are no random bytes or the names do not fit into a certificate.
    pub fn generate(id: &str, organisation: &str, now: u64) -> Result<Self, IssueError> {
        let key = SigningKey::generate()?;
        let mut params = params(id, organisation, None, now, AUTHORITY_VALIDITY)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = AUTHORITY_USAGES.to_vec();
        params.key_identifier_method = key_id(&key.public());
        let certificate = params.self_signed(&Signer::new(&key))?;
        Self::new(key, Anchor::from_der(certificate.der().clone())?)
    }

    /// Takes the CA's key and certificate as they were kept.
    ///
    /// # Errors
    /// When the certificate belongs to another key.
    pub fn new(key: SigningKey, anchor: Anchor) -> Result<Self, IssueError> {
        if anchor.certificate().key.as_ref() != Some(&key.public()) {
            return Err(IssueError::OtherKey);
        }
        Ok(Self { key, anchor })
    }

    /// The CA's certificate, to be pinned.
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// The CA's key, to be kept.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Issues a certificate for `public`, valid from `now` for as long as the role says.
    ///
    /// # Errors
    /// When there are no random bytes or the names do not fit into a certificate.
    pub fn issue(
        &self,
        subject: &Subject,
        public: &VerifyingKey,
        now: u64,
    ) -> Result<CertificateDer<'static>, IssueError> {
        let role = subject.role;
        let mut params = params(&subject.id, &subject.organisation, Some(role), now, validity(role))?;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose(role.usage())];
        params.use_authority_key_identifier_extension = true;
        params.key_identifier_method = key_id(public);
        if role == Role::CentreTls {
            params.subject_alt_names = vec![SanType::DnsName(SERVER_NAME.try_into()?)];
        }
        let own = self.anchor.certificate();
        let mut authority = CertificateParams::default();
        authority.distinguished_name = name(&own.id, &own.organisation, None);
        authority.key_usages = AUTHORITY_USAGES.to_vec();
        authority.key_identifier_method = key_id(&self.key.public());
        let issuer = Issuer::new(authority, Signer::new(&self.key));
        Ok(params.signed_by(&Subjected::new(public), &issuer)?.der().clone())
    }
}

/// A certificate request (PKCS#10, RFC 2986): a public key, with proof that its sender holds the private half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    der: Vec<u8>,
    key: VerifyingKey,
}

impl Request {
    /// Makes a request for `key`; `id` only helps people to tell requests apart.
    ///
    /// # Errors
    /// When `id` does not fit into a request.
    pub fn make(key: &SigningKey, id: &str) -> Result<Self, IssueError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, id);
        let request = params.serialize_request(&Signer::new(key))?;
        Ok(Self { der: request.der().to_vec(), key: key.public() })
    }

    /// Reads a DER request and verifies its signature.
    ///
    /// # Errors
    /// When it is not well-formed, its signature does not hold, or its key is neither Ed25519 nor P-256.
    pub fn parse(der: &[u8]) -> Result<Self, IssueError> {
        let (rest, request) = X509CertificationRequest::from_der(der).map_err(|_| IssueError::Request)?;
        let said = &request.certification_request_info;
        let key = VerifyingKey::from_spki(said.subject_pki.raw).map_err(|_| IssueError::Key)?;
        let same_algorithm =
            request.signature_algorithm.algorithm.as_bytes() == key.algorithm().certificate_oid();
        let signed = key.verify_certificate(said.raw, &request.signature_value.data).is_ok();
        if rest.is_empty() && same_algorithm && signed {
            Ok(Self { der: der.to_vec(), key })
        } else {
            Err(IssueError::Request)
        }
    }

    /// The DER form.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The public key for which a certificate is asked.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// No random bytes for a key or a serial number.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The certificate or request cannot be made.
    #[error("the certificate or request cannot be made")]
    Form(#[from] rcgen::Error),
    /// The request cannot be read, or the key in it has not signed it.
    #[error("the certificate request cannot be read, or is not signed by its key")]
    Request,
    /// The new certificate cannot be read back.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The CA's certificate is none.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The certificate of the CA belongs to another key.
    #[error("the certificate of the authority belongs to another key")]
    OtherKey,
    /// A key that is neither Ed25519 nor P-256.
    #[error("only Ed25519 and P-256 keys get certificates")]
    Key,
    /// A date that no certificate can hold.
    #[error("no certificate can hold the time {at} (seconds since the epoch)")]
    Time {
        /// The time, in seconds since the epoch.
        at: u64,
    },
}

fn params(
    id: &str,
    organisation: &str,
    role: Option<Role>,
    now: u64,
    validity: u64,
) -> Result<CertificateParams, IssueError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = name(id, organisation, role);
    params.serial_number = Some(serial()?);
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let (from, until) = (now.saturating_sub(BACKDATE), now.saturating_add(validity));
    if until > LAST_SECOND {
        return Err(IssueError::Time { at: until });
    }
    params.not_before = epoch + Duration::from_secs(from);
    params.not_after = epoch + Duration::from_secs(until);
    Ok(params)
}

fn name(id: &str, organisation: &str, role: Option<Role>) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::OrganizationName, organisation);
    if let Some(role) = role {
        name.push(DnType::OrganizationalUnitName, role.unit());
    }
    name.push(DnType::CommonName, id);
    name
}

/// The key identifier of a certificate: the first 160 bits of the SHA-256 of its key (RFC 7093 section 2, method 1).
fn key_id(key: &VerifyingKey) -> KeyIdMethod {
    KeyIdMethod::PreSpecified(Sha256Digest::of(&key.to_spki()).as_bytes()[..20].to_vec())
}

/// 16 random bytes, the first between 0x40 and 0x7f: positive and never with a leading zero (RFC 5280 section 4.1.2.2).
fn serial() -> Result<SerialNumber, RandomError> {
    let mut bytes = random::bytes::<16>()?;
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

const fn validity(role: Role) -> u64 {
    match role {
        Role::ApplicantTls | Role::CentreTls => TLS_VALIDITY,
        Role::ApplicantSigning | Role::ReceiptIntake | Role::ReceiptDesk | Role::Card => SIGNING_VALIDITY,
    }
}

fn purpose(usage: Usage) -> ExtendedKeyUsagePurpose {
    match usage {
        Usage::ClientAuth => ExtendedKeyUsagePurpose::ClientAuth,
        Usage::ServerAuth => ExtendedKeyUsagePurpose::ServerAuth,
        Usage::DocumentSigning => ExtendedKeyUsagePurpose::Other(usage.arcs().to_vec()),
    }
}

/// A public key in the form in which the certificate library takes it.
struct Subjected {
    raw: Vec<u8>,
    algorithm: Algorithm,
}

impl Subjected {
    fn new(key: &VerifyingKey) -> Self {
        Self { raw: key.to_raw(), algorithm: key.algorithm() }
    }
}

impl PublicKeyData for Subjected {
    fn der_bytes(&self) -> &[u8] {
        &self.raw
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match self.algorithm {
            Algorithm::Ed25519 => &rcgen::PKCS_ED25519,
            Algorithm::Es256 => &rcgen::PKCS_ECDSA_P256_SHA256,
        }
    }
}

/// A signing key in the form in which the certificate library takes it.
struct Signer<'a> {
    key: &'a SigningKey,
    public: Subjected,
}

impl<'a> Signer<'a> {
    fn new(key: &'a SigningKey) -> Self {
        Self { key, public: Subjected::new(&key.public()) }
    }
}

impl PublicKeyData for Signer<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.public.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.public.algorithm()
    }
}

impl rcgen::SigningKey for Signer<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.key.sign_certificate(message))
    }
}

const AUTHORITY_USAGES: [KeyUsagePurpose; 2] = [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
const DAY: u64 = 24 * 60 * 60;
/// 9999-12-31T23:59:59Z, the last date that a certificate can write (RFC 5280 section 4.1.2.5).
const LAST_SECOND: u64 = 253_402_300_799;
