//! A count with a few examples of what was counted.

use serde::{Deserialize, Serialize};

/// How many there are, and the first few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Examples {
    /// All of them.
    pub total: u64,
    /// The first ones.
    pub first: Vec<String>,
}

impl Examples {
    pub(super) fn add(&mut self, example: impl FnOnce() -> String) {
        self.total += 1;
        if self.first.len() < SHOWN {
            self.first.push(shortened(&example()));
        }
    }
}

/// One line of at most [`LENGTH`] characters.
pub(super) fn shortened(text: &str) -> String {
    let line: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LENGTH + 1).collect();
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Examples kept.
const SHOWN: usize = 5;

/// Characters of one example.
const LENGTH: usize = 120;
