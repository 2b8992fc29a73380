//! The client's home: one folder that holds the keys, the identity, the jobs and the receipts.
//!
//! ```text
//! keys/      applicant-tls-key.pem  applicant-signing-key.pem  applicant-decrypt.json   (0600)
//! identity/  applicant-tls.pem  applicant-signing.pem  ca.pem  centre.json  card.cose
//! jobs/<id>/ journal  lock                                       one folder for each dossier being filed
//! receipts/<number>/ R0-offer.cose …                             what the centre signed, and pages for people
//! log/       <centre>.checkpoint                                 the last head of the centre's evidence log
//! ```
//! This file knows names only; who writes what stands in [`crate::identity`] and [`crate::job`].

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

/// The folder in which one applicant keeps everything that belongs to one enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
    zone: TimeZone,
}

impl Home {
    /// Names the home at `root`, whose owner reads times in UTC; nothing is read or made.
    pub fn at(root: impl Into<PathBuf>) -> Home {
        Home { root: root.into(), zone: TimeZone::UTC }
    }

    /// The same home for an owner in another time zone; pages for people show local time beside UTC.
    #[must_use]
    pub fn in_zone(self, zone: TimeZone) -> Home {
        Home { zone, ..self }
    }

    /// Where the owner is.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Private keys; the folder and its files are readable by their owner alone.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// Certificates, the centre's card and its address: public, yet believed, so written only whole.
    pub fn identity(&self) -> PathBuf {
        self.root.join("identity")
    }

    /// One folder for each job.
    pub fn jobs(&self) -> PathBuf {
        self.root.join("jobs")
    }

    /// One folder for each submission number.
    pub fn receipts(&self) -> PathBuf {
        self.root.join("receipts")
    }

    /// The last checkpoint of the centre's evidence log, and what contradicts it.
    pub fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    /// The lock that keeps two enrolments or renewals of one home apart.
    pub fn identity_lock(&self) -> PathBuf {
        self.root.join("identity.lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_below_the_root() {
        let home = Home::at("/h");
        for path in
            [home.keys(), home.identity(), home.jobs(), home.receipts(), home.log(), home.identity_lock()]
        {
            assert!(path.starts_with(home.root()));
        }
    }
}
