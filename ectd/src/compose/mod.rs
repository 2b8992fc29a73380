//! Builds valid applications, sequence by sequence: for `sealpost sample`, and for tests, which break one thing in them.
//!
//! A plan is data: an [`plan::Application`] has sequences, a sequence a backbone, and the backbone's headings leaves
//! with the recipe of their file. Whatever is in the plan may be changed before it is written; only what follows from
//! it (checksums, paths relative to a backbone) is computed while writing, and even that can be stated otherwise.
//! [`cn`], [`us`], [`eu`], [`ich`], [`v4`] and [`folder`] make plans that their authority would accept.

pub(crate) mod bulk;
pub mod cn;
mod ctd;
mod dataset;
pub mod element;
pub mod eu;
pub mod folder;
mod hash;
pub mod ich;
pub mod leaf;
pub(crate) mod noise;
pub mod pdf;
pub mod plan;
mod render;
mod study;
pub mod us;
mod util;
pub mod v4;
pub mod write;
mod xpt;
