//! How a centre judges an applicant's certificate.

use std::sync::Arc;

use crypto::certificate::Certificate;
use crypto::role::Role;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme,
    client::danger::HandshakeSignatureValid,
};

use super::{Revocations, TlsError, provider};

/// Accepts a chain to the centre's own CA, in date, for client authentication, with the role `applicant-tls`, not revoked.
///
/// To show none is possible, because enrolment uses the same port: [`listen`](crate::carrier::listen) makes a peer without
/// a certificate a newcomer, whatever it asked for.
#[derive(Debug)]
pub(super) struct MemberVerifier {
    judge: Arc<dyn ClientCertVerifier>,
    revocations: Arc<dyn Revocations>,
}

impl MemberVerifier {
    pub(super) fn new(
        ca: &CertificateDer<'static>,
        revocations: Arc<dyn Revocations>,
    ) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.add(ca.clone()).map_err(|_| TlsError::Anchor)?;
        let judge = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .map_err(|_| TlsError::Anchor)?;
        Ok(Self { judge, revocations })
    }
}

impl ClientCertVerifier for MemberVerifier {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.judge.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.judge.verify_client_cert(leaf, chain, now)?;
        let subject = Certificate::parse(leaf).map_err(|_| CertificateError::BadEncoding)?;
        if subject.role != Some(Role::ApplicantTls) {
            return Err(CertificateError::InvalidPurpose.into());
        }
        if self.revocations.is_revoked(&subject.serial, &subject.id) {
            return Err(CertificateError::Revoked.into());
        }
        Ok(verified)
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
        self.judge.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}
