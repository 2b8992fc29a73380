//! The log: the table of events, in commit order, each entry salted.
//!
//! The entry of a receipt is over its signed bytes, of every other event over its canonical JSON: members in the order
//! of [`Record`], no white space. Tiles and checkpoints are a pure function of this table.

use super::database::{Registry, Write};
use super::entity::{event, head};
use super::error::RegistryError;
use crate::clock::Moment;
use package::log::{self, Entry};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// An event that is not a receipt.
#[derive(Clone, Debug)]
pub struct Event {
    kind: &'static str,
    subject: String,
    details: BTreeMap<&'static str, String>,
}

impl Event {
    /// Says what happened to whom.
    pub fn new(kind: &'static str, subject: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), details: BTreeMap::new() }
    }

    /// Adds a detail. Never a secret: the log is for ever.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.insert(name, value.into());
        self
    }
}

impl Registry {
    /// Writes one event that changes no other row, as a login or a refusal at the door.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(&self, event: &Event, now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        write.append(event, now).await?;
        write.commit().await
    }
}

impl Registry {
    /// Number of events; the next position.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_size(&self) -> Result<u64, RegistryError> {
        let head = head::Entity::find().one(&self.db).await?;
        Ok(head.map_or(0, |head| u64::try_from(head.size).unwrap_or_default()))
    }

    /// Events from a position on, in order, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_from(&self, position: u64, limit: u64) -> Result<Vec<event::Model>, RegistryError> {
        Ok(from(position).limit(limit).all(&self.db).await?)
    }

    /// Positions and entries from a position on, in order, at most `limit`: what the log is made of.
    ///
    /// # Errors
    /// When the database fails, or an entry is not 32 bytes.
    pub async fn entries_from(&self, position: u64, limit: u64) -> Result<Vec<(u64, Entry)>, RegistryError> {
        let find = from(position).limit(limit).select_only();
        let find = find.column(event::Column::Position).column(event::Column::Entry);
        let rows: Vec<(i64, Vec<u8>)> = find.into_tuple().all(&self.db).await?;
        rows.into_iter().map(|(position, entry)| stored(position, &entry)).collect()
    }

    /// The salt of an event; none if there is no such event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn salt(&self, position: i64) -> Result<Option<Vec<u8>>, RegistryError> {
        let row = event::Entity::find_by_id(position).one(&self.db).await?;
        Ok(row.map(|row| row.salt))
    }
}

fn from(position: u64) -> Select<event::Entity> {
    let position = i64::try_from(position).unwrap_or(i64::MAX);
    event::Entity::find().filter(event::Column::Position.gte(position)).order_by_asc(event::Column::Position)
}

fn stored(position: i64, entry: &[u8]) -> Result<(u64, Entry), RegistryError> {
    let impossible = RegistryError::Impossible { what: "entry of the log" };
    let (Ok(position), Ok(entry)) = (u64::try_from(position), entry.try_into()) else {
        return Err(impossible);
    };
    Ok((position, Entry::from_bytes(entry)))
}

impl Write {
    /// Appends an event and gives its position.
    pub(super) async fn append(&mut self, event: &Event, now: Moment) -> Result<i64, RegistryError> {
        let record = Record {
            event: event.kind,
            time: self.time(now).to_string(),
            subject: &event.subject,
            details: &event.details,
        };
        let json = serde_json::to_vec(&record).map_err(|_| RegistryError::Impossible { what: "event" })?;
        self.push(event.kind, &event.subject, json, now).await
    }

    /// Appends a receipt as signed and gives its position.
    pub(super) async fn append_receipt(
        &mut self,
        number: &str,
        cose: &[u8],
        now: Moment,
    ) -> Result<i64, RegistryError> {
        self.push(RECEIPT, number, cose.to_vec(), now).await
    }

    async fn push(
        &mut self,
        kind: &str,
        subject: &str,
        record: Vec<u8>,
        now: Moment,
    ) -> Result<i64, RegistryError> {
        let salt = crypto::random::bytes::<SALT_LEN>().map_err(RegistryError::Random)?;
        let position = self.head.size;
        let time = self.time(now);
        let row = event::Model {
            position,
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            time: time.0,
            salt: salt.to_vec(),
            entry: log::entry(&salt, &record).as_bytes().to_vec(),
            record,
        };
        row.into_active_model().insert(&self.tx).await?;
        self.head.size = position + 1;
        self.head.time = time.0;
        Ok(position)
    }
}

#[derive(Serialize)]
struct Record<'a> {
    event: &'a str,
    time: String,
    subject: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: &'a BTreeMap<&'static str, String>,
}

/// Kind of the events that are receipts.
pub const RECEIPT: &str = "receipt";
const SALT_LEN: usize = 16;
