//! A job takes one dossier folder to the centre's receipts.
//!
//! The parts in the order of their work: [`dossier`] reads and checks the folder, [`place`] finds or makes the job's
//! folder and locks it, [`record`] is the journal in which the plan stands before the first byte leaves,
//! [`prepare`] decides whether the recorded package still fits or a new one is made, [`send`] drives the
//! conversation with the centre over a [`carriage`], which feels the connection's [`pulse`] and has a [`preference`] among
//! carriers, [`news`] takes what it hears, [`belief`] believes a receipt only after every check, [`shelf`] keeps it, and
//! [`submit`] joins them. Everything is told to an [`event::Events`].

pub mod belief;
pub mod carriage;
pub mod dossier;
pub mod event;
pub mod news;
pub mod pack;
pub mod place;
pub mod preference;
pub mod prepare;
pub mod pulse;
pub mod record;
pub mod sealing;
pub mod send;
pub mod setback;
pub mod shelf;
pub mod submit;
