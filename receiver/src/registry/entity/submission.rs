//! The submission row is the job: there is no other queue.

use super::super::state::State;
use sea_orm::entity::prelude::*;

/// One row. Digests and ids are lower-case hex, times milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submissions")]
pub struct Model {
    /// Its number for ever, as `CDE-2026-000001`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    /// Who files.
    pub organisation: String,
    /// For which application.
    pub application: String,
    /// Under which sequence, as written.
    pub sequence: String,
    /// The manifest root.
    pub manifest_root: String,
    /// cn, us, eu, ich, v4 or generic.
    pub profile: String,
    /// The package that counts now.
    pub package: String,
    /// A of that package.
    pub header_sha256: String,
    /// SHA-256 of its tagged statement.
    pub statement_sha256: String,
    /// How it comes: quic, tcp, disc …
    pub carrier: String,
    /// Length of the bag in bytes.
    pub plaintext_len: i64,
    /// Length of the whole package in bytes.
    pub package_len: i64,
    /// Number of segments.
    pub segments: i64,
    /// Bytes of it that are durable here.
    pub received: i64,
    /// Where it stands.
    pub state: State,
    /// Grows when another package takes over; every update names it.
    pub epoch: i64,
    /// How many times a desk took it up; with the epoch it fences an old desk.
    pub attempt: i64,
    /// The desk that works on it.
    pub lease_owner: Option<String>,
    /// Until when that desk holds it.
    pub lease_until: Option<i64>,
    /// What that desk is doing: verify, backup or register.
    pub phase: Option<String>,
    /// Bytes of that phase that are done.
    pub phase_done: i64,
    /// Bytes of that phase in all.
    pub phase_total: i64,
    /// Not taken up before this time.
    pub not_before: i64,
    /// What went wrong at the last attempt.
    pub last_error: Option<String>,
    /// Number of the earlier submission of this sequence that it follows, or that was in its way.
    pub earlier: Option<String>,
    /// The package digest, from R1 on.
    pub package_digest: Option<String>,
    /// Number of files, from R2 on.
    pub files: Option<i64>,
    /// Bytes of the files, from R2 on.
    pub bytes: Option<i64>,
    /// Tree hash over the manifest's lines, from R2 on.
    pub files_root: Option<String>,
    /// Error findings.
    pub findings_error: Option<i64>,
    /// Warning findings.
    pub findings_warning: Option<i64>,
    /// Other findings.
    pub findings_info: Option<i64>,
    /// Whether the root was proven by opening, so that a refusal is a verdict on it.
    pub root_proven: bool,
    /// JSON of the refusal's reasons.
    pub reasons: Option<String>,
    /// First offer.
    pub offered_at: i64,
    /// When the offer lapses without progress.
    pub expires_at: i64,
    /// Last progress.
    pub progress_at: i64,
    /// First byte of payload.
    pub first_byte_at: Option<i64>,
    /// Last byte of payload.
    pub last_byte_at: Option<i64>,
    /// R1.
    pub delivered_at: Option<i64>,
    /// R2.
    pub verified_at: Option<i64>,
    /// R3, registered.
    pub registered_at: Option<i64>,
    /// R3, refused.
    pub refused_at: Option<i64>,
}

/// No relations: the registry joins in its own functions.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
