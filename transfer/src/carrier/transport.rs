//! The two carriers of a session, by name and by ALPN.

use std::fmt;

/// What carries a session over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// QUIC over UDP: the one that is tried first.
    Quic,
    /// TLS over TCP, for lines that let no UDP through, or too little of it.
    Tcp,
}

impl Transport {
    /// Its name in options, receipts and lines for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quic => "quic",
            Self::Tcp => "tcp",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Quic => Self::Tcp,
            Self::Tcp => Self::Quic,
        }
    }

    /// ALPN of the sessions of enrolled applicants, protocol version 1.
    #[must_use]
    pub fn member(self) -> &'static [u8] {
        match self {
            Self::Quic => b"sealpost/1",
            Self::Tcp => b"sealpost-tcp/1",
        }
    }

    /// ALPN of enrolment, protocol version 1.
    #[must_use]
    pub fn enrolment(self) -> &'static [u8] {
        match self {
            Self::Quic => b"sealpost-enrol/1",
            Self::Tcp => b"sealpost-tcp-enrol/1",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
