//! A limit on how fast segments leave, the same over every carrier and every connection of a job.
//!
//! It holds for what is handed to the carrier: what is lost on the way and sent again, and the carrier's own bytes, come on
//! top. Messages do not wait for it.

use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// So many bytes a second; clones share them.
#[derive(Debug, Clone)]
pub struct Pace {
    rate: NonZeroU64,
    free: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// A pace of `rate` bytes a second.
    #[must_use]
    pub fn new(rate: NonZeroU64) -> Self {
        Self { rate, free: Arc::default() }
    }

    /// Waits until the next bytes may leave, and returns how many of `wanted` may.
    pub(super) async fn allow(&self, wanted: usize) -> usize {
        let bytes = wanted.min(PIECE);
        sleep_until(self.reserve(bytes, Instant::now())).await;
        bytes
    }

    /// Takes the time that `bytes` need, and returns when it begins.
    fn reserve(&self, bytes: usize, now: Instant) -> Instant {
        // Nothing in here can be left half done.
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = free.map_or(now, |free| free.max(now));
        *free = Some(begin + Duration::from_secs_f64(bytes as f64 / self.rate.get() as f64));
        begin
    }
}

/// Bytes that leave at once.
const PIECE: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_is_not_saved_up() {
        let pace = Pace::new(NonZeroU64::new(1000).unwrap());
        let now = Instant::now();
        let after = |milliseconds| now + Duration::from_millis(milliseconds);
        assert_eq!(pace.reserve(500, now), now);
        assert_eq!(pace.clone().reserve(250, now), after(500));
        assert_eq!(pace.reserve(1, now), after(750));
        assert_eq!(pace.reserve(1000, after(5000)), after(5000));
        assert_eq!(pace.reserve(1, after(5000)), after(6000));
    }
}
