//! The applicant's side of Sealpost: an identity with one centre, and jobs that take a dossier folder to four
//! signed receipts.
//!
//! [`home`], [`identity`], [`network`] and [`job`] are the library: they never print, never read the environment, and report
//! through [`job::event::Events`]; a desktop window sits on them as the command line does. [`options`],
//! [`command`], [`progress`], [`report`] and [`text`] are the command line.

pub mod ask;
pub mod cause;
pub mod clock;
pub mod command;
pub mod explain;
pub mod failure;
pub mod help;
pub mod home;
pub mod identity;
pub mod interrupt;
pub mod job;
pub mod network;
pub mod options;
pub mod progress;
pub mod reach;
pub mod report;
pub mod stop;
pub mod text;

#[cfg(test)]
mod testing;
