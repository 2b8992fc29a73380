//! From the model to the two numbers that bind: the rate and the window (draft, section "Updating Control Parameters").

use std::time::Duration;

use super::rate::{Rate, percent};
use super::state::State;
use super::{Bbr, INITIAL};

impl Bbr {
    /// Bytes that may be in flight.
    ///
    /// quinn takes no rate. It sends whenever less than the window is in flight, at a quarter more than a window in a round trip
    /// at most. So the window is what is in flight when one sends at BBR's rate: rate × the round trip as it is now. A sender at
    /// that window sends at that rate, with the acknowledgements as its clock. Where the rate is the path's own or more, a
    /// little is added for timers, bursts and acknowledgements that come in heaps, but only to the path without its queue: added
    /// to a round trip with a queue, it would feed itself.
    pub(in crate::carrier::congestion) fn window(&self) -> u64 {
        let Some(least) = self.path.least() else { return self.budget };
        let now = self.pacing.during(self.path.smoothed());
        let window = match self.state.rate_gain() {
            ..100 => now,
            _ => now.max(self.pacing.during(least) + self.slack()),
        };
        window.min(self.budget).max(self.least_budget())
    }

    /// Bytes per second at which BBR would send if it could pace by itself.
    pub(in crate::carrier::congestion) fn pacing_rate(&self) -> u64 {
        self.pacing.bytes_per_second()
    }

    /// Bytes in flight before anything is known.
    pub(in crate::carrier::congestion) fn initial_window(&self) -> u64 {
        INITIAL * self.datagram
    }

    pub(super) fn set_rate(&mut self) {
        let rate = self.rate().percent(self.state.rate_gain()).percent(100 - MARGIN);
        if self.growth.was_full() {
            self.pacing = rate;
        } else {
            let first = Rate::of(self.initial_window(), self.path.smoothed().max(SHORTEST));
            let first = first.percent(self.state.rate_gain());
            self.pacing = self.pacing.max(rate).max(first);
        }
    }

    pub(super) fn set_budget(&mut self, newly: u64) {
        let most = self.most_in_flight();
        if self.growth.was_full() {
            self.budget = most.min(self.budget + newly);
        } else if self.budget < most || self.delivery.delivered() < self.initial_window() {
            self.budget += newly;
        }
        let limits = [self.emptying_budget(), self.long_limit(), self.bounds.short_in_flight()];
        let limit = limits.into_iter().flatten().min().unwrap_or(u64::MAX);
        self.budget = self.budget.min(limit).max(self.least_budget());
    }

    /// So many hundredths of what the path holds without a queue.
    pub(super) fn volume(&self, gain: u64) -> u64 {
        self.path.least().map_or(self.initial_window(), |least| percent(self.rate().during(least), gain))
    }

    /// What the path holds, but no less than what leaves at once.
    pub(super) fn volume_with_quantum(&self) -> u64 {
        self.at_least_quantum(self.volume(100))
    }

    /// What is wanted in flight: what the path holds, unless congestion has cut it.
    pub(super) fn target(&self) -> u64 {
        self.volume(100).min(self.budget)
    }

    /// What must be allowed for acknowledgements of every second datagram.
    pub(super) fn least_budget(&self) -> u64 {
        LEAST * self.datagram
    }

    /// While the pipe is not full yet, twice what it holds is room enough for heaps of acknowledgements.
    fn most_in_flight(&self) -> u64 {
        let heaps = if self.growth.was_full() { self.aggregation.excess() } else { 0 };
        self.at_least_quantum(self.volume(self.state.window_gain()) + heaps)
    }

    fn at_least_quantum(&self, volume: u64) -> u64 {
        let quantum = self.pacing.during(QUANTUM).clamp(2 * self.datagram, LARGEST_QUANTUM);
        let extra = if self.state == State::Up { 2 * self.datagram } else { 0 };
        volume.max(quantum).max(self.least_budget()) + extra
    }

    fn long_limit(&self) -> Option<u64> {
        match self.state {
            State::Startup => None,
            State::Cruise | State::ProbeRtt { .. } => self.bounds.with_headroom(self.datagram),
            _ => self.bounds.long(),
        }
    }

    fn slack(&self) -> u64 {
        self.aggregation.excess() + self.pacing.during(BURST).max(self.least_budget())
    }
}

/// Hundredths below the path's rate that BBR stays, so that queues do not grow from noise.
const MARGIN: u64 = 1;
/// Datagrams that may always be in flight.
const LEAST: u64 = 4;
/// Time whose data leaves at once.
const QUANTUM: Duration = Duration::from_millis(1);
const LARGEST_QUANTUM: u64 = 64 << 10;
/// quinn's pacer sends what two milliseconds take at once.
const BURST: Duration = Duration::from_millis(2);
/// A round trip that is not known yet is at least this long.
const SHORTEST: Duration = Duration::from_millis(1);
