//! Acknowledgements that come in heaps: how much more than expected (draft, section "BBR.extra_acked").

use std::time::Instant;

use super::rate::Rate;

/// The largest excess of the last rounds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aggregation {
    since: Instant,
    delivered: u64,
    excess: [u64; ROUNDS],
    round: usize,
}

impl Aggregation {
    pub(super) fn new(now: Instant) -> Self {
        Self { since: now, delivered: 0, excess: [0; ROUNDS], round: 0 }
    }

    /// Bytes that may come at once, beyond the rate.
    pub(super) fn excess(&self) -> u64 {
        self.excess.iter().copied().max().unwrap_or(0)
    }

    /// Begins to count anew: nothing was on its way.
    pub(super) fn restart(&mut self, now: Instant) {
        self.since = now;
        self.delivered = 0;
    }

    /// A round begins; while the path is not known yet, what was before it says nothing.
    pub(super) fn next_round(&mut self, remember: bool) {
        if !remember {
            self.excess = [0; ROUNDS];
        }
        self.round = (self.round + 1) % ROUNDS;
        self.excess[self.round] = 0;
    }

    /// Takes an acknowledgement of `newly` bytes; `limit` is the window.
    pub(super) fn take(&mut self, now: Instant, newly: u64, rate: Rate, limit: u64) {
        let mut expected = rate.during(now.saturating_duration_since(self.since));
        if self.delivered <= expected {
            self.restart(now);
            expected = 0;
        }
        self.delivered += newly;
        let excess = self.delivered.saturating_sub(expected).min(limit);
        self.excess[self.round] = self.excess[self.round].max(excess);
    }
}

/// Rounds that are remembered.
const ROUNDS: usize = 10;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn heaps_are_seen_and_forgotten() {
        let start = Instant::now();
        let rate = Rate::of(1000, Duration::from_millis(1));
        let mut aggregation = Aggregation::new(start);
        for heap in 1..=20 {
            aggregation.take(start + Duration::from_millis(10 * heap), 10_000, rate, 1 << 20);
        }
        assert_eq!(aggregation.excess(), 10_000, "ten milliseconds at a time");
        for round in 0..ROUNDS {
            assert_ne!(aggregation.excess(), 0, "round {round}");
            aggregation.next_round(true);
        }
        assert_eq!(aggregation.excess(), 0);
    }
}
