//! When certificates run out, and when to speak of it.

use crypto::certificate::Certificate;

/// A certificate of the applicant that will run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// Which one.
    pub what: What,
    /// Whole days that are left; 0 on the last day and after it.
    pub days: u64,
    /// Last second of validity, since the epoch.
    pub not_after: u64,
    /// How loud the warning is.
    pub warning: Warning,
}

/// Which certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// For connections; it renews itself.
    Tls,
    /// For statements; only a new enrolment renews it.
    Signing,
}

/// How near the end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// 60 days or fewer.
    Early,
    /// 30 days or fewer.
    Near,
    /// 7 days or fewer.
    Urgent,
}

/// Says whether and how loudly to warn. A TLS certificate renews itself inside its last 30 days, so it is worth a
/// word only when that keeps failing.
pub fn expiry(what: What, certificate: &Certificate, now: u64) -> Option<Expiry> {
    let days = certificate.not_after.saturating_sub(now) / DAY;
    let warning = match days {
        0..=7 => Warning::Urgent,
        8..=30 => Warning::Near,
        31..=60 => Warning::Early,
        _ => return None,
    };
    let silent = what == What::Tls && days + GRACE >= RENEWAL;
    (!silent).then_some(Expiry { what, days, not_after: certificate.not_after, warning })
}

/// Tells whether it is time to renew a TLS certificate.
pub fn renewal_is_due(certificate: &Certificate, now: u64) -> bool {
    certificate.not_after.saturating_sub(now) < RENEWAL * DAY
}

const DAY: u64 = 86_400;

/// Days before its end from which a TLS certificate is renewed.
const RENEWAL: u64 = 30;

/// Days that a renewal may fail before anybody is told.
const GRACE: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::digest::Sha256Digest;

    fn certificate(days: u64) -> Certificate {
        Certificate {
            id: "acme".into(),
            organisation: "Acme".into(),
            role: None,
            serial: "01".into(),
            spki_sha256: Sha256Digest::of(b""),
            not_before: 0,
            not_after: NOW + days * DAY,
            key: None,
            digital_signature: true,
            usages: Vec::new(),
            authority: false,
        }
    }

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn warnings_grow_louder() {
        let warning = |days| expiry(What::Signing, &certificate(days), NOW).map(|expiry| expiry.warning);
        assert_eq!(warning(61), None);
        assert_eq!(warning(60), Some(Warning::Early));
        assert_eq!(warning(30), Some(Warning::Near));
        assert_eq!(warning(7), Some(Warning::Urgent));
        assert_eq!(warning(0), Some(Warning::Urgent));
    }

    #[test]
    fn a_certificate_that_renews_itself_is_not_spoken_of_too_early() {
        assert!(expiry(What::Tls, &certificate(40), NOW).is_none());
        assert!(expiry(What::Tls, &certificate(28), NOW).is_none());
        assert!(expiry(What::Tls, &certificate(20), NOW).is_some());
        assert!(renewal_is_due(&certificate(29), NOW));
        assert!(!renewal_is_due(&certificate(31), NOW));
    }

    #[test]
    fn what_has_run_out_has_no_days_left() {
        let expired = Certificate { not_after: NOW - 1, ..certificate(0) };
        assert_eq!(expiry(What::Signing, &expired, NOW).map(|expiry| expiry.days), Some(0));
    }
}
