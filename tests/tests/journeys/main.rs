//! Journeys over the real programs: real QUIC, real databases, real files.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(clippy::print_stdout, reason = "measured lines")]

mod again;
mod ahead;
mod archived;
mod archivist;
mod check;
mod conflict;
mod disk;
mod faults;
mod fixity;
mod handover;
mod hostile;
mod identity;
mod interop;
mod job;
mod kill;
mod line;
mod log;
mod many;
mod on_s3;
mod opening;
mod real;
mod rebuild;
mod roles;
mod sample;
mod support;
mod timestamps;
mod view;
