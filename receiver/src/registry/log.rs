//! The log: the table of events, in commit order, each entry salted.
//!
//! The entry of a receipt is over its signed bytes, of every other event over its canonical JSON: members in the order
//! of [`Record`], no white space. Tiles and checkpoints are a pure function of this table.

use super::database::{Registry, Write};
use super::entity::event;
use super::error::RegistryError;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
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
            entry: entry(&salt, &record).to_vec(),
            record,
        };
        row.into_active_model().insert(&self.tx).await?;
        self.head.size = position + 1;
        self.head.time = time.0;
        Ok(position)
    }
}

/// The log's entry of a record: SHA-256(salt ‖ record).
pub fn entry(salt: &[u8], record: &[u8]) -> [u8; 32] {
    let mut hash = crypto::digest::Sha256::new();
    hash.update(salt);
    hash.update(record);
    *hash.finish().as_bytes()
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
