//! Files that appear whole, journals, locks, space and fault points.
//!
//! Everything that Sealpost writes goes through this crate, so that the order *write, sync, rename, sync the folder*
//! stands in one place, and so that a test can make each single file call fail ([`fault`]). It knows nothing of
//! dossiers, keys or networks, and it does not choose where files lie.

pub mod copy;
pub mod error;
pub mod fault;
pub mod file;
pub mod folder;
pub mod journal;
pub mod lock;
mod os;
pub mod passing;
pub mod secret;
pub mod space;
pub mod tree;
pub mod whole;
