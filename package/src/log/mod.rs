//! The evidence log as anyone can read it: tiles, signed checkpoints, proofs. Bytes: `docs/log-format.md`.
//!
//! A centre's events are the leaves of one RFC 9162 tree, in the order of their commits. An entry is 32 bytes,
//! SHA-256(salt ‖ record), so the log can be shown to everybody without showing a record. Its files are those of C2SP
//! tlog-tiles, its heads are C2SP checkpoints, and all of them are a pure function of the entries and the log's key:
//! whoever makes them again gets the same bytes.
//!
//! [`tile`], [`bundle`], [`note`] and [`checkpoint`] are the formats, one file each; [`builder`] turns entries into
//! files, [`reader`] turns files into proofs, [`folder`] keeps them on a disk, [`audit`] proves a whole folder, [`stamp`] when
//! its heads existed by the clock of somebody else.

pub mod audit;
pub mod builder;
pub mod bundle;
pub mod checkpoint;
pub mod folder;
pub mod note;
pub mod proof;
pub mod reader;
pub mod stamp;
pub mod tile;

/// An entry of the log: SHA-256(salt ‖ record).
pub type Entry = crypto::digest::Sha256Digest;

/// The entry of a record; a receipt's record is its tagged bytes with empty unprotected map.
#[must_use]
pub fn entry(salt: &[u8], record: &[u8]) -> Entry {
    let mut hasher = crypto::digest::Sha256::new();
    hasher.update(salt);
    hasher.update(record);
    hasher.finish()
}
