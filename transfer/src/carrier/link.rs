//! A connection as such: who is at its other end, how it does, and how it ended.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use quinn::{Connection, ConnectionError, VarInt};
use tokio::sync::OwnedSemaphorePermit;

/// A handle on a connection; clones are the same connection.
#[derive(Debug, Clone)]
pub struct Link {
    connection: Connection,
    place: Option<Arc<OwnedSemaphorePermit>>,
}

/// How a connection does.
#[derive(Debug, Clone, Copy)]
pub struct Health {
    /// Round-trip time.
    pub round_trip: Duration,
    /// Greatest datagram the path takes, in bytes.
    pub mtu: u16,
    /// Times the path's greatest datagram shrank without a word.
    pub black_holes: u64,
    /// Packets lost of those sent.
    pub lost: u64,
    /// Packets sent.
    pub sent: u64,
}

impl Link {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, place: None }
    }

    /// Keeps a place among few for as long as the handle or a clone of it lives.
    pub(super) fn holding(mut self, place: OwnedSemaphorePermit) -> Self {
        self.place = Some(Arc::new(place));
        self
    }

    /// Address of the peer, which may change when it moves to another network.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.connection.remote_address()
    }

    /// How the connection does now.
    #[must_use]
    pub fn health(&self) -> Health {
        let path = self.connection.stats().path;
        Health {
            round_trip: path.rtt,
            mtu: path.current_mtu,
            black_holes: path.black_holes_detected,
            lost: path.lost_packets,
            sent: path.sent_packets,
        }
    }

    /// Closes at once; what the peer has not read yet is lost to it.
    pub fn close(&self, why: Closing) {
        self.connection.close(VarInt::from_u32(why.number()), why.text().as_bytes());
    }

    /// Waits until the connection has ended.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn closed(&self) -> LinkError {
        self.connection.closed().await.into()
    }

    /// Why the connection ended, if it has.
    #[must_use]
    pub fn ended(&self) -> Option<LinkError> {
        self.connection.close_reason().map(LinkError::from)
    }
}

/// Why one side closes a connection: the application error code of QUIC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Everything was said and heard.
    Done,
    /// The protocol asked for needs a certificate, and none was shown.
    NoCertificate,
    /// The peer does not follow the protocol.
    Protocol,
    /// Too many connections.
    Busy,
    /// The centre shuts down.
    Draining,
    /// The certificate of the session was revoked.
    Revoked,
    /// The peer was too slow to begin.
    Late,
}

impl Closing {
    const ALL: [Self; 7] = [
        Self::Done,
        Self::NoCertificate,
        Self::Protocol,
        Self::Busy,
        Self::Draining,
        Self::Revoked,
        Self::Late,
    ];

    pub(super) fn number(self) -> u32 {
        match self {
            Self::Done => 0,
            Self::NoCertificate => 1,
            Self::Protocol => 2,
            Self::Busy => 3,
            Self::Draining => 4,
            Self::Revoked => 5,
            Self::Late => 6,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NoCertificate => "a certificate is needed",
            Self::Protocol => "protocol violation",
            Self::Busy => "too many connections",
            Self::Draining => "shutting down",
            Self::Revoked => "certificate revoked",
            Self::Late => "too slow",
        }
    }
}

/// How a connection ended, or why it never stood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The peer closed it and said why.
    #[error("the other side closed the connection: {}", .0.text())]
    Closed(Closing),
    /// This side closed it.
    #[error("the connection was closed here")]
    ClosedHere,
    /// The peer refused this side's certificate.
    #[error("the other side refused the certificate: {0}")]
    CertificateRefused(Alert),
    /// This side refused the peer's certificate, or TLS failed in another way.
    #[error("TLS failed: {reason}")]
    Tls {
        /// What TLS said.
        reason: String,
    },
    /// The peer does not speak this protocol.
    #[error("the other side does not speak this protocol")]
    NoCommonProtocol,
    /// Nothing was heard for too long.
    #[error("the line is dead")]
    TimedOut,
    /// The peer has restarted and knows nothing of the connection.
    #[error("the other side restarted")]
    Reset,
    /// QUIC failed in another way.
    #[error("QUIC failed: {reason}")]
    Quic {
        /// What QUIC said.
        reason: String,
    },
}

