//! TLS: version 1.3 only, X25519MLKEM768 preferred, no early data, no tickets, no resumption.
//!
//! The client pins the centre's CA: by the certificate once enrolled, by its SHA-256 from the invitation before. The centre
//! sends its CA certificate at the end of its chain, so that a newcomer can find it there by the fingerprint.

mod centre;
mod members;

use std::sync::Arc;

use crypto::digest::Sha256Digest;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::{ClientConfig, ServerConfig};

use self::centre::CentreVerifier;
use self::members::MemberVerifier;
use crate::carrier::transport::Transport;

/// A certificate with its chain and key.
#[derive(Debug)]
pub struct Credentials {
    /// Leaf first, without the CA.
    pub chain: Vec<CertificateDer<'static>>,
    /// Key of the leaf.
    pub key: PrivateKeyDer<'static>,
}

impl Clone for Credentials {
    fn clone(&self) -> Self {
        Self { chain: self.chain.clone(), key: self.key.clone_key() }
    }
}

/// What the centre knows to be revoked; asked at every handshake.
pub trait Revocations: std::fmt::Debug + Send + Sync {
    /// Whether the certificate with this serial (lower-case hex) of this organisation id is revoked.
    fn is_revoked(&self, serial: &str, organisation: &str) -> bool;
}

/// Client side of an enrolled applicant.
pub(super) fn member(
    transport: Transport,
    ca: &CertificateDer<'static>,
    own: Credentials,
) -> Result<ClientConfig, TlsError> {
    let verifier = CentreVerifier::pinned_to(ca)?;
    let config =
        client(verifier)?.with_client_auth_cert(own.chain, own.key).map_err(TlsError::Credentials)?;
    Ok(finish_client(config, transport.member()))
}

/// Client side of a newcomer, who knows only the SHA-256 of the CA certificate.
pub(super) fn newcomer(transport: Transport, fingerprint: Sha256Digest) -> Result<ClientConfig, TlsError> {
    let config = client(CentreVerifier::found_by(fingerprint))?.with_no_client_auth();
    Ok(finish_client(config, transport.enrolment()))
}

/// Server side for both protocols. Whether a certificate is demanded is decided by the ALPN after the handshake; one that
/// is shown must be good.
pub(super) fn centre(
    transport: Transport,
    ca: &CertificateDer<'static>,
    own: Credentials,
    revocations: Arc<dyn Revocations>,
) -> Result<ServerConfig, TlsError> {
    let mut chain = own.chain;
    chain.push(ca.clone());
    let verifier = MemberVerifier::new(ca, revocations)?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(TlsError::Credentials)?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_single_cert(chain, own.key)
        .map_err(TlsError::Credentials)?;
    config.alpn_protocols = vec![transport.member().to_vec(), transport.enrolment().to_vec()];
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.max_early_data_size = 0;
    Ok(config)
}

type WantsClientCert = rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>;

fn client(verifier: CentreVerifier) -> Result<WantsClientCert, TlsError> {
    Ok(ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(TlsError::Credentials)?
        // "Dangerous" because it replaces the web's public roots: here by one pinned CA, a fixed name and a role.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier)))
}

fn finish_client(mut config: ClientConfig, alpn: &[u8]) -> ClientConfig {
    config.alpn_protocols = vec![alpn.to_vec()];
    config.resumption = Resumption::disabled();
    config.enable_early_data = false;
    config
}

/// The one provider: its first group is X25519MLKEM768, by the feature `prefer-post-quantum`.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The CA certificate is not usable as an anchor.
    #[error("the centre's CA certificate is not usable")]
    Anchor,
    /// Certificate and key do not fit, or are not usable.
    #[error("TLS certificate or key not usable")]
    Credentials(#[source] rustls::Error),
    /// QUIC cannot run on this configuration.
    #[error("QUIC needs TLS_AES_128_GCM_SHA256")]
    Suite,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::NamedGroup;

    #[test]
    fn the_hybrid_group_is_preferred() {
        assert_eq!(provider().kx_groups[0].name(), NamedGroup::X25519MLKEM768);
    }

    #[test]
    fn a_client_neither_resumes_nor_sends_early_data() {
        for transport in [Transport::Quic, Transport::Tcp] {
            let config = newcomer(transport, Sha256Digest::of(b"")).unwrap();
            assert!(!config.enable_early_data);
            assert_eq!(config.alpn_protocols, [transport.enrolment()]);
            assert!(format!("{:?}", config.resumption).contains("NoClientSessionStorage"));
        }
    }
}
