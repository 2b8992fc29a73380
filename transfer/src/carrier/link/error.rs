//! How a connection ended, in the words that both carriers share.

use quinn::ConnectionError;

use super::closing::Closing;

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
    /// The connection over TCP broke.
    #[error("the connection broke: {reason}")]
    Tcp {
        /// What the system said, or what the peer did.
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
            ConnectionError::ApplicationClosed(close) => Closing::of(close.error_code.into())
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
        Some(number) => of_alert(number, reason),
        None if code == CONNECTION_REFUSED => LinkError::Closed(Closing::Busy),
        None => LinkError::Quic { reason: reason.into() },
    }
}

/// What a TLS alert of the peer says.
pub(in crate::carrier) fn of_alert(number: u64, reason: &str) -> LinkError {
    match Alert::of(number) {
        _ if number == NO_APPLICATION_PROTOCOL => LinkError::NoCommonProtocol,
        Some(alert) => LinkError::CertificateRefused(alert),
        None => LinkError::Tls { reason: reason.to_owned() },
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
