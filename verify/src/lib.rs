//! `sealpost-verify`: proves, years later and off line, that what is kept is what was filed.
//!
//! Reads only. What is wrong with the thing checked is a finding and ends with exit 3; an error means that it could not
//! be checked. No network, no run-time, no database: `tests/tests/house.rs` holds it to that. Certificates are judged at the
//! time of what they signed; the clock stands on the report's page and decides nothing.

mod archive;
pub mod command;
mod file;
mod finding;
mod home;
mod key;
mod log;
mod object;
mod options;
mod package;
mod page;
mod part;
mod prove;
mod receipt;
mod receipts;
mod report;
mod sealed;
mod source;
mod text;
