//! Sweeps: who asked for what, what was read when, what was found. The events of a sweep are its report.

use super::database::{Registry, Write};
use super::entity::{check, submission, sweep};
use super::error::RegistryError;
use super::log::Event;
use super::offer::signed;
use super::state::State;
use crate::clock::Moment;
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::HashMap;

/// A sweep to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// One submission; none is everything.
    pub number: Option<String>,
    /// Bytes a second; 0 is as fast as it goes.
    pub rate: u64,
    /// Whether the calendar asks.
    pub scheduled: bool,
}

/// What the reading of one thing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes that were read.
    pub bytes: u64,
    /// Damages that were found.
    pub damages: u64,
    /// Damages of these that were repaired.
    pub repaired: u64,
}

impl Registry {
    /// Asks for a sweep. One of the same kind that has not ended is gone on with, at the new rate.
    ///
    /// # Errors
    /// [`RegistryError::Unknown`] when there is no submission of the number.
    pub async fn ask_sweep(&self, asked: &Asked, now: Moment) -> Result<sweep::Model, RegistryError> {
        let write = self.write().await?;
        if let Some(number) = &asked.number {
            write.submission(number).await?;
        }
        let begun = open().filter(sweep::Column::Scheduled.eq(asked.scheduled)).all(&write.tx).await?;
        let rate = signed(asked.rate);
        let row = match begun.into_iter().find(|row| row.number == asked.number) {
            Some(row) => {
                let row = sweep::Model { rate, ..row };
                row.clone().into_active_model().reset_all().update(&write.tx).await?;
                row
            }
            None => {
                let last = sweep::Entity::find().order_by_desc(sweep::Column::Id).one(&write.tx).await?;
                let row = sweep::Model {
                    id: last.map_or(1, |last| last.id + 1),
                    number: asked.number.clone(),
                    scheduled: asked.scheduled,
                    rate,
                    // After every check that was written before.
                    asked_at: write.time(now).0 + 1,
                    ended_at: None,
                    checked: 0,
                    bytes: 0,
                    damages: 0,
                    repaired: 0,
                };
                row.clone().into_active_model().insert(&write.tx).await?;
                row
            }
        };
        write.commit().await?;
        Ok(row)
    }

    /// A sweep.
    ///
    /// # Errors
    /// When the database fails, or there is no such sweep.
    pub async fn sweep(&self, id: i64) -> Result<sweep::Model, RegistryError> {
        let row = sweep::Entity::find_by_id(id).one(&self.db).await?;
        row.ok_or(RegistryError::Impossible { what: "sweep that went" })
    }

