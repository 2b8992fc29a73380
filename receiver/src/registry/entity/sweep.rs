//! A sweep that was asked for: whoever has the desk does it, and goes on with it after an interruption.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sweeps")]
pub struct Model {
    /// Counts from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The one submission that is asked for; none is everything.
    pub number: Option<String>,
    /// Whether the calendar asked for it.
    pub scheduled: bool,
    /// Bytes a second; 0 is as fast as it goes.
    pub rate: i64,
    /// When it was asked for (ms). What was read since then is done.
    pub asked_at: i64,
    /// When it ended (ms).
    pub ended_at: Option<i64>,
    /// Things that were read.
    pub checked: i64,
    /// Bytes that were read.
    pub bytes: i64,
    /// Damages that were found.
    pub damages: i64,
    /// Damages of these that were repaired.
    pub repaired: i64,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
