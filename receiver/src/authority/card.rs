//! The centre's card: made by `init`, made anew by the desk whenever what it says has changed.

use super::keyring::{self, KeyringError};
use super::log;
use crate::clock::Moment;
use crate::config::places::{Config, key};
use crate::config::settings::{Accepted, RejectOn};
use crypto::role::Role;
use crypto::wrap::Kem;
use durable::error::FileError;
use durable::whole::{self, Existing};
use package::card::policy::{self, Policy};
use package::card::{Card, CardError, Face, ReceiptCertificate};
use package::header::SUITE;
use package::identity::NotAnIdentity;
use package::time::UtcTime;

/// Why there is no new card.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewCardError {
    /// A key or certificate cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The card could not be signed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The centre's code is none.
    #[error(transparent)]
    Centre(#[from] NotAnIdentity),
    /// The card could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Signs and publishes a card if there is none, if what it says has changed, or if half of its time is over.
///
/// `revoked` are the serials that applicants should know of.
///
/// # Errors
/// When keys are missing or the file cannot be written.
pub fn refresh(config: &Config, revoked: &[String], now: Moment) -> Result<Card, RenewCardError> {
    let path = config.public(key::CARD_DOCUMENT);
    let held = if path.exists() { Some(keyring::card(config)?) } else { None };
    let mut face = face(config, revoked, now)?;
    if let Some(held) = held {
        face.serial = held.face().serial + 1;
        if is_current(held.face(), &face) {
            return Ok(held);
        }
        // A key that was given up still opens what was sealed to it; a certificate still explains old receipts.
        let old = held.face().receipts.iter().filter(|old| !face.receipts.contains(old)).cloned();
        face.receipts.extend(old.collect::<Vec<_>>());
        face.log = face.log.map(|log| log::with_earlier(log, held.face().log.as_ref()));
    }
    let card = Card::sign(&face, &keyring::card_signer(config)?)?;
    let _durable = whole::write(&path, card.bytes(), Existing::Replace)?;
    Ok(card)
}

fn face(config: &Config, revoked: &[String], now: Moment) -> Result<Face, RenewCardError> {
    let settings = &config.settings;
    let mut receipts = Vec::new();
    for (role, name) in [(Role::ReceiptIntake, key::RECEIPT_INTAKE), (Role::ReceiptDesk, key::RECEIPT_DESK)] {
        let leaf = keyring::certificates(config, name)?.into_iter().next();
        receipts.extend(leaf.map(|certificate| ReceiptCertificate { role, certificate }));
    }
    Ok(Face {
        centre: settings.centre.code.parse()?,
        name: settings.centre.name.clone(),
        serial: 1,
        time: UtcTime::from_seconds(now.seconds()),
        end: UtcTime::from_seconds(now.plus_seconds(VALIDITY).seconds()),
        suites: vec![SUITE.to_owned()],
        encryption: vec![keyring::decryption_key(config)?.public().clone()],
        receipts,
        addresses: settings.network.public_address.iter().cloned().collect(),
        policy: Policy {
            kem: Kem::XWing,
            max_package_len: settings.policy.max_package_bytes,
            expiry_days: settings.policy.expiry_days.into(),
            reject_on: match settings.policy.reject_on {
                RejectOn::Never => policy::RejectOn::Never,
                RejectOn::Error => policy::RejectOn::Error,
            },
            accepted: match settings.policy.accepted {
                Accepted::Honour => policy::Accepted::Honour,
                Accepted::Ignore => policy::Accepted::Ignore,
            },
        },
        revoked: revoked.to_vec(),
        log: Some(log::keys(config)?),
    })
}

/// Whether the card that is held says what a new one would.
fn is_current(held: &Face, new: &Face) -> bool {
    let fresh = new.time.seconds() < held.time.seconds() + VALIDITY / 2;
    let said = Face { serial: held.serial, time: held.time, end: held.end, ..new.clone() };
    let kept = Face {
        receipts: held.receipts.iter().filter(|one| new.receipts.contains(one)).cloned().collect(),
        log: held.log.as_ref().map(log::in_use),
        ..held.clone()
    };
    fresh && said == kept
}

/// How long a card may be used, in seconds: one year.
const VALIDITY: u64 = 365 * 86_400;
