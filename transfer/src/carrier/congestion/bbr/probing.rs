//! The cycle of probes for bandwidth: down, cruise, refill, up (draft, section "ProbeBW").

use std::time::Instant;

use super::Bbr;
use super::cycle::{Feedback, floor};
use super::delivery::{LostFlight, Sample};
use super::state::State;

impl Bbr {
    /// Goes on in the cycle when it is time to.
    pub(super) fn turn(&mut self, now: Instant, sample: &Sample) {
        if !self.growth.was_full() || self.take_feedback(sample) {
            return;
        }
        let state = self.state;
        match state {
            State::Down | State::Cruise if self.is_due(now) => self.refill(),
            State::Down if self.is_drained() => self.state = State::Cruise,
            State::Refill if self.rounds.began() => self.go_up(sample),
            State::Up if self.is_far_enough(sample) => {
                self.cycle.was_too_high = false;
                self.go_down(now);
            }
            _ => {}
        }
    }

    pub(super) fn go_down(&mut self, now: Instant) {
        let delivered = self.delivery.delivered();
        self.losses.forget(delivered);
        self.bounds.forget_latest();
        self.cycle.rest(now);
        self.rounds.restart(delivered);
        self.state = State::Down;
    }

    /// A probe lost too much: so much may not be in flight for now.
    pub(super) fn retreat(&mut self, now: Instant, flight: &LostFlight, bytes: u64) {
        self.cycle.was_too_high = true;
        self.cycle.is_sample = false;
        if !flight.app_limited {
            let safe = self.safe_part(flight, bytes).max(floor(self.target()));
            self.bounds.set_long(safe);
        }
        if self.state == State::Up {
            self.go_down(now);
        }
    }

    /// How much of what was in flight went through before losses became too many.
    fn safe_part(&self, flight: &LostFlight, bytes: u64) -> u64 {
        let before = flight.in_flight.saturating_sub(bytes);
        let spare = self.allowed(before, super::PROBE_LOSS);
        (before + spare).saturating_sub(flight.lost - bytes).min(flight.in_flight)
    }

    fn refill(&mut self) {
        self.bounds.forget_short();
        self.cycle.refill();
        self.rounds.restart(self.delivery.delivered());
        self.state = State::Refill;
    }

    fn go_up(&mut self, sample: &Sample) {
        self.rounds.restart(self.delivery.delivered());
        self.growth.restart(sample.rate.unwrap_or_default());
        self.cycle.probe(self.budget, self.datagram);
        self.round_trip_before = self.path.smoothed();
        self.state = State::Up;
    }

    fn is_due(&self, now: Instant) -> bool {
        self.cycle.is_due(now, self.target() / self.datagram)
    }

    /// The queue is gone, and there is room for others.
    fn is_drained(&self) -> bool {
        let free = self.bounds.with_headroom(self.datagram).unwrap_or(u64::MAX);
        self.delivery.in_flight() <= free.max(self.least_budget()).min(self.volume_with_quantum())
    }

    /// Whether the probe has shown what there is to show.
    fn is_far_enough(&mut self, sample: &Sample) -> bool {
        if self.has_queued() {
            return true;
        }
        let Some(long) = self.bounds.long() else { return self.growth.has_ended() };
        if self.cycle.was_too_high && self.delivery.in_flight() >= long {
            self.cycle.was_cautious = true;
            return true;
        }
        if self.is_spent && self.budget >= long {
            self.growth.restart(sample.rate.unwrap_or_default());
            return false;
        }
        self.growth.has_ended()
    }

    /// What was sent faster lies in a queue: the round trip has grown by half the path's length since the probe began.
    fn has_queued(&self) -> bool {
        let least = self.path.least().unwrap_or_default();
        self.path.smoothed() >= self.round_trip_before + least / 2
    }

    /// Takes what the acknowledgement says about the probe; whether it began another one.
    fn take_feedback(&mut self, sample: &Sample) -> bool {
        match self.cycle.feedback {
            Feedback::Starting if self.rounds.began() => self.cycle.feedback = Feedback::Probe,
            Feedback::Stopping if self.rounds.began() => {
                self.cycle.is_sample = false;
                self.cycle.feedback = Feedback::None;
                if self.state.is_in_cycle() {
                    if !sample.app_limited {
                        self.bandwidth.advance();
                    }
                    if self.cycle.was_cautious && !self.cycle.was_too_high {
                        self.refill();
                        return true;
                    }
                }
            }
            _ => {}
        }
        self.raise(sample);
        false
    }

    /// The long limit rises with what went through, and in a probe beyond it.
    fn raise(&mut self, sample: &Sample) {
        if sample.lost > self.allowed(sample.in_flight_then, super::PROBE_LOSS) {
            return;
        }
        self.bounds.raise_long(sample.in_flight_then);
        let Some(long) = self.bounds.long().filter(|_| self.state == State::Up) else { return };
        if self.is_spent && self.budget >= long {
            self.bounds.raise_long(long + self.cycle.climb(sample.newly, self.datagram));
            if self.rounds.began() {
                self.cycle.steepen(self.budget, self.datagram);
            }
        }
    }
}
