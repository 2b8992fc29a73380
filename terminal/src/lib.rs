//! What the three programs say alike: exit codes, JSON lines, errors, language, sizes, progress.
//!
//! Only the programs use this crate; libraries never print and never read the environment.

pub mod bar;
pub mod exit;
pub mod failure;
pub mod language;
pub mod options;
pub mod output;
pub mod size;
