//! Organisations that may file, and for which applications.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    /// Short id, the CN of its certificates.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Name for people, the O of its certificates.
    pub name: String,
    /// JSON array of application patterns (`*` matches any run of characters).
    pub applications: String,
    /// When it was first invited (ms).
    pub created_at: i64,
    /// When all its rights ended (ms).
    pub revoked_at: Option<i64>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
