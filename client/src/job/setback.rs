//! A connection that was lost or never stood: how long it is waited for, whether waiting can
//! mend it, and how it is said at the end.

use std::time::Duration;

use transfer::carrier::dial::DialError;
use transfer::carrier::line::LineError;
use transfer::carrier::link::{Alert, Closing, LinkError};
use transfer::reject::{Code, Reason, Whose};
use transfer::sender::Settings;

use crate::cause::chain;
use crate::reach::ReachError;

/// Tells whether waiting cannot mend it.
pub fn is_permanent(error: &ReachError) -> bool {
    match error {
        ReachError::Dial(error) => error.is_permanent(),
        ReachError::Line(LineError::Link(error)) => error.is_permanent(),
        ReachError::Line(LineError::Ended) => false,
        ReachError::Address { .. } | ReachError::Key | ReachError::Line(_) => true,
        _ => false,
    }
}

/// Says that it was a matter of the network, and can be tried again.
pub fn not_reached(error: &ReachError) -> Reason {
    let message = chain(error);
    Reason { code: NOT_REACHED.to_owned(), whose: Whose::Network, transient: true, message }
}

/// Puts a permanent failure of the connection into the words in which a centre says no.
pub fn reason(error: &ReachError) -> Reason {
    let link = match error {
        ReachError::Dial(DialError::Link(link)) | ReachError::Line(LineError::Link(link)) => Some(link),
        _ => None,
    };
    let code = match link {
        Some(LinkError::Closed(Closing::Revoked)) => Code::Revoked,
        Some(LinkError::CertificateRefused(alert)) => refused(*alert),
        Some(LinkError::NoCommonProtocol) => Code::Version,
        _ => Code::Protocol,
    };
    Reason::new(code, chain(error))
}

fn refused(alert: Alert) -> Code {
    match alert {
        Alert::Revoked => Code::Revoked,
        Alert::Expired => Code::Expired,
        Alert::UnknownCa | Alert::NotAcceptable => Code::NotPermitted,
    }
}

/// Patient enough for a centre that restarts; whoever runs the same command again loses nothing.
pub fn settings() -> Settings {
    let last_retry = Duration::from_secs(10);
    Settings { patience: Duration::from_secs(300), last_retry, ..Settings::default() }
}

/// A centre that was never reached is not waited for as long as one that was: there may be a mistake in the network.
pub const FIRST_CONTACT: Duration = Duration::from_secs(20);

/// The reason's code when the centre was never reached: one that no centre gives.
pub const NOT_REACHED: &str = "centre-not-reached";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_certificate_is_not_waited_for_and_a_dead_line_is() {
        let revoked = ReachError::Line(LineError::Link(LinkError::Closed(Closing::Revoked)));
        assert!(is_permanent(&revoked));
        assert_eq!(reason(&revoked).known(), Some(Code::Revoked));
        let dead = ReachError::Dial(DialError::Link(LinkError::TimedOut));
        assert!(!is_permanent(&dead));
        assert!(not_reached(&dead).transient);
    }

    #[test]
    fn what_no_centre_says_is_no_code_of_a_centre() {
        assert_eq!(Code::from_name(NOT_REACHED), None);
    }
}
