//! The desk takes up work: a claim with an end, fenced by epoch and attempt.

use super::database::{Registry, Write};
use super::delivery::out_of_order;
use super::entity::submission;
use super::error::RegistryError;
use super::offer::signed;
use super::rows::moved_on;
use super::state::State;
use crate::clock::Moment;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A submission that this desk works on. Every later step names it, and fails once another has taken over.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The row as it was claimed: `Delivered`, or `Verified` when only the registration is missing.
    pub submission: submission::Model,
}

/// How far a desk is with a submission.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// verify, backup or register.
    pub phase: &'static str,
    /// Bytes of the phase that are done.
    pub done: u64,
    /// Bytes of the phase in all.
    pub total: u64,
}

impl Registry {
    /// Claims the oldest submission that is due, until `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(
        &self,
        owner: &str,
        until: Moment,
        now: Moment,
    ) -> Result<Option<Claim>, RegistryError> {
        if due(now).one(&self.db).await?.is_none() {
            return Ok(None);
        }
        let write = self.write().await?;
        let Some(row) = due(now).one(&write.tx).await? else { return Ok(None) };
        let submission = submission::Model {
            attempt: row.attempt + 1,
            lease_owner: Some(owner.to_owned()),
            lease_until: Some(until.0),
            ..row
        };
        write.save(&submission).await?;
        write.commit().await?;
        Ok(Some(Claim { submission }))
    }

    /// Keeps a claim until `until`, and says how far the desk is.
    ///
    /// # Errors
    /// [`RegistryError::MovedOn`] when another has taken over.
    pub async fn keep(&self, claim: &Claim, until: Moment, work: &Work) -> Result<(), RegistryError> {
        let write = self.write().await?;
        let row = write.claimed(claim).await?;
        let row = submission::Model {
            lease_until: Some(until.0),
            phase: Some(work.phase.to_owned()),
            phase_done: signed(work.done),
            phase_total: signed(work.total),
            ..row
        };
        write.save(&row).await?;
        write.commit().await
    }

    /// Takes back what this desk had claimed before it was killed, so that it need not wait for its own claims.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back(&self, owner: &str) -> Result<(), RegistryError> {
        let write = self.write().await?;
        let rows = submission::Entity::find()
            .filter(submission::Column::LeaseOwner.eq(owner))
            .filter(submission::Column::LeaseUntil.is_not_null())
            .all(&write.tx)
            .await?;
        for row in rows {
            write.save(&submission::Model { lease_until: None, phase: None, ..row }).await?;
        }
        write.commit().await
    }

    /// Gives a claim back after a failure that is not the applicant's, to be tried again at `not_before`.
    ///
    /// # Errors
    /// [`RegistryError::MovedOn`] when another has taken over.
    pub async fn give_back(
        &self,
        claim: &Claim,
        error: Option<&str>,
        not_before: Moment,
    ) -> Result<(), RegistryError> {
        let write = self.write().await?;
        let row = write.claimed(claim).await?;
        let row = submission::Model {
            lease_owner: None,
            lease_until: None,
            phase: None,
            last_error: error.map(str::to_owned).or(row.last_error),
            not_before: not_before.0,
            ..row
        };
        write.save(&row).await?;
        write.commit().await
    }
}

impl Write {
    /// The row of a claim, if the claim still stands.
    pub(super) async fn claimed(&self, claim: &Claim) -> Result<submission::Model, RegistryError> {
        let row = self.in_epoch(&claim.submission.number, claim.submission.epoch).await?;
        if row.attempt != claim.submission.attempt {
            return Err(moved_on(&row));
        }
        match row.state {
            State::Delivered | State::Verified => Ok(row),
            _ => Err(out_of_order(&row, "check")),
        }
    }
}

fn due(now: Moment) -> sea_orm::Select<submission::Entity> {
    let free = Condition::any()
        .add(submission::Column::LeaseUntil.is_null())
        .add(submission::Column::LeaseUntil.lte(now.0));
    submission::Entity::find()
        .filter(submission::Column::State.is_in([State::Delivered, State::Verified]))
        .filter(submission::Column::NotBefore.lte(now.0))
        .filter(free)
        .order_by_asc(submission::Column::DeliveredAt)
}
