//! A report of a check for people: findings grouped by rule, rules that were not evaluated, as text for a terminal and
//! as one HTML page to file with the dossier.
//!
//! Gives strings and writes nothing; what it must know of the world (time, version, folder) is handed to it. Every value
//! comes out of a dossier that anybody may have written: [`shown`] makes it harmless before it stands in a text.

pub mod gap;
pub mod group;
pub mod page;
pub mod plain;
mod shown;
