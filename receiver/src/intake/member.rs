//! Who is at the other end of a session, and what the registry says of them at this moment.

use std::collections::HashMap;
use std::sync::Arc;

use ectd::name::ApplicationId;
use package::head::Rights;
use package::identity::OrganisationId;
use tokio::sync::watch;
use transfer::carrier::tls::Revocations;

use crate::clock::Moment;
use crate::registry::entity::organisation;

/// The revoked serials, as this intake last read them.
pub type Revoked = Arc<HashMap<String, Moment>>;

/// An enrolled applicant at the other end.
#[derive(Debug, Clone)]
pub struct Member {
    /// The organisation, from the certificate.
    pub organisation: OrganisationId,
    /// Serial number of its TLS certificate, lower-case hex.
    pub serial: String,
    /// End of that certificate's validity, seconds since the epoch.
    pub not_after: u64,
}

impl Member {
    /// Returns true if this session must end: its certificate was revoked or has run out.
    pub fn is_out(&self, revoked: &watch::Receiver<Revoked>, now: Moment) -> bool {
        revoked.borrow().contains_key(&self.serial) || now.seconds() > self.not_after
    }
}

/// What the registry says of the parties of one offer, read before it is judged.
#[derive(Debug)]
pub struct Standing {
    /// The revoked serials.
    pub revoked: Revoked,
    /// The organisation's row, if it has one.
    pub organisation: Option<organisation::Model>,
}

impl Rights for Standing {
    fn revoked(&self, serial: &str) -> bool {
        self.revoked.contains_key(serial)
    }

    fn may_file(&self, organisation: &OrganisationId, application: &ApplicationId) -> bool {
        self.organisation
            .as_ref()
            .is_some_and(|row| row.id == organisation.as_str() && row.may_file(application.as_str()))
    }
}

/// The revoked serials as handshakes ask for them.
#[derive(Debug)]
pub struct Seen(watch::Receiver<Revoked>);

impl Seen {
    /// Answers from what was read last.
    pub fn new(revoked: watch::Receiver<Revoked>) -> Self {
        Self(revoked)
    }
}

impl Revocations for Seen {
    fn is_revoked(&self, serial: &str, _organisation: &str) -> bool {
        self.0.borrow().contains_key(serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_with_its_certificate() {
        let revoked = Arc::new(HashMap::from([("0a".to_owned(), Moment(1))]));
        let (_sender, seen) = watch::channel(revoked);
        let member = |serial: &str| Member {
            organisation: "acme".parse().unwrap(),
            serial: serial.to_owned(),
            not_after: 100,
        };
        assert!(member("0a").is_out(&seen, Moment::from_seconds(50)));
        assert!(!member("0b").is_out(&seen, Moment::from_seconds(100)));
        assert!(member("0b").is_out(&seen, Moment::from_seconds(101)));
        assert!(Seen::new(seen).is_revoked("0a", "acme"));
    }
}
