//! The tests of this crate, in one program: built apart, each would be linked with everything again.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(clippy::cast_possible_truncation, reason = "packages of a few MiB")]

mod acceptance;
mod cards;
mod cases;
mod centre;
mod changed_source;
mod documents;
mod every_bit;
mod forge;
mod hostile;
mod keeper;
mod log;
mod log_vectors;
mod one_read;
mod outcomes;
mod package_vectors;
mod pages;
mod proof_vectors;
mod receipt_vectors;
mod receipts;
mod remake;
mod round_trip;
#[path = "../support/mod.rs"]
mod support;
mod timestamp_vectors;
