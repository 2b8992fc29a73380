//! The bytes arrive: progress, R1, and offers that lapse. The caller is intake.

use super::database::{Registry, Write};
use super::entity::{package, receipt, submission};
use super::error::RegistryError;
use super::log::Event;
use super::offer::signed;
use super::signing::{Facts, SigningError};
use super::state::State;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};

/// What intake knows once every segment is durable and the package lies in the store.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The package digest, hex.
    pub package_digest: String,
    /// When the last byte of payload came.
    pub last_byte: Moment,
}

impl Registry {
    /// Notes progress: so many bytes of the package are durable. Call it at the first segment and then now and then.
    ///
    /// # Errors
    /// [`RegistryError::MovedOn`] when another package has taken over: the session must end and say so.
    /// [`RegistryError::OutOfOrder`] when the submission takes no more bytes (superseded, expired, refused).
    pub async fn note_receiving(
        &self,
        number: &str,
        epoch: i64,
        received: u64,
        expires: Moment,
        now: Moment,
    ) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        let mut row = write.in_epoch(number, epoch).await?;
        if !row.state.open() {
            return Err(out_of_order(&row, "receive"));
        }
        if row.state == State::Offered {
            write.append(&Event::new("receiving", number), now).await?;
        }
        row.state = State::Receiving;
        row.received = signed(received).min(row.package_len);
        row.expires_at = expires.0;
        row.progress_at = now.0;
        row.first_byte_at.get_or_insert(now.0);
        write.save(&row).await?;
        write.commit().await
    }

    /// Turns a received package into a delivered submission and gives R1. Asked again, it gives the stored R1.
    ///
    /// # Errors
    /// As [`Registry::note_receiving`]; [`RegistryError::OtherBytes`] when this package has an R1 over other bytes.
    pub async fn deliver(
        &self,
        number: &str,
        epoch: i64,
        delivery: &Delivery,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<receipt::Model, RegistryError> {
        let mut write = self.write().await?;
        let old = write.in_epoch(number, epoch).await?;
        let stored = write.receipts_of(&old.package).await?;
        let stored = stored.into_iter().find(|receipt| receipt.kind == receipt::Kind::Delivered);
        if let (Some(receipt), false) = (&stored, old.state.open()) {
            return Ok(receipt.clone());
        }
        if !old.state.open() {
            return Err(out_of_order(&old, "deliver"));
        }
        write.bind_digest(&old.package, &delivery.package_digest).await?;
        // It may have come between two notes of progress, before a crash.
        if old.state == State::Offered {
            write.append(&Event::new("receiving", number), now).await?;
        }
        let row = submission::Model {
            state: State::Delivered,
            received: old.package_len,
            package_digest: Some(delivery.package_digest.clone()),
            first_byte_at: old.first_byte_at.or(Some(delivery.last_byte.0)),
            last_byte_at: Some(delivery.last_byte.0),
            delivered_at: Some(now.0),
            progress_at: now.0,
            not_before: 0,
            last_error: None,
            ..old
        };
        write.save(&row).await?;
        let receipt = write.receipt(receipt::Kind::Delivered, &row, None, now, sign).await?;
        write.commit().await?;
        Ok(receipt)
    }

    /// Lets offers lapse that made no progress in their time, and gives the rows whose inbox can go.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire(&self, now: Moment) -> Result<Vec<submission::Model>, RegistryError> {
        let mut write = self.write().await?;
        let lapsed = submission::Entity::find()
            .filter(submission::Column::State.is_in([State::Offered, State::Receiving]))
            .filter(submission::Column::ExpiresAt.lte(now.0))
            .all(&write.tx)
            .await?;
        let mut gone = Vec::with_capacity(lapsed.len());
        for row in lapsed {
            let row = submission::Model { state: State::Expired, ..row };
            write.save(&row).await?;
            write.append(&Event::new("expired", &row.number), now).await?;
            gone.push(row);
        }
        write.commit().await?;
        Ok(gone)
    }
}

impl Write {
    /// Binds a package id to the bytes of its R1, for ever.
    async fn bind_digest(&self, package: &str, digest: &str) -> Result<(), RegistryError> {
        let row = package::Entity::find_by_id(package).one(&self.tx).await?;
        let row = row.ok_or(RegistryError::Impossible { what: "submission without its package" })?;
        match &row.package_digest {
            Some(bound) if bound == digest => Ok(()),
            Some(_) => Err(RegistryError::OtherBytes { package: package.to_owned() }),
            None => {
                let mut row = row.into_active_model();
                row.package_digest = Set(Some(digest.to_owned()));
                row.update(&self.tx).await?;
                Ok(())
            }
        }
    }
}

/// Says that a step does not follow from the row's state.
pub(super) fn out_of_order(row: &submission::Model, step: &'static str) -> RegistryError {
    RegistryError::OutOfOrder { number: row.number.clone(), state: row.state, step }
}
