//! The tests of this crate that need no program of their own, in one: built apart, each would be linked with everything again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod books;
#[path = "../common/mod.rs"]
mod common;
mod compose;
mod filing;
mod hostile;
mod known;
mod messages;
mod pdf;
mod report;
mod rules_page;
mod sample;
mod samples;
mod walk;
mod xpt;
