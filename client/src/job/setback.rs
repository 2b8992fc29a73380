//! A connection that was lost or never stood: how long it is waited for, whether waiting can
//! mend it, and how it is said at the end.

use std::time::Duration;

use transfer::carrier::dial::DialError;
use transfer::carrier::line::LineError;
use transfer::carrier::link::{Alert, Closing, LinkError};
use transfer::carrier::proxy::ProxyError;
use transfer::reject::{Code, Reason, Whose};
use transfer::sender::Settings;

use crate::cause::chain;
use crate::network::rate::Rate;
use crate::reach::ReachError;

/// Tells whether waiting cannot mend it.
pub fn is_permanent(error: &ReachError) -> bool {
    match error {
        ReachError::Dial(error) => error.is_permanent(),
        ReachError::Line(LineError::Link(error)) => error.is_permanent(),
        ReachError::Line(LineError::Ended) => false,
        ReachError::Address { .. } | ReachError::Key | ReachError::Proxy(_) | ReachError::Line(_) => true,
        _ => false,
    }
}

/// Says that it was a matter of the network, and can be tried again.
pub fn not_reached(error: &ReachError) -> Reason {
    let telling = match error {
        ReachError::Dial(error) => error.telling(),
        ReachError::Half { .. } => return of_network(PROXY_SETTING, error),
        _ => return of_network(NOT_REACHED, error),
    };
    let code = if let DialError::Proxy(proxy) = telling { proxy_code(proxy) } else { NOT_REACHED };
    of_network(code, error)
}

fn of_network(code: &str, error: &ReachError) -> Reason {
    Reason { code: code.to_owned(), whose: Whose::Network, transient: true, message: chain(error) }
}

/// The code under which people find what to do about their proxy.
pub fn proxy_code(error: &ProxyError) -> &'static str {
    match error {
        ProxyError::Login { .. } => PROXY_LOGIN,
        ProxyError::Refused { .. } => PROXY_REFUSED,
        _ => PROXY_NOT_REACHED,
    }
}

/// Puts a permanent failure of the connection into the words in which a centre says no.
pub fn reason(error: &ReachError) -> Reason {
    let dialling = match error {
        ReachError::Dial(error) => Some(error.telling()),
        _ => None,
    };
    let link = match (dialling, error) {
        (Some(DialError::Link(link)), _) | (_, ReachError::Line(LineError::Link(link))) => Some(link),
        (Some(DialError::Proxy(proxy)), _) => return of_network(proxy_code(proxy), error),
        (_, ReachError::Proxy(_)) => return of_network(PROXY_SETTING, error),
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

/// Patient enough for a centre that restarts, and soon there when a line comes back; whoever runs the same command again
/// loses nothing.
/// What is slow because it is told to be, is not taken for a bad line.
pub fn settings(limit: Option<Rate>) -> Settings {
    let usual = Settings::default();
    let segment = limit.map_or(Duration::ZERO, |limit| limit.time(SEGMENT));
    Settings {
        starving: usual.starving.max(segment * 3),
        patience: Duration::from_secs(300).max(segment * 12),
        last_retry: Duration::from_secs(3),
        ..usual
    }
}

/// Bytes of a segment.
const SEGMENT: u64 = 1 << 20;

/// A centre that was never reached is not waited for as long as one that was: there may be a mistake in the network.
pub const FIRST_CONTACT: Duration = Duration::from_secs(20);

/// The reason's code when the centre was never reached: one that no centre gives, like those that follow.
pub const NOT_REACHED: &str = "centre-not-reached";
/// The proxy wants user and password.
pub const PROXY_LOGIN: &str = "proxy-login";
/// The proxy does not lead to the centre.
pub const PROXY_REFUSED: &str = "proxy-refused";
/// The proxy does not answer, or not as one.
pub const PROXY_NOT_REACHED: &str = "proxy-not-reached";
/// The environment names a proxy that cannot be used.
pub const PROXY_SETTING: &str = "proxy-setting";
/// All of them.
pub const OF_NETWORK: [&str; 5] = [NOT_REACHED, PROXY_LOGIN, PROXY_REFUSED, PROXY_NOT_REACHED, PROXY_SETTING];

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
        for code in OF_NETWORK {
            assert_eq!(Code::from_name(code), None, "{code}");
        }
    }
}
