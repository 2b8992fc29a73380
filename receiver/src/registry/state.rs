//! The states of a submission, as the registry writes them.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::Serialize;

/// Where a submission stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[serde(rename_all = "lowercase")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// R0 is given and space reserved; nothing has come yet.
    #[sea_orm(string_value = "offered")]
    Offered,
    /// Segments are arriving.
    #[sea_orm(string_value = "receiving")]
    Receiving,
    /// R1 is given: every segment is durable; the desk has it next.
    #[sea_orm(string_value = "delivered")]
    Delivered,
    /// R2 is given: the application's sequence is occupied by this root.
    #[sea_orm(string_value = "verified")]
    Verified,
    /// R3 is given.
    #[sea_orm(string_value = "registered")]
    Registered,
    /// A signed refusal is given.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// A newer root of the same sequence took its place before R2.
    #[sea_orm(string_value = "superseded")]
    Superseded,
    /// No progress for the announced number of days.
    #[sea_orm(string_value = "expired")]
    Expired,
}

impl State {
    /// Every state, in the order of life.
    pub const ALL: [Self; 8] = [
        Self::Offered,
        Self::Receiving,
        Self::Delivered,
        Self::Verified,
        Self::Registered,
        Self::Refused,
        Self::Superseded,
        Self::Expired,
    ];

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Receiving => "receiving",
            Self::Delivered => "delivered",
            Self::Verified => "verified",
            Self::Registered => "registered",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
        }
    }

    /// Finds a state by its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a newer root of the same sequence may still take its place.
    pub fn yields(self) -> bool {
        matches!(self, Self::Offered | Self::Receiving | Self::Delivered)
    }

    /// Whether segments may still arrive.
    pub fn open(self) -> bool {
        matches!(self, Self::Offered | Self::Receiving)
    }

    /// Whether it holds space that was reserved at its offer.
    pub fn reserves(self) -> bool {
        matches!(self, Self::Offered | Self::Receiving | Self::Delivered | Self::Verified)
    }
}
