//! The tables, one file each. Rows are data; what may happen to them is decided beside this folder.

pub mod certificate;
pub mod check;
pub mod counter;
pub mod enrolment;
pub mod event;
pub mod head;
pub mod invitation;
pub mod lease;
pub mod occupation;
pub mod organisation;
pub mod package;
pub mod receipt;
pub mod submission;
pub mod sweep;
