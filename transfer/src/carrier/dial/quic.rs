//! Reaching a centre over QUIC.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use quinn::crypto::rustls::QuicClientConfig;
use quinn::{ClientConfig, Connection, Endpoint, EndpointConfig, TokioRuntime};
use rustls::pki_types::CertificateDer;

use super::{DialError, Dialled, Ground, HANDSHAKE, race};
use crate::address::Address;
use crate::carrier::line::Line;
use crate::carrier::link::{Link, LinkError};
use crate::carrier::resolve::resolve;
use crate::carrier::segments::Outbound;
use crate::carrier::tls::TlsError;
use crate::carrier::tuning::Tuning;
use crate::carrier::{CENTRE_NAME, socket};

pub(super) async fn dial(
    address: &Address,
    tls: Arc<rustls::ClientConfig>,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    let crypto = QuicClientConfig::try_from(tls).map_err(|_| TlsError::Suite)?;
    let mut config = ClientConfig::new(Arc::new(crypto));
    config.transport_config(tuning.transport());
    let buffer = tuning.socket_buffer;
    let attempt = |address| connect(address, config.clone(), buffer);
    let (endpoint, connection) = race::addresses(resolve(address).await?, attempt).await?;
    let line = Line::quic(connection.open_bi().await.map_err(LinkError::from)?);
    let ca = centre_ca(&connection).ok_or(DialError::NoCa)?;
    Ok(Dialled {
        line,
        segments: Outbound::quic(connection.clone(), tuning.connection_window),
        link: Link::quic(connection),
        ca,
        ground: Ground::Quic(endpoint),
    })
}

async fn connect(
    address: SocketAddr,
    config: ClientConfig,
    buffer: usize,
) -> Result<(Endpoint, Connection), DialError> {
    let any: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let (socket, _) = socket::bind(any, buffer).map_err(DialError::Socket)?;
    let endpoint = Endpoint::new(EndpointConfig::default(), None, socket, Arc::new(TokioRuntime))
        .map_err(DialError::Socket)?;
    let connecting = endpoint
        .connect_with(config, address, CENTRE_NAME)
        .map_err(|error| LinkError::Quic { reason: error.to_string() })?;
    match tokio::time::timeout(HANDSHAKE, connecting).await {
        Ok(connected) => Ok((endpoint, connected.map_err(LinkError::from)?)),
        Err(_) => Err(DialError::Link(LinkError::TimedOut)),
    }
}

/// The last certificate of the chain, which TLS has accepted.
fn centre_ca(connection: &Connection) -> Option<CertificateDer<'static>> {
    let chain = connection.peer_identity()?.downcast::<Vec<CertificateDer<'static>>>().ok()?;
    chain.last().cloned()
}
