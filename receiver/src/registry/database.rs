//! The connection, and the one form of write: a transaction that owns the head of the log from its first statement.

use super::entity::head;
use super::error::RegistryError;
use super::migration::Migrator;
use crate::clock::Moment;
use crate::config::address::Address;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, Error as SqlxError};
use sea_orm::{
    ActiveModelTrait, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    EntityTrait, IntoActiveModel, QuerySelect, Set, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The registry of one centre. Clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Registry {
    pub(super) db: DatabaseConnection,
    /// Writers of this process queue here, fairly, instead of in SQLite's busy loop.
    turn: Arc<Mutex<()>>,
    /// The centre's code, the prefix of its numbers.
    code: Arc<str>,
}

impl Registry {
    /// Connects, and brings the schema forward. `code` is the centre's, the prefix of its numbers.
    ///
    /// # Errors
    /// When the database does not answer, or its schema is newer than this program.
    pub async fn open(address: &Address, code: &str) -> Result<Self, RegistryError> {
        let db = Database::connect(options(address)).await?;
        migrate(&db).await?;
        Ok(Self { db, turn: Arc::default(), code: code.into() })
    }

    /// Opens a registry that nobody works on, in a file of its own, which may lie on a network's disk: SQLite's
    /// write-ahead log needs memory that all its users share.
    pub(super) async fn open_file(file: &Path) -> Result<Self, RegistryError> {
        let mut options = options(&Address::Sqlite(file.to_owned()));
        options.max_connections(1);
        options.map_sqlx_sqlite_opts({
            let file = file.to_owned();
            move |sqlite| of_sqlite(sqlite, &file).journal_mode(SqliteJournalMode::Delete)
        });
        let db = Database::connect(options).await?;
        migrate(&db).await?;
        Ok(Self { db, turn: Arc::default(), code: "".into() })
    }

    /// Whether a server keeps it.
    pub(super) fn is_server(&self) -> bool {
        self.db.get_database_backend() != DbBackend::Sqlite
    }

    /// Answers whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), RegistryError> {
        Ok(self.db.ping().await?)
    }

    /// Begins a write: from here to the commit nobody else writes, in any process.
    pub(super) async fn write(&self) -> Result<Write, RegistryError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self.db.begin_with_options(immediate).await?;
        let head = head::Entity::find_by_id(HEAD).lock_exclusive().one(&tx).await?;
        let head = head.ok_or(RegistryError::Impossible { what: "log without a head" })?;
        Ok(Write { committed: head.clone(), head, tx, code: Arc::clone(&self.code), _turn: turn })
    }
}

/// One write transaction. Dropped without [`Write::commit`], nothing of it happened.
pub(super) struct Write {
    pub(super) tx: DatabaseTransaction,
    pub(super) head: head::Model,
    pub(super) code: Arc<str>,
    committed: head::Model,
    _turn: OwnedMutexGuard<()>,
}

impl Write {
    /// The time of what is written now: the clock, but never before the log's last event.
    pub(super) fn time(&self, now: Moment) -> Moment {
        now.max(Moment(self.head.time))
    }

    /// Commits the rows together with the head of the log.
    pub(super) async fn commit(self) -> Result<(), RegistryError> {
        if self.head != self.committed {
            let mut row = self.committed.into_active_model();
            row.size = Set(self.head.size);
            row.time = Set(self.head.time);
            row.update(&self.tx).await?;
        }
        Ok(self.tx.commit().await?)
    }
}

fn options(address: &Address) -> ConnectOptions {
    let mut options = match address {
        Address::Postgres(url) => ConnectOptions::new(url),
        // The path is set below: in a URL, blanks and `%` of a path would be read as something else.
        Address::Sqlite(_) => ConnectOptions::new("sqlite:registry"),
    };
    options.max_connections(8).sqlx_logging(false).acquire_timeout(ACQUIRE);
    if let Address::Sqlite(file) = address {
        let file = file.clone();
        options.map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(async move { is_clean(connection).await }))
        });
        options.map_sqlx_sqlite_opts(move |sqlite| {
            of_sqlite(sqlite, &file).journal_mode(SqliteJournalMode::Wal)
        });
    }
    options
}

fn of_sqlite(sqlite: SqliteConnectOptions, file: &Path) -> SqliteConnectOptions {
    sqlite.filename(file).create_if_missing(true).synchronous(SqliteSynchronous::Full).busy_timeout(BUSY)
}

/// Answers whether a connection may go back to the pool. When a statement fails for want of space, SQLite ends the
/// transaction by itself; the driver still counts it, and the next transaction on the same connection would be a savepoint
/// that never commits. Such a connection is closed.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, SqlxError> {
    // The rollback of a transaction that was dropped waits in the connection's queue: an answer means it is done.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Brings the schema forward. Several roles may start at once: the losers of that race find the work done.
async fn migrate(db: &DatabaseConnection) -> Result<(), RegistryError> {
    let mut attempts = 0;
    loop {
        refuse_newer(db).await?;
        match Migrator::up(db, None).await {
            Ok(()) => return Ok(()),
            Err(error) if attempts == MIGRATION_ATTEMPTS => return Err(error.into()),
            Err(_) => attempts += 1,
        }
        tokio::time::sleep(MIGRATION_PAUSE).await;
    }
}

async fn refuse_newer(db: &DatabaseConnection) -> Result<(), RegistryError> {
    let known = Migrator::migrations();
    // Without the table nothing was applied yet; a real failure shows again in the migration itself.
    let Ok(applied) = Migrator::get_migration_models(db).await else { return Ok(()) };
    match applied.into_iter().find(|one| !known.iter().any(|ours| ours.name() == one.version)) {
        Some(newer) => Err(RegistryError::NewerSchema { found: newer.version }),
        None => Ok(()),
    }
}

/// The one row of the log's head.
const HEAD: i32 = 1;
/// How long a writer of another process may keep SQLite.
const BUSY: Duration = Duration::from_secs(30);
/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(10);
const MIGRATION_ATTEMPTS: u32 = 10;
const MIGRATION_PAUSE: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::Registry;
    use crate::clock::Moment;
    use crate::config::address::Address;
    use crate::registry::log::Event;

    /// SQLite ends a transaction by itself when the disk is full; what is written afterwards must be on the disk.
    #[tokio::test]
    async fn a_transaction_that_the_database_ended_spoils_no_later_one() {
        let home = tempfile::tempdir().unwrap();
        let address = Address::parse("sqlite:r.sqlite", home.path());
        let registry = Registry::open(&address, "CDE").await.unwrap();
        let write = registry.write().await.unwrap();
        write.tx.execute_unprepared("ROLLBACK").await.unwrap();
        assert!(write.commit().await.is_err());
        for second in 1..=3 {
            registry.note(&Event::new("start", "x"), Moment(second)).await.unwrap();
        }
        // Another process sees only what is committed, and may write.
        let other = Registry::open(&address, "CDE").await.unwrap();
        assert_eq!(other.events("x").await.unwrap().len(), 3);
        other.note(&Event::new("start", "x"), Moment(4)).await.unwrap();
    }
}
