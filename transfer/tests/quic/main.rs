//! Real QUIC over the loopback: who comes in, who does not and what it is told, and how segments travel.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod centre;
mod doors;
mod drain;
mod segments;
