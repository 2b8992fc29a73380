//! The sequences of one application: what was filed before, and what became of it.

mod history;

pub use history::{History, HistoryError, Sequence};
