//! When to probe, and what the probe under way has found (draft, section "ProbeBW").

use std::time::{Duration, Instant};

use super::rate::percent;

/// What the acknowledgements that come in now are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feedback {
    /// Not about a probe.
    None,
    /// The filling before a probe.
    Refilling,
    /// The probe has begun; what comes in left before it.
    Starting,
    /// The probe.
    Probe,
    /// The probe has ended; what comes in is still its own.
    Stopping,
}

/// The probing cycle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cycle {
    pub(super) feedback: Feedback,
    /// Whether losses found now are of datagrams that a probe has sent.
    pub(super) is_sample: bool,
    /// The last probe lost too much.
    pub(super) was_too_high: bool,
    /// The last probe went no further than to where the one before it had lost too much.
    pub(super) was_cautious: bool,
    since: Instant,
    wait: Duration,
    rounds: u64,
    slope: Slope,
    dice: u64,
}

/// How the long limit grows while a probe does no harm: by one datagram in the first round, two in the second, and so on.
#[derive(Debug, Clone, Copy, Default)]
struct Slope {
    rounds: u32,
    acked: u64,
    step: Option<u64>,
}

impl Cycle {
    pub(super) fn new(now: Instant, seed: u64) -> Self {
        Self {
            feedback: Feedback::None,
            is_sample: false,
            was_too_high: false,
            was_cautious: false,
            since: now,
            wait: LEAST_WAIT,
            rounds: 0,
            slope: Slope::default(),
            dice: seed | 1,
        }
    }

    pub(super) fn next_round(&mut self) {
        self.rounds += 1;
    }

    /// Whether to probe again: after two to three seconds, or as many rounds as Reno would need to grow by what is in flight.
    pub(super) fn is_due(&self, now: Instant, datagrams_in_flight: u64) -> bool {
        now > self.since + self.wait || self.rounds >= datagrams_in_flight.min(MOST_ROUNDS)
    }

    /// A probe has ended, or none is wanted: the wait for the next one begins.
    pub(super) fn rest(&mut self, now: Instant) {
        self.feedback = Feedback::Stopping;
        self.slope.step = None;
        self.since = now;
        self.rounds = self.roll() % 2;
        self.wait = LEAST_WAIT + Duration::from_millis(self.roll() % 1000);
    }

    pub(super) fn refill(&mut self) {
        self.slope = Slope::default();
        self.was_cautious = false;
        self.feedback = Feedback::Refilling;
    }

    pub(super) fn probe(&mut self, window: u64, datagram: u64) {
        self.feedback = Feedback::Starting;
        self.is_sample = true;
        self.steepen(window, datagram);
    }

    pub(super) fn steepen(&mut self, window: u64, datagram: u64) {
        self.slope.step = Some((window >> self.slope.rounds).max(datagram));
        self.slope.rounds = (self.slope.rounds + 1).min(30);
    }

    /// By how much the long limit grows after so many bytes were delivered at it.
    pub(super) fn climb(&mut self, newly: u64, datagram: u64) -> u64 {
        let Some(step) = self.slope.step else { return 0 };
        self.slope.acked += newly;
        let steps = self.slope.acked / step;
        self.slope.acked %= step;
        steps * datagram
    }

    /// xorshift, to spread the probes of flows that began together.
    fn roll(&mut self) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice >> 11
    }
}

/// How far in flight may go back after a probe that was too high.
pub(super) fn floor(target: u64) -> u64 {
    percent(target, super::bounds::DECREASE)
}

const LEAST_WAIT: Duration = Duration::from_secs(2);
const MOST_ROUNDS: u64 = 63;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_come_every_two_to_three_seconds_and_not_together() {
        let start = Instant::now();
        let waits: Vec<Duration> = (0..50)
            .map(|seed| {
                let mut cycle = Cycle::new(start, seed * 7919);
                cycle.rest(start);
                assert!(!cycle.is_due(start + LEAST_WAIT, 1000));
                assert!(cycle.is_due(start + LEAST_WAIT + Duration::from_secs(1), 1000));
                cycle.wait
            })
            .collect();
        assert!(
            waits.iter().max().unwrap().abs_diff(*waits.iter().min().unwrap()) > Duration::from_millis(500)
        );
    }

    #[test]
    fn a_short_path_is_probed_as_often_as_reno_would() {
        let start = Instant::now();
        let mut cycle = Cycle::new(start, 1);
        cycle.rest(start);
        (0..8).for_each(|_| cycle.next_round());
        assert!(cycle.is_due(start, 8) && !cycle.is_due(start, 1000));
    }

    #[test]
    fn the_climb_doubles_in_each_round() {
        let mut cycle = Cycle::new(Instant::now(), 1);
        cycle.refill();
        cycle.probe(64_000, 1000);
        let climbs: Vec<u64> = (0..4)
            .map(|_| {
                let climb = (0..64).map(|_| cycle.climb(1000, 1000)).sum();
                cycle.steepen(64_000, 1000);
                climb
            })
            .collect();
        assert_eq!(climbs, [1000, 2000, 4000, 8000]);
    }
}
