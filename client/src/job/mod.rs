//! A job takes one dossier folder to the centre's receipts.
//!
//! The parts in the order of their work: [`dossier`] reads and checks the folder, [`place`] finds or makes the job's
//! folder and locks it, [`record`] is the journal in which the plan stands before the first byte leaves,
//! [`prepare`] decides whether the recorded package still fits or a new one is made, [`seal`] makes segments on a
//! few threads, [`send`] drives the conversation with the centre, [`receipt`] believes a receipt only after every
//! check, and [`submit`] joins them. Everything is told to an [`event::Events`].

pub mod event;
