//! Why one side closes a connection.

/// Why one side closes a connection: the application error code of QUIC, the content of a closing frame over TCP.
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

    pub(in crate::carrier) fn of(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|known| u64::from(known.number()) == number)
    }

    pub(in crate::carrier) fn number(self) -> u32 {
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

    pub(super) fn text(self) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_closing_has_a_number_of_its_own() {
        let mut numbers: Vec<u32> = Closing::ALL.iter().map(|closing| closing.number()).collect();
        numbers.dedup();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    }
}
