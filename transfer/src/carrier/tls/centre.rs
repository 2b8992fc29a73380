//! How a client judges the centre's certificate.

use std::sync::Arc;

use crypto::certificate::Certificate;
use crypto::digest::Sha256Digest;
use crypto::role::Role;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::{TlsError, provider};

/// Accepts a chain to the pinned CA, with the name asked for, in date, and the role `centre-tls`.
#[derive(Debug)]
pub(super) struct CentreVerifier {
    pin: Pin,
}

#[derive(Debug)]
enum Pin {
    Certificate(Arc<WebPkiServerVerifier>),
    Fingerprint(Sha256Digest),
}

impl CentreVerifier {
    pub(super) fn pinned_to(ca: &CertificateDer<'static>) -> Result<Self, TlsError> {
        Ok(Self { pin: Pin::Certificate(judge(ca).map_err(|_| TlsError::Anchor)?) })
    }

    pub(super) fn found_by(fingerprint: Sha256Digest) -> Self {
        Self { pin: Pin::Fingerprint(fingerprint) }
    }
}

impl ServerCertVerifier for CentreVerifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = match &self.pin {
            Pin::Certificate(judge) => Arc::clone(judge),
            Pin::Fingerprint(fingerprint) => judge(find(fingerprint, chain)?)?,
        };
        let verified = judge.verify_server_cert(leaf, chain, name, ocsp, now)?;
        let role = Certificate::parse(leaf).map_err(|_| CertificateError::BadEncoding)?.role;
        if role == Some(Role::CentreTls) {
            Ok(verified)
        } else {
            Err(CertificateError::InvalidPurpose.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::PeerIncompatible(rustls::PeerIncompatible::Tls13RequiredForQuic))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}

/// The certificate with this fingerprint in what the centre sent.
fn find<'a>(
    fingerprint: &Sha256Digest,
    chain: &'a [CertificateDer<'_>],
) -> Result<&'a CertificateDer<'a>, Error> {
    chain
        .iter()
        .find(|certificate| Sha256Digest::of(certificate) == *fingerprint)
        .ok_or_else(|| CertificateError::UnknownIssuer.into())
}

fn judge(ca: &CertificateDer<'_>) -> Result<Arc<WebPkiServerVerifier>, Error> {
    let mut roots = RootCertStore::empty();
    roots.add(ca.clone().into_owned())?;
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|error| Error::General(error.to_string()))
}
