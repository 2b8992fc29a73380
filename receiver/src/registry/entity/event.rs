//! The log: one row an event, in commit order.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Place in the log, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// What happened, as `offer` or `receipt`.
    pub kind: String,
    /// The submission's number, or the organisation, or the centre.
    pub subject: String,
    /// When (ms).
    pub time: i64,
    /// 16 random bytes.
    pub salt: Vec<u8>,
    /// The receipt's tagged COSE_Sign1 with empty unprotected map; for every other kind canonical JSON.
    pub record: Vec<u8>,
    /// SHA-256(salt ‖ record).
    pub entry: Vec<u8>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
