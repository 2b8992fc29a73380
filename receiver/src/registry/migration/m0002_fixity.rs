//! What the sweeps need: when each thing was last read as a whole, and the sweeps that were asked for.

use sea_orm_migration::prelude::{DbErr, MigrationName, MigrationTrait, SchemaManager, Table, async_trait};
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, text_null};

/// The migration.
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_fixity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(
        elided_lifetimes_in_paths,
        reason = "the trait's own form: with `'_` the lifetimes no longer match"
    )]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let checks = Table::create()
            .table("checks")
            .col(text("thing").primary_key())
            .col(big_integer("checked_at"))
            .to_owned();
        manager.create_table(checks).await?;
        let mut sweeps = Table::create().table("sweeps").col(big_integer("id").primary_key()).to_owned();
        sweeps.col(text_null("number")).col(boolean("scheduled")).col(big_integer_null("ended_at"));
        for column in ["rate", "asked_at", "checked", "bytes", "damages", "repaired"] {
            sweeps.col(big_integer(column));
        }
        manager.create_table(sweeps).await
    }
}
