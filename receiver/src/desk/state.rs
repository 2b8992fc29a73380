//! What the desk works with: the keys that open and sign, the stores, the rules' limits.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crypto::wrap::{PrivateKey, PublicKey};
use durable::error::FileError;
use package::receipt::issuer::DeskIssuer;

use super::ahead::Ahead;
use super::archiving::Archive;
use super::backbones::Backbones;
use super::in_hand::InHand;
use crate::config::settings::Policy;
use crate::receipts::Receipts;
use crate::registry::database::Registry;
use crate::store::Store;
use crate::store::local::Local;

/// A desk.
pub struct Desk {
    /// Order, people, rights.
    pub registry: Registry,
    /// The name under which it claims work.
    pub owner: String,
    /// Sealed packages.
    pub sealed: Arc<dyn Store>,
    /// Where intake leaves packages that the desk sends there, when it cannot put them there itself.
    pub delivered: Option<Local>,
    /// Second copies of them.
    pub backup: Arc<dyn Store>,
    /// Receipts as files.
    pub receipts: Receipts,
    /// Second copies of them.
    pub receipts_backup: Receipts,
    /// Backbones of what was registered.
    pub backbones: Backbones,
    /// What was verified, in clear.
    pub archive: Archive,
    /// Where packages are opened.
    pub bench: PathBuf,
    /// Opens what is sealed to the centre.
    pub key: PrivateKey,
    /// The data key of every package is also wrapped to this.
    pub escrow: PublicKey,
    /// Signs R2 and R3.
    pub issuer: DeskIssuer,
    /// What is accepted.
    pub policy: Policy,
    /// What it works on now.
    pub in_hand: InHand,
    /// What it opens before it is delivered.
    pub ahead: Ahead,
}

impl Desk {
    /// Returns how long the rules may take for one dossier.
    pub fn check_time(&self) -> Duration {
        Duration::from_secs(self.policy.check_seconds)
    }

    /// Removes what a crash left of a submission's files while they were being written.
    pub fn tidy(&self, number: &str) {
        self.each_store(|store| store.tidy(number));
    }

    /// Removes what a crash left in any store.
    pub fn tidy_all(&self) {
        self.each_store(|store| store.tidy_all());
    }

    /// A store that cannot be tidied has lost space, nothing else.
    fn each_store(&self, tidy: impl Fn(&dyn Store) -> Result<(), FileError>) {
        let receipts = [self.receipts.store(), self.receipts_backup.store()];
        let stores = [&self.sealed, &self.backup].into_iter().chain(receipts).map(|store| &**store);
        for store in stores.chain(self.delivered.iter().map(|store| store as &dyn Store)) {
            if let Err(error) = tidy(store) {
                tracing::warn!(%error, store = store.label(), "what a crash left could not be removed");
            }
        }
    }
}
