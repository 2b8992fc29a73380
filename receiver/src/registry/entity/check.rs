//! When a thing was last read as a whole.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checks")]
pub struct Model {
    /// A submission's number, or `archive` for what lies between the objects.
    #[sea_orm(primary_key, auto_increment = false)]
    pub thing: String,
    /// When the reading ended (ms).
    pub checked_at: i64,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
