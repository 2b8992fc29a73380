//! The applicant's side of Sealpost: an identity with one centre, and jobs that take a dossier folder to four
//! signed receipts.
//!
//! [`home`], [`identity`] and [`job`] are the library: they never print, never read the environment, and report
//! through [`job::event::Events`]; a desktop window sits on them as the command line does. [`options`],
//! [`command`], [`progress`] and [`text`] are the command line.

pub mod clock;
pub mod command;
pub mod failure;
pub mod home;
pub mod identity;
pub mod job;
pub mod options;
pub mod platform;
pub mod progress;
pub mod report;
pub mod text;
