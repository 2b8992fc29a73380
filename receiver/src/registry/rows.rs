//! What every step does with a submission's row and its receipts, inside a write transaction.

use super::database::Write;
use super::entity::{receipt, submission};
use super::error::RegistryError;
use super::signing::{Earlier, Facts, SigningError};
use crate::clock::Moment;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

impl Write {
    /// The row of a submission.
    pub(super) async fn submission(&self, number: &str) -> Result<submission::Model, RegistryError> {
        find(&self.tx, number).await
    }

    /// The row, if it is still in that epoch.
    pub(super) async fn in_epoch(
        &self,
        number: &str,
        epoch: i64,
    ) -> Result<submission::Model, RegistryError> {
        let row = self.submission(number).await?;
        if row.epoch == epoch { Ok(row) } else { Err(moved_on(&row)) }
    }

    /// Writes a row back within its epoch.
    pub(super) async fn save(&self, row: &submission::Model) -> Result<(), RegistryError> {
        self.save_from(row, row.epoch).await
    }

    /// Writes a row back that may begin a new epoch: the update names the one it was read in.
    pub(super) async fn save_from(&self, row: &submission::Model, epoch: i64) -> Result<(), RegistryError> {
        let done = submission::Entity::update_many()
            .set(row.clone().into_active_model().reset_all())
            .filter(submission::Column::Number.eq(&row.number))
            .filter(submission::Column::Epoch.eq(epoch))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(moved_on(row)) }
    }

    /// The receipts of a package, in order.
    pub(super) async fn receipts_of(&self, package: &str) -> Result<Vec<receipt::Model>, RegistryError> {
        receipts_of(&self.tx, package).await
    }

    /// Gives the package's receipt of this kind: the stored one, or one that is signed and logged now.
    pub(super) async fn receipt(
        &mut self,
        kind: receipt::Kind,
        row: &submission::Model,
        earlier: Option<Earlier>,
        now: Moment,
        sign: impl FnOnce(&Facts) -> Result<Vec<u8>, SigningError> + Send,
    ) -> Result<receipt::Model, RegistryError> {
        let before = self.receipts_of(&row.package).await?;
        if let Some(stored) = before.iter().find(|receipt| receipt.kind == kind) {
            return Ok(stored.clone());
        }
        let time = self.time(now);
        let after = before.last().map(|last| last.digest.clone());
        let cose = sign(&Facts { kind, time, after, submission: row.clone(), earlier })
            .map_err(RegistryError::Signing)?;
        let position = self.append_receipt(&row.number, &cose, now).await?;
        let receipt = receipt::Model {
            package: row.package.clone(),
            kind,
            number: row.number.clone(),
            time: time.0,
            digest: crypto::digest::Sha256Digest::of(&cose).to_string(),
            cose,
            position,
        };
        receipt.clone().into_active_model().insert(&self.tx).await?;
        Ok(receipt)
    }
}

/// The row of a submission, read anywhere.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<submission::Model, RegistryError> {
    let row = submission::Entity::find_by_id(number).one(db).await?;
    row.ok_or_else(|| RegistryError::Unknown(number.to_owned()))
}

/// The receipts of a package in the order they were given, read anywhere.
pub(super) async fn receipts_of(
    db: &impl ConnectionTrait,
    package: &str,
) -> Result<Vec<receipt::Model>, RegistryError> {
    let rows = receipt::Entity::find()
        .filter(receipt::Column::Package.eq(package))
        .order_by_asc(receipt::Column::Position)
        .all(db)
        .await?;
    Ok(rows)
}

/// Says that the row is not where the caller left it.
pub(super) fn moved_on(row: &submission::Model) -> RegistryError {
    RegistryError::MovedOn { number: row.number.clone(), epoch: row.epoch, attempt: row.attempt }
}
