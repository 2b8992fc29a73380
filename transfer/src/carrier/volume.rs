//! What a path holds: the bytes that are on their way when it is full. Windows follow from it, so that a line across an ocean
//! gets the memory that it needs, and a line across a room does not.

use std::time::{Duration, Instant};

/// The largest volume that a path has held, as the receiving side sees it: bytes that came in, times the round trip.
#[derive(Debug)]
pub(super) struct Volume {
    since: Instant,
    bytes: u64,
    most: u64,
}

impl Volume {
    pub(super) fn new(now: Instant) -> Self {
        Self { since: now, bytes: 0, most: 0 }
    }

    /// Takes the count of bytes that have come in, and gives the volume. It looks once in a round trip.
    pub(super) fn take(&mut self, now: Instant, bytes: u64, rtt: Duration) -> u64 {
        let passed = now.saturating_duration_since(self.since);
        if passed >= rtt.max(LEAST) {
            let came = u128::from(bytes.saturating_sub(self.bytes));
            let held = came * rtt.as_micros() / passed.as_micros().max(1);
            self.most = self.most.max(u64::try_from(held).unwrap_or(u64::MAX));
            (self.since, self.bytes) = (now, bytes);
        }
        self.most
    }
}

/// No rate is measured over less time.
const LEAST: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_holds_more_than_a_short_one() {
        let start = Instant::now();
        for (rtt, volume) in [(200, 2_000_000), (1, 10_000)] {
            let mut path = Volume::new(start);
            let rtt = Duration::from_millis(rtt);
            assert_eq!(path.take(start, 5, rtt), 0, "too early to say");
            assert_eq!(path.take(start + Duration::from_secs(1), 10_000_000, rtt), volume);
            assert_eq!(
                path.take(start + Duration::from_secs(9), 10_000_001, rtt),
                volume,
                "a pause says nothing"
            );
        }
    }
}
