//! Who runs a role now: one holder, an epoch that only grows, an end.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leases")]
pub struct Model {
    /// The role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// The process that holds it.
    pub owner: String,
    /// Grows each time the holder changes.
    pub epoch: i64,
    /// Until when it holds (ms).
    pub until: i64,
    /// Where this holder can be reached, as `127.0.0.1:4433`.
    pub address: Option<String>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
