//! One-time invitations; only the hash of a token is kept.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    /// SHA-256 of the token, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_sha256: String,
    /// The organisation that is invited.
    pub organisation: String,
    /// Until when the code works (ms).
    pub expires_at: i64,
    /// When it was used (ms).
    pub used_at: Option<i64>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
