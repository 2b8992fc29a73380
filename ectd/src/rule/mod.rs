//! The checks, by topic. Each is a function that looks at the subject and notes what it finds; under which number and
//! with which weight an authority has it stands in [`crate::book`].

pub mod carriage;
pub mod folder;
pub mod found;
pub mod index;
mod inspected;
pub mod jump;
pub mod leaf;
pub mod naming;
pub mod pdf;
pub mod subject;
pub mod xpt;
