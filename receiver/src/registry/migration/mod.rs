//! Migrations: forward only. A schema newer than this list is refused; going back means restoring the snapshot.

mod m0001_first;
mod m0002_fixity;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All migrations, oldest first.
pub(super) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_first::Migration), Box::new(m0002_fixity::Migration)]
    }
}
