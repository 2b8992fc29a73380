//! The submissions that are worked on now: a job and a sweep never write the files of one submission at the same time.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names the submissions in hand.
#[derive(Debug, Default)]
pub struct InHand(Mutex<BTreeSet<String>>);

/// Puts the submission down when it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Held<'a> {
    hand: &'a InHand,
    number: String,
}

impl InHand {
    /// Takes a submission up; none while another has it.
    pub fn take(&self, number: &str) -> Option<Held<'_>> {
        self.numbers().insert(number.to_owned()).then(|| Held { hand: self, number: number.to_owned() })
    }

    fn numbers(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.hand.numbers().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::InHand;

    #[test]
    fn a_submission_is_in_one_hand_until_it_is_put_down() {
        let hand = InHand::default();
        let held = hand.take("CDE-2026-000001").unwrap();
        assert!(hand.take("CDE-2026-000001").is_none());
        assert!(hand.take("CDE-2026-000002").is_some());
        drop(held);
        assert!(hand.take("CDE-2026-000001").is_some());
    }
}
