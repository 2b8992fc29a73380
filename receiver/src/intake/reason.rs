//! One pure function for each kind of failure: which code the applicant is told, and in which words.

use crypto::chain::ChainError;
use package::evidence::EvidenceError;
use package::frame::FrameError;
use package::head::HeadError;
use package::header::HeaderError;
use package::statement::StatementError;
use transfer::reject::{Code, Reason};

use crate::registry::offer::Shortage;

/// Why the clear part of a package is refused.
pub fn of_head(error: &HeadError) -> Reason {
    let code = match error {
        HeadError::Frame(FrameError::Magic)
        | HeadError::Header(
            HeaderError::Format { .. } | HeaderError::Suite { .. } | HeaderError::Critical { .. },
        ) => Code::Unsupported,
        HeadError::Frame(_) | HeadError::Header(_) => Code::Head,
        HeadError::Statement(StatementError::Evidence(EvidenceError::Chain(chain))) => of_chain(chain),
        HeadError::Statement(_) => Code::Signature,
        HeadError::Revoked { .. } => Code::Revoked,
        HeadError::Disagree { .. } => Code::Contradiction,
        HeadError::OtherCentre { .. } => Code::WrongCentre,
        HeadError::OtherPeer { .. } | HeadError::NotPermitted { .. } => Code::NotPermitted,
        HeadError::Recipients(_) | HeadError::UnknownKey { .. } => Code::Recipients,
        HeadError::Future { .. } => Code::Clock,
        _ => Code::Head,
    };
    Reason::new(code, error.to_string())
}

fn of_chain(error: &ChainError) -> Code {
    match error {
        ChainError::Time { .. } => Code::Expired,
        _ => Code::Signature,
    }
}

/// Why there is no room for an offer.
pub fn of_shortage(shortage: &Shortage) -> Reason {
    let what = if shortage.quota { "the organisation's quota" } else { "the centre's space" };
    Reason::new(Code::NoSpace, format!("{} bytes are missing in {what}", shortage.missing))
}

/// A failure inside the centre: the applicant hears that it was one, the operator's log says which.
pub fn internal(error: &(dyn std::error::Error + 'static)) -> Reason {
    tracing::error!(error, "a session failed inside the centre");
    Reason::new(Code::Internal, "the centre could not do it now; what is durable is kept")
}

#[cfg(test)]
mod tests {
    use package::head::{Head, HeadError};
    use package::time::UtcTime;
    use transfer::reject::Code;

    use super::{of_head, of_shortage};
    use crate::registry::offer::Shortage;

    #[test]
    fn each_refusal_has_the_code_that_says_what_to_do() {
        let code = |error: &HeadError| of_head(error).known();
        let foreign = Head::parse(b"PK\x03\x04 a zip").unwrap_err();
        assert_eq!(code(&foreign), Some(Code::Unsupported));
        let cut = Head::parse(b"SEALPST\x01\0\0\0\x09{").unwrap_err();
        assert_eq!(code(&cut), Some(Code::Head));
        assert_eq!(code(&HeadError::Revoked { serial: "0a".into() }), Some(Code::Revoked));
        assert_eq!(code(&HeadError::Disagree { member: "package" }), Some(Code::Contradiction));
        let (time, now) = (UtcTime::from_seconds(9_000), UtcTime::from_seconds(1));
        assert_eq!(code(&HeadError::Future { time, now }), Some(Code::Clock));
        let other =
            HeadError::OtherCentre { expected: "CDE".parse().unwrap(), found: "FDA".parse().unwrap() };
        assert_eq!(code(&other), Some(Code::WrongCentre));
    }

    #[test]
    fn a_shortage_says_how_much_is_missing() {
        let reason = of_shortage(&Shortage { missing: 123, quota: false });
        assert!(reason.message.contains("123") && reason.transient);
    }
}
