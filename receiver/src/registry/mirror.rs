//! Another database that holds the same rows: the registry's copy in the backup, or a new registry made from that copy.
//!
//! Every change of a row is committed together with an event that names its subject. So the events since the last time say
//! which rows to copy. They are read as they were at one moment and written in one transaction: a mirror is always what
//! the registry was at some commit, never half of one.

use std::collections::BTreeSet;
use std::path::Path;

use sea_orm::{
    AccessMode, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, IsolationLevel, QueryFilter, QueryOrder, QuerySelect, Statement, TransactionOptions,
    TransactionTrait,
};

use super::database::{Registry, Write};
use super::entity::{
    certificate, counter, enrolment, event, head, invitation, occupation, organisation, package, receipt,
    submission,
};
use super::error::RegistryError;
use super::state::State;

/// A mirror that does not follow.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// One of the two databases.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// It holds what the registry no longer has.
    #[error("the copy holds {held} events, the registry has {found}: it was rolled back")]
    Ahead {
        /// Events in the mirror.
        held: i64,
        /// Events in the registry.
        found: i64,
    },
    /// It holds another past than the registry.
    #[error("event {position} of the copy is not the registry's: one of them was changed")]
    Other {
        /// The last event that the mirror holds.
        position: i64,
    },
}

impl From<sea_orm::DbErr> for MirrorError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

impl Registry {
    /// Opens a copy that lies in a file, makes it where it is missing.
    ///
    /// # Errors
    /// As [`Registry::open`].
    pub async fn open_mirror(file: &Path) -> Result<Self, RegistryError> {
        Self::open_file(file).await
    }

    /// Brings a mirror to what this registry holds now. On return it is durable. Returns how many events it holds.
    ///
    /// # Errors
    /// [`MirrorError`]; then the mirror is as it was.
    pub async fn mirror_to(&self, mirror: &Self) -> Result<u64, MirrorError> {
        let from = self.at_one_moment().await?;
        let mut to = mirror.write().await?;
        demand_same_past(&from, &to).await?;
        copy(&from, &mut to).await?;
        let size = to.head.size;
        to.commit().await?;
        Ok(u64::try_from(size).unwrap_or_default())
    }

    /// Tells whether SQLite finds the file of this copy whole.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub async fn is_intact(&self) -> Result<bool, RegistryError> {
        let check =
            Statement::from_string(self.db.get_database_backend(), "PRAGMA integrity_check".to_owned());
        let said = self.db.query_one_raw(check).await?;
        Ok(said.and_then(|row| row.try_get_by_index::<String>(0).ok()).as_deref() == Some("ok"))
    }

    /// A view of all tables that no later commit changes.
    pub(super) async fn at_one_moment(&self) -> Result<DatabaseTransaction, RegistryError> {
        let options = TransactionOptions {
            isolation_level: self.is_server().then_some(IsolationLevel::RepeatableRead),
            access_mode: self.is_server().then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        Ok(self.db.begin_with_options(options).await?)
    }
}

async fn demand_same_past(from: &DatabaseTransaction, to: &Write) -> Result<(), MirrorError> {
    let held = to.head.size;
    let found = head_of(from).await?.size;
    if held > found {
        return Err(MirrorError::Ahead { held, found });
    }
    let position = held - 1;
    let ours = event::Entity::find_by_id(position).one(&to.tx).await?;
    let theirs = event::Entity::find_by_id(position).one(from).await?;
    let same = ours.map(|row| row.entry) == theirs.map(|row| row.entry);
    if same { Ok(()) } else { Err(MirrorError::Other { position }) }
}

/// Copies what came after the last event that `to` holds.
pub(super) async fn copy(from: &DatabaseTransaction, to: &mut Write) -> Result<(), RegistryError> {
    let head = head_of(from).await?;
    let mut next = to.head.size;
    while next < head.size {
        let events = event::Entity::find()
            .filter(event::Column::Position.gte(next))
            .filter(event::Column::Position.lt(head.size))
            .order_by_asc(event::Column::Position)
            .limit(PAGE)
            .all(from)
            .await?;
        let last = events.last().ok_or(RegistryError::Impossible { what: "log with a gap" })?.position;
        let receipts = receipt::Entity::find().filter(receipt::Column::Position.between(next, last));
        add::<receipt::Entity>(to, receipts.all(from).await?).await?;
        let subjects: BTreeSet<&str> = events.iter().map(|row| &*row.subject).collect();
        subjects_rows(from, to, &subjects.into_iter().map(str::to_owned).collect::<Vec<_>>()).await?;
        add::<event::Entity>(to, events).await?;
        next = last + 1;
    }
    unnoted_rows(from, to).await?;
    to.head = head;
    Ok(())
}

/// What events can speak of: submissions by their numbers, organisations by their ids.
async fn subjects_rows(
    from: &DatabaseTransaction,
    to: &Write,
    subjects: &[String],
) -> Result<(), RegistryError> {
    renew::<submission::Entity>(from, to, submission::Column::Number, subjects).await?;
    renew::<package::Entity>(from, to, package::Column::Number, subjects).await?;
    renew::<occupation::Entity>(from, to, occupation::Column::Number, subjects).await?;
    renew::<organisation::Entity>(from, to, organisation::Column::Id, subjects).await?;
    renew::<invitation::Entity>(from, to, invitation::Column::Organisation, subjects).await?;
    renew::<enrolment::Entity>(from, to, enrolment::Column::Organisation, subjects).await?;
    renew::<certificate::Entity>(from, to, certificate::Column::Organisation, subjects).await
}

/// What changes without an event: how far offers have come, and the counters.
async fn unnoted_rows(from: &DatabaseTransaction, to: &Write) -> Result<(), RegistryError> {
    let open = submission::Entity::find()
        .filter(submission::Column::State.is_in([State::Offered, State::Receiving]))
        .all(from)
        .await?;
    for numbers in open.chunks(ROWS) {
        let numbers: Vec<String> = numbers.iter().map(|row| row.number.clone()).collect();
        renew::<submission::Entity>(from, to, submission::Column::Number, &numbers).await?;
    }
    counter::Entity::delete_many().exec(&to.tx).await?;
    add::<counter::Entity>(to, counter::Entity::find().all(from).await?).await
}

/// Takes the rows of these keys as they are now.
async fn renew<E: EntityTrait>(
    from: &DatabaseTransaction,
    to: &Write,
    column: E::Column,
    keys: &[String],
) -> Result<(), RegistryError>
where
    E::Model: IntoActiveModel<E::ActiveModel> + Clone + Sync,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for keys in keys.chunks(ROWS) {
        let rows = E::find().filter(column.is_in(keys)).all(from).await?;
        E::delete_many().filter(column.is_in(keys)).exec(&to.tx).await?;
        add::<E>(to, rows).await?;
    }
    Ok(())
}

async fn add<E: EntityTrait>(to: &Write, rows: Vec<E::Model>) -> Result<(), RegistryError>
where
    E::Model: IntoActiveModel<E::ActiveModel> + Clone + Sync,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    for rows in rows.chunks(ROWS) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        E::insert_many(rows).exec_without_returning(&to.tx).await?;
    }
    Ok(())
}

async fn head_of(db: &DatabaseTransaction) -> Result<head::Model, RegistryError> {
    let head = head::Entity::find().one(db).await?;
    head.ok_or(RegistryError::Impossible { what: "log without a head" })
}

/// Events that are copied in one go.
const PAGE: u64 = 1024;
/// Rows, or keys, in one statement: the databases count its values with 15 bits.
const ROWS: usize = 200;
