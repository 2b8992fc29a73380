//! Which submission holds (organisation, application, sequence): written at R2, once.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "occupations")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation: String,
    /// Its application.
    #[sea_orm(primary_key, auto_increment = false)]
    pub application: String,
    /// The application's sequence.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: String,
    /// The submission that holds it.
    pub number: String,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
