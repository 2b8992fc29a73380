//! Receipts as given: the row is the truth, the file is made from it.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// Which of the receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[serde(rename_all = "lowercase")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    /// R0.
    #[sea_orm(string_value = "offer")]
    Offer,
    /// R1.
    #[sea_orm(string_value = "delivered")]
    Delivered,
    /// R2.
    #[sea_orm(string_value = "verified")]
    Verified,
    /// R3, registered.
    #[sea_orm(string_value = "registered")]
    Registered,
    /// R3, refused at any stage.
    #[sea_orm(string_value = "refused")]
    Refused,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Offer, Self::Delivered, Self::Verified, Self::Registered, Self::Refused];

    /// Its name in the receipt and in the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Delivered => "delivered",
            Self::Verified => "verified",
            Self::Registered => "registered",
            Self::Refused => "refused",
        }
    }

    /// The stem of its file in the receipts' store.
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Offer => "R0-offer",
            Self::Delivered => "R1-delivered",
            Self::Verified => "R2-verified",
            Self::Registered => "R3-registered",
            Self::Refused => "R3-refused",
        }
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipts")]
pub struct Model {
    /// The package id, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub package: String,
    /// Which receipt; one of each kind for a package.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// The submission's number.
    pub number: String,
    /// The receipt's time (ms).
    pub time: i64,
    /// The tagged COSE_Sign1, unprotected map empty.
    pub cose: Vec<u8>,
    /// SHA-256 of `cose`, hex: what the next receipt names as `after`.
    pub digest: String,
    /// Its place in the log.
    pub position: i64,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
