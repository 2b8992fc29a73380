//! The submission that the desk works on now: what else reads or repairs leaves it alone.

use std::sync::{Mutex, PoisonError};

/// Names the submission in hand; a desk works on one at a time.
#[derive(Debug, Default)]
pub struct InHand(Mutex<Option<String>>);

/// Puts the submission down when it is dropped.
#[derive(Debug)]
pub struct Held<'a>(&'a InHand);

impl InHand {
    /// Takes a submission up.
    pub fn take(&self, number: &str) -> Held<'_> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(number.to_owned());
        Held(self)
    }

    /// Tells whether this submission is in hand.
    pub fn is(&self, number: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(number)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::InHand;

    #[test]
    fn a_submission_is_in_hand_until_it_is_put_down() {
        let hand = InHand::default();
        let held = hand.take("CDE-2026-000001");
        assert!(hand.is("CDE-2026-000001") && !hand.is("CDE-2026-000002"));
        drop(held);
        assert!(!hand.is("CDE-2026-000001"));
    }
}
