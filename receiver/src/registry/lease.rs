//! Who runs a role now. One intake is active per centre; its lease also says where it listens.

use super::database::Registry;
use super::entity::lease;
use super::error::RegistryError;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

/// A role held by this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The role, as `intake`.
    pub role: String,
    /// This process, as a UUID.
    pub owner: String,
    /// The holder's epoch.
    pub epoch: i64,
}

impl Registry {
    /// Takes a role, or keeps it; none if another holds it. Call it again well before `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold(
        &self,
        role: &str,
        owner: &str,
        address: Option<&str>,
        until: Moment,
        now: Moment,
    ) -> Result<Option<Lease>, RegistryError> {
        let write = self.write().await?;
        let old = lease::Entity::find_by_id(role).one(&write.tx).await?;
        let epoch = match &old {
            Some(held) if held.owner == owner => held.epoch,
            Some(held) if held.until > now.0 => return Ok(None),
            Some(lapsed) => lapsed.epoch + 1,
            None => 1,
        };
        let row = lease::Model {
            role: role.to_owned(),
            owner: owner.to_owned(),
            epoch,
            until: until.0,
            address: address.map(str::to_owned),
        };
        let row = row.into_active_model().reset_all();
        if old.is_some() {
            row.update(&write.tx).await?
        } else {
            row.insert(&write.tx).await?
        };
        write.commit().await?;
        Ok(Some(Lease { role: role.to_owned(), owner: owner.to_owned(), epoch }))
    }

    /// Gives a role up, so that the next holder need not wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release(&self, held: &Lease) -> Result<(), RegistryError> {
        let write = self.write().await?;
        let row = lease::Entity::find_by_id(&held.role).one(&write.tx).await?;
        if let Some(row) = row.filter(|row| row.owner == held.owner && row.epoch == held.epoch) {
            let ended = lease::Model { until: 0, address: None, ..row };
            ended.into_active_model().reset_all().update(&write.tx).await?;
        }
        write.commit().await
    }

    /// Where the running intake listens; none if no intake runs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_address(&self, now: Moment) -> Result<Option<String>, RegistryError> {
        let row = lease::Entity::find_by_id(INTAKE).one(&self.db).await?;
        Ok(row.filter(|row| row.until > now.0).and_then(|row| row.address))
    }
}

/// The role that faces the network.
pub const INTAKE: &str = "intake";
