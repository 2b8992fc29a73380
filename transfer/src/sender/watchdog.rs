//! How long a connection may verify nothing.
//!
//! A segment counts when the centre says that it is durable. On a slow line that takes as long as a MiB takes, so no fixed
//! time is right for every line: the watchdog waits twice the longest time in which something was verified after all, and
//! doubles its time with each connection that verified nothing.

use std::time::{Duration, Instant};

/// Watches over the bytes on their way.
#[derive(Debug)]
pub(super) struct Watchdog {
    shortest: Duration,
    longest: Duration,
    slowest: Duration,
    fruitless: u32,
    since: Option<Instant>,
}

impl Watchdog {
    /// Waits `shortest` at first, and never more than `longest`.
    pub(super) fn new(shortest: Duration, longest: Duration) -> Self {
        Self { shortest, longest, slowest: Duration::ZERO, fruitless: 0, since: None }
    }

    /// Bytes left this side that nobody has verified yet.
    pub(super) fn sent(&mut self, now: Instant) {
        self.since.get_or_insert(now);
    }

    /// Something was verified; `more` says whether other bytes are on their way.
    pub(super) fn verified(&mut self, more: bool, now: Instant) {
        if let Some(since) = self.since {
            self.slowest = self.slowest.max(now.saturating_duration_since(since));
        }
        self.fruitless = 0;
        self.since = more.then_some(now);
    }

    /// Nothing is on its way any more.
    pub(super) fn rest(&mut self) {
        self.since = None;
    }

    /// The connection was given up because nothing was verified. Returns how long it was waited for.
    pub(super) fn bite(&mut self) -> Duration {
        let waited = self.patience();
        self.fruitless = self.fruitless.saturating_add(1);
        self.since = None;
        waited
    }

    /// When the connection starves, if nothing is verified before.
    pub(super) fn due(&self) -> Option<Instant> {
        Some(self.since? + self.patience())
    }

    fn patience(&self) -> Duration {
        let usual = self.shortest.max(self.slowest * 2);
        usual.saturating_mul(1 << self.fruitless.min(16)).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn it_waits_longer_on_a_line_that_has_shown_to_be_slow() {
        let now = Instant::now();
        let mut watchdog = Watchdog::new(10 * SECOND, 150 * SECOND);
        assert_eq!(watchdog.due(), None, "nothing was sent");
        watchdog.sent(now);
        watchdog.sent(now + SECOND);
        assert_eq!(watchdog.due(), Some(now + 10 * SECOND));
        watchdog.verified(true, now + 9 * SECOND);
        assert_eq!(watchdog.due(), Some(now + 27 * SECOND), "twice nine");
        watchdog.verified(false, now + 10 * SECOND);
        assert_eq!(watchdog.due(), None);
        watchdog.sent(now);
        watchdog.rest();
        assert_eq!(watchdog.due(), None);
    }

    #[test]
    fn each_fruitless_connection_doubles_its_patience_up_to_an_end() {
        let now = Instant::now();
        let mut watchdog = Watchdog::new(10 * SECOND, 150 * SECOND);
        let waited: Vec<u64> = (0..6)
            .map(|_| {
                watchdog.sent(now);
                watchdog.bite().as_secs()
            })
            .collect();
        assert_eq!(waited, [10, 20, 40, 80, 150, 150]);
        watchdog.sent(now);
        watchdog.verified(true, now + SECOND);
        assert_eq!(watchdog.bite(), 10 * SECOND, "something was verified");
    }
}
