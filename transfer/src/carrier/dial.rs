//! The client's end: reaching a centre as a member or as a newcomer.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use crypto::digest::Sha256Digest;
use quinn::crypto::rustls::QuicClientConfig;
use quinn::{ClientConfig, Connection, Endpoint, EndpointConfig, TokioRuntime};
use rustls::pki_types::CertificateDer;
use tokio::task::JoinSet;

use crate::address::Address;
use crate::carrier::CENTRE_NAME;
use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link, LinkError};
use crate::carrier::resolve::{ResolveError, resolve};
use crate::carrier::segments::Outbound;
use crate::carrier::tls::{self, Credentials, TlsError};
use crate::carrier::{socket, tuning::Tuning};
use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;

/// A connection that this side made.
#[derive(Debug)]
pub struct Dialled {
    /// The messages.
    pub line: Line<ToCentre, ToApplicant>,
    /// Where segments go; a newcomer's are never accepted.
    pub segments: Outbound,
    /// The connection.
    pub link: Link,
    /// The centre's CA certificate, DER, as the centre sent it; it is the pinned one.
    pub ca: CertificateDer<'static>,
    endpoint: Endpoint,
}

impl Dialled {
    /// Closes, and waits until the centre has been told.
    ///
    /// # Cancel safety
    /// Safe: the close is on its way after the first poll.
    pub async fn hang_up(self) {
        self.link.close(Closing::Done);
        self.endpoint.wait_idle().await;
    }
}

/// Dials a centre as an enrolled applicant. The centre judges the certificate after this returns: a refusal comes with the
/// first message heard, as [`LinkError::CertificateRefused`].
///
/// # Errors
/// When the centre cannot be reached, is not the pinned one, or the own certificate cannot be used.
///
/// # Cancel safety
/// Safe: attempts under way are dropped.
pub async fn member(
    address: &Address,
    ca: &CertificateDer<'static>,
    own: Credentials,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    dial(address, tls::member(ca, own)?, tuning).await
}

/// Dials a centre as a newcomer, who knows the SHA-256 of its CA certificate from an invitation.
///
/// # Errors
/// When the centre cannot be reached or is not the one of the fingerprint.
///
/// # Cancel safety
/// Safe: attempts under way are dropped.
pub async fn newcomer(
    address: &Address,
    fingerprint: Sha256Digest,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    dial(address, tls::newcomer(fingerprint)?, tuning).await
}

async fn dial(address: &Address, tls: rustls::ClientConfig, tuning: &Tuning) -> Result<Dialled, DialError> {
    let crypto = QuicClientConfig::try_from(tls).map_err(|_| TlsError::Suite)?;
    let mut config = ClientConfig::new(Arc::new(crypto));
    config.transport_config(tuning.transport());
    let (endpoint, connection) = race(resolve(address).await?, &config, tuning).await?;
    let line = Line::new(connection.open_bi().await.map_err(LinkError::from)?);
    let ca = centre_ca(&connection).ok_or(DialError::NoCa)?;
    Ok(Dialled {
        line,
        segments: Outbound::new(connection.clone(), tuning.connection_window),
        link: Link::new(connection),
        ca,
        endpoint,
    })
}

/// Tries all addresses, each a little after the one before (after RFC 8305), and takes the first that answers.
async fn race(
    addresses: Vec<SocketAddr>,
    config: &ClientConfig,
    tuning: &Tuning,
) -> Result<(Endpoint, Connection), DialError> {
    let mut attempts = JoinSet::new();
    for (turn, address) in (0_u32..).zip(addresses) {
        let (config, buffer) = (config.clone(), tuning.socket_buffer);
        attempts.spawn(async move {
            tokio::time::sleep(STAGGER * turn).await;
            connect(address, config, buffer).await
        });
    }
    let mut last = DialError::Link(LinkError::TimedOut);
    while let Some(attempt) = attempts.join_next().await {
        match attempt {
            Ok(Ok(reached)) => return Ok(reached),
            Ok(Err(error)) => last = error,
            Err(_) => {}
        }
    }
    Err(last)
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

/// Why a centre was not reached.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DialError {
    /// The name leads nowhere.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// No UDP socket.
    #[error("cannot open a UDP socket")]
    Socket(#[source] std::io::Error),
    /// TLS cannot be set up here.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The connection failed.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The centre did not send its CA certificate.
    #[error("the centre did not send its CA certificate")]
    NoCa,
}

impl DialError {
    /// Whether to try again is of no use until someone does something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Resolve(_) | Self::Socket(_) => false,
            Self::Tls(_) | Self::NoCa => true,
            Self::Link(error) => error.is_permanent(),
        }
    }
}

/// Head start of each address before the next one.
const STAGGER: Duration = Duration::from_millis(250);

/// Time for one handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
