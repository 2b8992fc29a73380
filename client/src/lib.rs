//! The applicant's side of Sealpost: an identity with one centre, and jobs that take a dossier folder to four
//! signed receipts.
//!
//! The library never prints and never reads the environment; a desktop window sits on it as the command line does.

pub mod home;
pub mod options;
