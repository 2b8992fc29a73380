//! The sequences of one application: what was filed before, what became of it, and what stands now.

mod history;
pub mod life;
pub mod reference;
pub mod view;

pub use history::{History, HistoryError, Sequence, number};