impl LinkError {
    /// Whether to try again is of no use until someone does something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(
            self,
            Self::CertificateRefused(_)
                | Self::Tls { .. }
                | Self::NoCommonProtocol
                | Self::Closed(Closing::NoCertificate | Closing::Revoked | Closing::Protocol)
        )
    }
}

/// Why a certificate was refused: the alerts of RFC 8446 §6.2 that name certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Alert {
    /// `unknown_ca`: of another centre.
    #[error("it is not of this centre")]
    UnknownCa,
    /// `certificate_expired`.
    #[error("it has expired")]
    Expired,
    /// `certificate_revoked`.
    #[error("it was revoked")]
    Revoked,
    /// `bad_certificate`, `unsupported_certificate`, `certificate_unknown`, `certificate_required`.
    #[error("it is not acceptable")]
    NotAcceptable,
}

impl Alert {
    fn of(number: u64) -> Option<Self> {
        match number {
            48 => Some(Self::UnknownCa),
            45 => Some(Self::Expired),
            44 => Some(Self::Revoked),
            42 | 43 | 46 | 116 => Some(Self::NotAcceptable),
            _ => None,
        }
    }
}

impl From<ConnectionError> for LinkError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::ApplicationClosed(close) => Closing::ALL
                .into_iter()
                .find(|known| u64::from(known.number()) == u64::from(close.error_code))
                .map_or_else(|| Self::Quic { reason: close.to_string() }, Self::Closed),
            ConnectionError::ConnectionClosed(close) => {
                from_peer(close.error_code.into(), &close.to_string())
            }
            ConnectionError::TransportError(error) => from_here(error.code.into(), error.to_string()),
            ConnectionError::LocallyClosed => Self::ClosedHere,
            ConnectionError::TimedOut => Self::TimedOut,
            ConnectionError::Reset => Self::Reset,
            ConnectionError::VersionMismatch => Self::NoCommonProtocol,
            ConnectionError::CidsExhausted => Self::Quic { reason: error.to_string() },
        }
    }
}

/// The TLS alert inside a QUIC error code, RFC 9001 §4.8.
fn alert(code: u64) -> Option<u64> {
    (CRYPTO..CRYPTO + 0x100).contains(&code).then(|| code - CRYPTO)
}

fn from_peer(code: u64, reason: &str) -> LinkError {
    match alert(code) {
        Some(NO_APPLICATION_PROTOCOL) => LinkError::NoCommonProtocol,
        Some(number) => Alert::of(number)
            .map_or_else(|| LinkError::Tls { reason: reason.into() }, LinkError::CertificateRefused),
        None if code == CONNECTION_REFUSED => LinkError::Closed(Closing::Busy),
        None => LinkError::Quic { reason: reason.into() },
    }
}

fn from_here(code: u64, reason: String) -> LinkError {
    match alert(code) {
        Some(NO_APPLICATION_PROTOCOL) => LinkError::NoCommonProtocol,
        Some(_) => LinkError::Tls { reason },
        None => LinkError::Quic { reason },
    }
}

const CRYPTO: u64 = 0x100;
const CONNECTION_REFUSED: u64 = 0x2;
const NO_APPLICATION_PROTOCOL: u64 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_closing_has_a_number_of_its_own() {
        let mut numbers: Vec<u32> = Closing::ALL.iter().map(|closing| closing.number()).collect();
        numbers.dedup();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn alerts_about_certificates_are_told_apart() {
        assert_eq!(from_peer(0x100 + 48, ""), LinkError::CertificateRefused(Alert::UnknownCa));
        assert_eq!(from_peer(0x100 + 45, ""), LinkError::CertificateRefused(Alert::Expired));
        assert_eq!(from_peer(0x100 + 44, ""), LinkError::CertificateRefused(Alert::Revoked));
        assert_eq!(from_peer(0x100 + 116, ""), LinkError::CertificateRefused(Alert::NotAcceptable));
        assert_eq!(from_peer(0x100 + 120, ""), LinkError::NoCommonProtocol);
        assert_eq!(from_peer(2, ""), LinkError::Closed(Closing::Busy));
        assert!(matches!(from_peer(0x100 + 10, "x"), LinkError::Tls { .. }));
    }
}
