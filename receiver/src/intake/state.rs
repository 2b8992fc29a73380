//! What all sessions of an intake share.

use std::path::PathBuf;

use crypto::chain::Anchor;
use package::card::{Card, CardError};
use package::identity::CentreId;
use package::log::folder::Folder;
use package::receipt::issuer::IntakeIssuer;
use tokio::sync::watch;

use super::member::Revoked;
use super::space::Places;
use super::uploads::Uploads;
use crate::clock::Moment;
use crate::inbox::Inbox;
use crate::receipts::Receipts;
use crate::registry::database::Registry;
use crate::registry::entity::receipt;
use crate::store::local::Local;

/// An intake: keys of R0 and R1 and nothing that opens a package.
pub struct Intake {
    /// Order, people, rights.
    pub registry: Registry,
    /// What is arriving.
    pub inbox: Inbox,
    /// Where whole packages go.
    pub delivered: Local,
    /// Where receipts go as files.
    pub receipts: Receipts,
    /// The evidence log as the desk writes it.
    pub log: Folder,
    /// Signs R0 and R1.
    pub issuer: IntakeIssuer,
    /// The centre's CA.
    pub anchor: Anchor,
    /// This centre.
    pub centre: CentreId,
    /// The card's file; the desk may replace it at any time.
    pub card: PathBuf,
    /// Where submissions will take space.
    pub places: Places,
    /// Seconds after which an offer without progress lapses.
    pub expiry: u64,
    /// Which session writes to which submission.
    pub uploads: Uploads,
    /// The revoked serials, at most [`super::NEWS`] old.
    pub revoked: watch::Receiver<Revoked>,
}

/// The centre's card cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoCard {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: std::io::Error,
    },
    /// It is no card.
    #[error(transparent)]
    Card(#[from] CardError),
}

impl Intake {
    /// Reads the card as it is now.
    ///
    /// # Errors
    /// [`NoCard`].
    pub fn card(&self) -> Result<Card, NoCard> {
        let read = std::fs::read(&self.card);
        let bytes = read.map_err(|source| NoCard::File { path: self.card.clone(), source })?;
        Ok(Card::read(&bytes)?)
    }

    /// Puts a receipt into its store. A failure is logged and made good at the next start: the registry has the bytes.
    pub async fn keep(&self, row: &receipt::Model) {
        let (receipts, row) = (self.receipts.clone(), row.clone());
        let number = row.number.clone();
        match tokio::task::spawn_blocking(move || receipts.keep(&row)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, number, "a receipt's file could not be made now"),
            Err(error) => tracing::error!(%error, number, "the thread for a receipt's file failed"),
        }
    }

    /// Returns when an offer lapses that made progress now.
    pub fn expiry(&self, now: Moment) -> Moment {
        now.plus_seconds(self.expiry)
    }
}
