//! A registry that was lost, made again from its copy.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::database::{Registry, Write};
use super::entity::{certificate, counter, event, organisation, receipt, submission};
use super::error::RegistryError;
use super::log::Event;
use super::mirror;
use super::state::State;
use crate::clock::Moment;

/// What the rows alone do not say.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The centre's code, of which the log's event speaks.
    pub centre: String,
    /// The last numbers that were given out, by year, as far as the stores show it.
    pub given: BTreeMap<i16, i64>,
    /// Numbers of delivered submissions whose package went with the home, before there was a second copy.
    pub gone: Vec<String>,
    /// From which copy it is made.
    pub copy: String,
}

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events, with the one that says that the registry was made again.
    pub events: u64,
    /// Submissions.
    pub submissions: u64,
    /// Receipts.
    pub receipts: u64,
    /// Organisations.
    pub organisations: u64,
    /// Certificates.
    pub certificates: u64,
}

/// A registry that was not made again; it is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RebuildError {
    /// It is in use.
    #[error("the registry is not empty: it has {events} events")]
    NotEmpty {
        /// Events in it.
        events: i64,
    },
    /// One of the two databases.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<sea_orm::DbErr> for RebuildError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

impl Registry {
    /// Demands that nothing was ever written here.
    ///
    /// # Errors
    /// [`RebuildError::NotEmpty`], or when the database fails.
    pub async fn demand_empty(&self) -> Result<(), RebuildError> {
        empty(&self.write().await?)
    }

    /// Fills this empty registry from a copy, in one transaction.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn rebuild(
        &self,
        copy: &Self,
        circumstances: &Circumstances,
        now: Moment,
    ) -> Result<Rebuilt, RebuildError> {
        let from = copy.at_one_moment().await?;
        let mut write = self.write().await?;
        empty(&write)?;
        mirror::copy(&from, &mut write).await?;
        write.take_up(now).await?;
        for number in &circumstances.gone {
            write.let_go(number, now).await?;
        }
        for (year, value) in &circumstances.given {
            write.count_from(*year, *value).await?;
        }
        let event = Event::new("rebuilt", &circumstances.centre).with("copy", &circumstances.copy);
        write.append(&event.with("events", write.head.size.to_string()), now).await?;
        let tx = &write.tx;
        let rebuilt = Rebuilt {
            events: event::Entity::find().count(tx).await?,
            submissions: submission::Entity::find().count(tx).await?,
            receipts: receipt::Entity::find().count(tx).await?,
            organisations: organisation::Entity::find().count(tx).await?,
            certificates: certificate::Entity::find().count(tx).await?,
        };
        write.commit().await?;
        Ok(rebuilt)
    }

    /// Names the first receipt that is not what the log's event of its position holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unproven_receipt(&self) -> Result<Option<receipt::Model>, RegistryError> {
        let mut position = 0;
        loop {
            let receipts = self.receipts_from(position, PAGE).await?;
            let Some(last) = receipts.last() else { return Ok(None) };
            position = last.position + 1;
            let positions = receipts.iter().map(|row| row.position);
            let find = event::Entity::find().filter(event::Column::Position.is_in(positions));
            let events = find.order_by_asc(event::Column::Position).all(&self.db).await?;
            let events: BTreeMap<i64, event::Model> =
                events.into_iter().map(|row| (row.position, row)).collect();
            for row in receipts {
                let event = events.get(&row.position);
                if event.is_none_or(|event| event.record != row.cose || event.subject != row.number) {
                    return Ok(Some(row));
                }
            }
        }
    }
}

fn empty(write: &Write) -> Result<(), RebuildError> {
    match write.head.size {
        0 => Ok(()),
        events => Err(RebuildError::NotEmpty { events }),
    }
}

impl Write {
    /// Nobody works on anything, and who was sending has all his time again: how far he was, his inbox shows.
    async fn take_up(&self, now: Moment) -> Result<(), RegistryError> {
        let rows = submission::Entity::find()
            .filter(submission::Column::State.is_in(State::ALL.into_iter().filter(|state| state.reserves())))
            .all(&self.tx)
            .await?;
        for row in rows {
            let open = row.state.open();
            let time = row.expires_at - row.progress_at;
            let row = submission::Model {
                lease_owner: None,
                lease_until: None,
                phase: None,
                not_before: 0,
                received: if open { 0 } else { row.received },
                expires_at: if open { row.expires_at.max(now.0 + time) } else { row.expires_at },
                ..row
            };
            self.save(&row).await?;
        }
        Ok(())
    }

    /// Lets a delivered submission lapse whose bytes are lost: the applicant sends it again, under its number.
    async fn let_go(&mut self, number: &str, now: Moment) -> Result<(), RegistryError> {
        let row = self.submission(number).await?;
        self.save(&submission::Model { state: State::Expired, ..row }).await?;
        self.append(&Event::new("lost", number), now).await?;
        Ok(())
    }

    /// Lets the numbers of a year go on after one that was given out.
    async fn count_from(&self, year: i16, value: i64) -> Result<(), RegistryError> {
        let name = format!("number-{year}");
        match counter::Entity::find_by_id(&name).one(&self.tx).await? {
            None => {
                counter::Model { name, value }.into_active_model().insert(&self.tx).await?;
            }
            Some(row) if row.value < value => {
                let row = counter::Model { value, ..row };
                row.into_active_model().reset_all().update(&self.tx).await?;
            }
            Some(_) => {}
        }
        Ok(())
    }
}

/// Receipts that are looked at in one go.
const PAGE: u64 = 500;
