//! The checks, by topic. Each is a function that looks at the subject and notes what it finds; under which number and
//! with which weight an authority has it stands in [`crate::book`].

pub mod carriage;
pub mod completeness;
pub mod constant;
pub mod cover;
pub mod dataset;
pub mod entry;
pub mod envelope;
pub mod extension;
pub mod folder;
pub mod form;
pub mod found;
pub mod heading;
pub mod identifier;
pub mod index;
mod inspected;
pub mod jump;
pub mod layout;
pub mod leaf;
pub mod life;
pub mod listing;
pub mod message;
pub mod naming;
pub mod pdf;
pub mod plain;
pub mod regional;
pub mod related;
pub mod sequence;
pub mod size;
pub mod statistics;
pub mod subject;
pub mod util;
pub mod validity;
pub mod version;
mod vocabulary;
pub mod xpt;
