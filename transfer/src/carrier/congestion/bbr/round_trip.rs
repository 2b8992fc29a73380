//! How long the path is: the least round-trip time, and when it must be looked for (draft, sections "BBR.min_rtt" and
//! "ProbeRTT").

use std::time::{Duration, Instant};

/// Round-trip times of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoundTrip {
    least: Option<Duration>,
    least_at: Instant,
    recent: Option<Duration>,
    recent_at: Instant,
    smoothed: Duration,
    is_stale: bool,
}

impl RoundTrip {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            least: None,
            least_at: now,
            recent: None,
            recent_at: now,
            smoothed: Duration::ZERO,
            is_stale: false,
        }
    }

    /// The least of the last ten seconds; the path's length without a queue. None before the first sample.
    pub(super) fn least(&self) -> Option<Duration> {
        self.least
    }

    /// What it is now, with its queue.
    pub(super) fn smoothed(&self) -> Duration {
        self.smoothed
    }

    /// Whether the least has not been seen for so long that it must be looked for.
    pub(super) fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// Whether there is next to no queue.
    pub(super) fn is_free(&self) -> bool {
        self.least.is_some_and(|least| self.smoothed <= least + least / 8 + JITTER)
    }

    pub(super) fn take(&mut self, now: Instant, rtt: Duration) {
        self.smoothed = if self.least.is_none() { rtt } else { (self.smoothed * 7 + rtt) / 8 };
        self.is_stale = now > self.recent_at + RECENT;
        if self.recent.is_none_or(|recent| rtt < recent) || self.is_stale {
            self.recent = Some(rtt);
            self.recent_at = now;
        }
        // To see it again, but for noise, is as good: a flow that drains its own queue need not be emptied.
        if self.recent.is_some_and(|recent| rtt <= recent + recent / NOISE) {
            self.recent_at = now;
        }
        let has_lapsed = now > self.least_at + WINDOW;
        if self.least.is_none() || self.recent < self.least || has_lapsed {
            self.least = self.recent;
            self.least_at = self.recent_at;
        }
    }

    /// It was looked for: not again for a while.
    pub(super) fn refreshed(&mut self, now: Instant) {
        self.recent_at = now;
        self.is_stale = false;
    }
}

/// How long a least round-trip time counts.
const WINDOW: Duration = Duration::from_secs(10);
/// After so long without seeing it, it is looked for.
const RECENT: Duration = Duration::from_secs(5);
/// Part of the least by which a round trip may exceed it and still be the same.
const NOISE: u32 = 64;
/// What schedulers and timers add to a round trip without a queue.
const JITTER: Duration = Duration::from_millis(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_lapses_and_is_looked_for_before() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let (short, long) = (Duration::from_millis(20), Duration::from_millis(30));
        let mut path = RoundTrip::new(start);
        path.take(at(0), short);
        path.take(at(1), long);
        assert_eq!((path.least(), path.is_stale()), (Some(short), false));
        path.take(at(6), long);
        assert!(path.is_stale(), "not seen for five seconds");
        assert_eq!(path.least(), Some(short), "but still believed");
        path.refreshed(at(6));
        path.take(at(11), long);
        assert_eq!(path.least(), Some(long), "the path has become longer");
    }

    #[test]
    fn a_path_whose_queue_drains_by_itself_is_not_emptied() {
        let start = Instant::now();
        let mut path = RoundTrip::new(start);
        for second in 0..60 {
            path.take(start + Duration::from_secs(second), Duration::from_micros(100_000 + second % 3 * 500));
            assert!(!path.is_stale());
        }
    }

    #[test]
    fn a_queue_is_seen() {
        let start = Instant::now();
        let mut path = RoundTrip::new(start);
        path.take(start, Duration::from_millis(100));
        assert!(path.is_free());
        (0..20).for_each(|_| path.take(start, Duration::from_millis(130)));
        assert!(!path.is_free());
    }
}
