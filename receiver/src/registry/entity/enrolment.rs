//! Requests for certificates, which the desk signs.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolments")]
pub struct Model {
    /// A UUID, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The invitation that was used; none in a renewal.
    #[sea_orm(unique)]
    pub token_sha256: Option<String>,
    /// The organisation the certificates are for.
    pub organisation: String,
    /// Certificate request (DER) of the TLS key.
    pub tls_request: Option<Vec<u8>>,
    /// Certificate request (DER) of the signing key.
    pub signing_request: Option<Vec<u8>>,
    /// HPKE KEM number of the applicant's decryption key.
    pub kem: Option<i32>,
    /// The applicant's public decryption key.
    pub public_key: Option<Vec<u8>>,
    /// TLS certificate (DER), once signed.
    pub tls_certificate: Option<Vec<u8>>,
    /// Signing certificate (DER), once signed.
    pub signing_certificate: Option<Vec<u8>>,
    /// Why the desk did not sign.
    pub refusal: Option<String>,
    /// When it was asked (ms).
    pub asked_at: i64,
    /// When the desk answered (ms).
    pub answered_at: Option<i64>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
