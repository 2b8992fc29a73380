//! The client's end: reaching a centre as a member or as a newcomer.

mod quic;
mod race;
mod tcp;

use std::sync::Arc;
use std::time::Duration;

use crypto::digest::Sha256Digest;
use quinn::Endpoint;
use rustls::pki_types::CertificateDer;

use crate::address::Address;
use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link, LinkError};
use crate::carrier::proxy::ProxyError;
use crate::carrier::resolve::ResolveError;
use crate::carrier::segments::Outbound;
use crate::carrier::tls::{self, Credentials, TlsError};
use crate::carrier::transport::Transport;
use crate::carrier::tuning::Tuning;
use crate::carrier::ways::{HEAD_START, Ways};
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
    ground: Ground,
}

/// What a connection stands on here.
#[derive(Debug)]
enum Ground {
    Quic(Endpoint),
    Tcp,
}

impl Dialled {
    /// Closes, and waits until the centre has been told.
    ///
    /// # Cancel safety
    /// Safe: the close is on its way after the first poll.
    pub async fn hang_up(self) {
        self.link.close(Closing::Done);
        match self.ground {
            Ground::Quic(endpoint) => endpoint.wait_idle().await,
            Ground::Tcp => self.link.told().await,
        }
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
    ways: &Ways,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    dial(address, |transport| tls::member(transport, ca, own.clone()), ways, tuning).await
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
    ways: &Ways,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    dial(address, |transport| tls::newcomer(transport, fingerprint), ways, tuning).await
}

async fn dial(
    address: &Address,
    tls: impl Fn(Transport) -> Result<rustls::ClientConfig, TlsError>,
    ways: &Ways,
    tuning: &Tuning,
) -> Result<Dialled, DialError> {
    let over = async |transport| {
        let config = Arc::new(tls(transport)?);
        match transport {
            Transport::Quic => quic::dial(address, config, tuning).await,
            Transport::Tcp => tcp::dial(address, config, ways.proxy.as_ref()).await,
        }
    };
    let Some(second) = ways.second else { return over(ways.first).await };
    let both = race::with_head_start(over(ways.first), over(second), HEAD_START).await;
    both.map_err(|(first, second)| match ways.first {
        Transport::Quic => DialError::neither(first, second),
        Transport::Tcp => DialError::neither(second, first),
    })
}

/// Why a centre was not reached.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DialError {
    /// The name leads nowhere.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// No socket.
    #[error("cannot open a socket")]
    Socket(#[source] std::io::Error),
    /// TLS cannot be set up here.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The connection failed.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The proxy leads nowhere.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The centre did not send its CA certificate.
    #[error("the centre did not send its CA certificate")]
    NoCa,
    /// Neither carrier reaches it.
    #[error("over UDP: {quic}; over TCP: {tcp}")]
    Neither {
        /// Over QUIC.
        quic: Box<DialError>,
        /// Over TCP.
        tcp: Box<DialError>,
    },
}

impl DialError {
    fn neither(quic: Self, tcp: Self) -> Self {
        Self::Neither { quic: Box::new(quic), tcp: Box::new(tcp) }
    }

    /// The error that says most: of two carriers that of the one that got an answer, else of the last way that is left.
    #[must_use]
    pub fn telling(&self) -> &Self {
        match self {
            Self::Neither { quic, .. } if quic.is_permanent() => quic.telling(),
            Self::Neither { tcp, .. } if tcp.is_permanent() || matches!(**tcp, Self::Proxy(_)) => {
                tcp.telling()
            }
            other => other,
        }
    }

    /// Whether to try again is of no use until someone does something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Resolve(_) | Self::Socket(_) => false,
            Self::Tls(_) | Self::NoCa => true,
            Self::Link(error) => error.is_permanent(),
            Self::Proxy(error) => error.is_permanent(),
            Self::Neither { quic, tcp } => quic.is_permanent() || tcp.is_permanent(),
        }
    }
}

/// Time for one handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
