//! Certificates of the centre's CA, with their revocation.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificates")]
pub struct Model {
    /// Serial number, lower-case hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub serial: String,
    /// CN: the organisation, or the centre itself.
    pub organisation: String,
    /// OU, as `applicant-tls`.
    pub role: String,
    /// The certificate (DER).
    pub certificate: Vec<u8>,
    /// Start of validity (ms).
    pub not_before: i64,
    /// End of validity (ms).
    pub not_after: i64,
    /// When it was revoked (ms).
    pub revoked_at: Option<i64>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
