//! An offer: the transaction that gives a number, reserves space and signs R0 — or answers with what is stored.

use super::database::Registry;
use super::entity::{receipt, submission};
use super::error::RegistryError;
use super::life::{Judgement, judge};
use super::signing::{Earlier, Facts, SigningError};
use super::state::State;
use crate::clock::Moment;

/// What an applicant offers, after the checks of the clear part. Digests and ids are lower-case hex.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Who files: the certificate's organisation.
    pub organisation: String,
    /// For which application.
    pub application: String,
    /// Under which sequence.
    pub sequence: String,
    /// The manifest root that the statement claims.
    pub manifest_root: String,
    /// The statement's kind: cn, us, eu, ich, v4 or generic.
    pub profile: String,
    /// The package id.
    pub package: String,
    /// A: SHA-256 of the head up to the header's end.
    pub header_sha256: String,
    /// SHA-256 of the tagged statement.
    pub statement_sha256: String,
    /// quic, tcp, disc …
    pub carrier: String,
    /// Length of the bag in bytes.
    pub plaintext_len: u64,
    /// Length of the whole package in bytes.
    pub package_len: u64,
    /// Number of segments.
    pub segments: u64,
    /// When the offer lapses without progress.
    pub expires: Moment,
}

/// Space that is promised to submissions on their way, without the one that is asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    /// Package bytes still to come, of all organisations.
    pub packages: u64,
    /// Bag bytes that may still be opened, of all organisations.
    pub bags: u64,
    /// Package bytes on their way from the asking organisation, come or not.
    pub organisation: u64,
}

/// The space that is missing for an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Bytes that are missing.
    pub missing: u64,
    /// Whether it is the organisation's quota, not the disk.
    pub quota: bool,
}

/// The centre's answer to an offer.
#[derive(Clone, Debug)]
pub enum OfferOutcome {
    /// Send: everything, or what is missing in the inbox of this epoch.
    Open {
        /// The row.
        submission: Box<submission::Model>,
        /// R0 of this package.
        receipt: receipt::Model,
        /// Whether the inbox of this epoch may already hold segments.
        resumed: bool,
        /// Numbers that gave way.
        superseded: Vec<String>,
    },
    /// Nothing to send: this root was delivered or judged before.
    Stored {
        /// The row.
        submission: Box<submission::Model>,
        /// Its receipts, in order.
        receipts: Vec<receipt::Model>,
    },
    /// Refused with a receipt: another root holds the place.
    Occupied {
        /// The refused row.
        submission: Box<submission::Model>,
        /// The refusal.
        receipt: receipt::Model,
        /// What holds the place.
        earlier: Earlier,
    },
    /// Refused without a receipt: the package id belongs to another header or statement.
    Reused,
    /// Not now: there is no space. Nothing was kept.
    NoRoom(Shortage),
}

impl Registry {
    /// Answers an offer. `room` judges the space beside what is already reserved; `sign` makes R0, or the refusal
    /// when another root holds the place.
    ///
    /// # Errors
    /// When the database or the signature fails; nothing was kept.
    pub async fn offer(
        &self,
        offer: &Offer,
        now: Moment,
        room: impl FnOnce(&Reserved) -> Result<(), Shortage> + Send,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<OfferOutcome, RegistryError> {
        let mut write = self.write().await?;
        let known = write.known(offer).await?;
        let outcome = match judge(offer, &known) {
            Judgement::Reused => return Ok(OfferOutcome::Reused),
            Judgement::Stored { number } => write.stored(&number).await?,
            Judgement::Resume { number } => write.resume(offer, &number, now, sign).await?,
            Judgement::Occupied { holder, number } => {
                write.occupied(offer, &holder, number, now, sign).await?
            }
            Judgement::Again { number, supersede } => {
                let mut leaving = supersede.clone();
                leaving.push(number.clone());
                if let Err(shortage) = room(&write.reserved(&offer.organisation, &leaving).await?) {
                    return Ok(OfferOutcome::NoRoom(shortage));
                }
                write.again(offer, &number, supersede, now, sign).await?
            }
            Judgement::Fresh { supersede, earlier } => {
                if let Err(shortage) = room(&write.reserved(&offer.organisation, &supersede).await?) {
                    return Ok(OfferOutcome::NoRoom(shortage));
                }
                write.fresh(offer, supersede, earlier, now, sign).await?
            }
        };
        write.commit().await?;
        Ok(outcome)
    }
}

impl Offer {
    /// The row of this offer under a number.
    pub(super) fn row(&self, number: &str, now: Moment) -> submission::Model {
        submission::Model {
            number: number.to_owned(),
            organisation: self.organisation.clone(),
            application: self.application.clone(),
            sequence: self.sequence.clone(),
            manifest_root: self.manifest_root.clone(),
            profile: self.profile.clone(),
            package: self.package.clone(),
            header_sha256: self.header_sha256.clone(),
            statement_sha256: self.statement_sha256.clone(),
            carrier: self.carrier.clone(),
            plaintext_len: signed(self.plaintext_len),
            package_len: signed(self.package_len),
            segments: signed(self.segments),
            received: 0,
            state: State::Offered,
            epoch: 1,
            attempt: 0,
            lease_owner: None,
            lease_until: None,
            phase: None,
            phase_done: 0,
            phase_total: 0,
            not_before: 0,
            last_error: None,
            earlier: None,
            package_digest: None,
            files: None,
            bytes: None,
            files_root: None,
            findings_error: None,
            findings_warning: None,
            findings_info: None,
            root_proven: false,
            reasons: None,
            offered_at: now.0,
            expires_at: self.expires.0,
            progress_at: now.0,
            first_byte_at: None,
            last_byte_at: None,
            delivered_at: None,
            verified_at: None,
            registered_at: None,
            refused_at: None,
        }
    }
}

/// Lengths are below 2^53 by the package format; the databases count in signed numbers.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The way back from [`signed`].
pub(super) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// An offer for tests: root and package by name, everything else the same.
#[cfg(test)]
pub(super) fn sample(root: &str, package: &str) -> Offer {
    Offer {
        organisation: "acme".into(),
        application: "x202600001".into(),
        sequence: "0000".into(),
        manifest_root: root.into(),
        profile: "cn".into(),
        package: package.into(),
        header_sha256: format!("header of {package}"),
        statement_sha256: format!("statement of {package}"),
        carrier: "quic".into(),
        plaintext_len: 1000,
        package_len: 9000,
        segments: 1,
        expires: Moment(i64::MAX),
    }
}
