//! Sealed packages that were offered: an id is bound to one header and one statement for ever.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "packages")]
pub struct Model {
    /// The package id, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The submission it was offered for.
    pub number: String,
    /// SHA-256 of the head up to the header's end (A), hex.
    pub header_sha256: String,
    /// SHA-256 of the tagged statement, hex.
    pub statement_sha256: String,
    /// The package digest of its R1, hex.
    pub package_digest: Option<String>,
    /// When it was first offered (ms).
    pub offered_at: i64,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