    /// The most urgent sweep that has not ended: one submission before everything, people before the calendar.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_sweep(&self) -> Result<Option<sweep::Model>, RegistryError> {
        let rows = open().all(&self.db).await?;
        Ok(rows.into_iter().min_by_key(|row| (row.number.is_none(), row.scheduled, row.id)))
    }

    /// What a sweep has still to read, the oldest check first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unchecked(&self, sweep: &sweep::Model) -> Result<Vec<String>, RegistryError> {
        let checks = self.checks().await?;
        let last = |thing: &str| checks.get(thing).copied().unwrap_or(i64::MIN);
        let mut things: Vec<String> = match &sweep.number {
            Some(number) => vec![number.clone()],
            None => self.kept().await?.into_iter().map(|(number, _)| number).collect(),
        };
        things.sort_by_key(|thing| last(thing));
        if sweep.number.is_none() {
            things.push(ARCHIVE.to_owned());
        }
        things.retain(|thing| last(thing) < sweep.asked_at);
        Ok(things)
    }

    /// Tells whether anything was neither verified nor read since a moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_unchecked_since(&self, since: Moment) -> Result<bool, RegistryError> {
        let checks = self.checks().await?;
        let last = |(number, proven): (String, i64)| checks.get(&number).copied().unwrap_or(proven);
        Ok(self.kept().await?.into_iter().map(last).any(|last| last < since.0))
    }

    /// Writes down what was found, before anything is changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found(&self, events: &[Event], now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        for event in events {
            write.append(event, now).await?;
        }
        write.commit().await
    }

    /// Writes down that a thing was read as a whole, and what became of its damages.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checked(
        &self,
        sweep: i64,
        thing: &str,
        (events, tally): (&[Event], Tally),
        now: Moment,
    ) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        for event in events {
            write.append(event, now).await?;
        }
        let row = check::Model { thing: thing.to_owned(), checked_at: write.time(now).0 };
        let row = row.into_active_model().reset_all();
        match check::Entity::find_by_id(thing).one(&write.tx).await? {
            Some(_) => row.update(&write.tx).await?,
            None => row.insert(&write.tx).await?,
        };
        let row = write.sweep(sweep).await?;
        let row = sweep::Model {
            checked: row.checked + 1,
            bytes: row.bytes.saturating_add(signed(tally.bytes)),
            damages: row.damages + signed(tally.damages),
            repaired: row.repaired + signed(tally.repaired),
            ..row
        };
        row.into_active_model().reset_all().update(&write.tx).await?;
        write.commit().await
    }

    /// Ends a sweep, with its event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sweep(&self, id: i64, now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        let row = write.sweep(id).await?;
        if row.ended_at.is_some() {
            return Ok(());
        }
        let row = sweep::Model { ended_at: Some(write.time(now).0), ..row };
        let subject = row.number.clone().unwrap_or_else(|| "everything".to_owned());
        let mut event = Event::new(SWEEP, subject).with("sweep", id.to_string());
        for (name, value) in [
            ("checked", row.checked),
            ("bytes", row.bytes),
            ("damages", row.damages),
            ("repaired", row.repaired),
        ] {
            event = event.with(name, value.to_string());
        }
        write.append(&event, now).await?;
        row.into_active_model().reset_all().update(&write.tx).await?;
        write.commit().await
    }

    async fn checks(&self) -> Result<HashMap<String, i64>, RegistryError> {
        let find = check::Entity::find().select_only();
        let find = find.column(check::Column::Thing).column(check::Column::CheckedAt);
        let rows: Vec<(String, i64)> = find.into_tuple().all(&self.db).await?;
        Ok(rows.into_iter().collect())
    }

    /// What is kept for ever, and when it was proven: what is registered, and what was refused after its delivery.
    async fn kept(&self) -> Result<Vec<(String, i64)>, RegistryError> {
        let refused = Condition::all()
            .add(submission::Column::State.eq(State::Refused))
            .add(submission::Column::DeliveredAt.is_not_null())
            .add(submission::Column::PackageDigest.is_not_null());
        let kept = Condition::any().add(submission::Column::State.eq(State::Registered)).add(refused);
        let find = submission::Entity::find().filter(kept).order_by_asc(submission::Column::Number);
        let rows = find.select_only().column(submission::Column::Number);
        let rows = rows.column(submission::Column::VerifiedAt).column(submission::Column::RefusedAt);
        let rows: Vec<(String, Option<i64>, Option<i64>)> = rows.into_tuple().all(&self.db).await?;
        let proven = |(number, verified, refused): (String, Option<i64>, Option<i64>)| {
            (number, verified.or(refused).unwrap_or_default())
        };
        Ok(rows.into_iter().map(proven).collect())
    }
}

impl Write {
    async fn sweep(&self, id: i64) -> Result<sweep::Model, RegistryError> {
        let row = sweep::Entity::find_by_id(id).one(&self.tx).await?;
        row.ok_or(RegistryError::Impossible { what: "sweep that went" })
    }
}

fn open() -> Select<sweep::Entity> {
    sweep::Entity::find().filter(sweep::Column::EndedAt.is_null())
}

/// What lies between the objects of the archive, as a thing to be read.
pub const ARCHIVE: &str = "archive";
/// Kind of the event that ends a sweep.
pub const SWEEP: &str = "sweep";
