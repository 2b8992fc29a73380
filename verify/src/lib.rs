//! `sealpost-verify`: proves, years later and off line, that what is kept is what was filed.
//!
//! Reads only. What is wrong with the thing checked is a finding and ends with exit 3; an error means that it could not
//! be checked. No network, no run-time, no database: `tests/tests/house.rs` holds it to that.

pub mod command;
mod evidence;
mod finding;
mod key;
mod log;
mod package;
mod receipt;
mod report;
mod text;
