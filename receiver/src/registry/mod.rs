//! The registry: the truth about order, people and rights. Bytes and evidence are the stores' affair.
//!
//! SeaORM on SQLite (the embedded default) and PostgreSQL, one code path. Every write transaction begins by locking
//! the head of the log, so writes are serial on either engine and the order of the log is the order of commits.
//! Intake, desk and commands call the functions of [`database::Registry`]; nobody else touches a table.

pub mod claim;
pub mod database;
pub mod delivery;
pub mod enrolment;
pub mod entity;
pub mod error;
pub mod fixity;
pub mod lease;
pub mod life;
pub mod log;
mod migration;
pub mod mirror;
pub mod offer;
pub mod people;
mod placement;
pub mod query;
pub mod rebuild;
mod rows;
pub mod signing;
pub mod snapshot;
pub mod state;
pub mod verdict;
