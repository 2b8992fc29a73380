//! A dossier as a regulatory authority sees it: the folder, its names, its backbone, and what is wrong with them.
//!
//! Works on a path handed to it; prints nothing, asks no environment and no clock. The checks give findings, which are
//! data: an error of this crate means that something could not be checked at all.

pub mod application;
pub mod backbone;
pub mod book;
pub mod check;
pub mod compose;
mod crew;
pub mod dossier;
pub mod filing;
pub mod finding;
pub mod fold;
pub mod grammar;
pub mod inspect;
pub mod language;
pub mod name;
pub mod path;
pub mod pdf;
mod platform;
pub mod profile;
pub mod progress;
pub mod reading;
pub mod report;
pub mod rule;
pub mod sample;
mod text;
pub mod witness;
pub mod xml;
pub mod xpt;
