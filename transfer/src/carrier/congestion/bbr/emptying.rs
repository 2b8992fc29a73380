//! Looking for the length of the path: little in flight for a moment, so that queues drain (draft, section "ProbeRTT").

use std::time::{Duration, Instant};

use super::Bbr;
use super::cycle::Feedback;
use super::state::{Hold, State};

impl Bbr {
    /// Begins, goes on or ends.
    pub(super) fn empty_if_due(&mut self, now: Instant) {
        if !matches!(self.state, State::ProbeRtt { .. }) && self.path.is_stale() && !self.was_idle {
            self.state = State::ProbeRtt { hold: None };
            self.budget_before = self.budget;
            self.cycle.feedback = Feedback::Stopping;
            self.rounds.restart(self.delivery.delivered());
        }
        let State::ProbeRtt { hold } = self.state else { return };
        // What is delivered now says nothing about what the path can carry.
        self.delivery.mark_app_limited();
        let hold = match hold {
            None if self.delivery.in_flight() <= self.emptied() => {
                self.rounds.restart(self.delivery.delivered());
                Some(Hold { until: now + LENGTH, is_round_over: false })
            }
            None => None,
            Some(hold) => Some(Hold { is_round_over: hold.is_round_over || self.rounds.began(), ..hold }),
        };
        self.state = State::ProbeRtt { hold };
        if hold.is_some_and(|hold| hold.is_round_over) {
            self.end_emptying(now);
        }
    }

    /// Ends it when it has lasted long enough.
    pub(super) fn end_emptying(&mut self, now: Instant) {
        let State::ProbeRtt { hold: Some(hold) } = self.state else { return };
        if now <= hold.until {
            return;
        }
        self.path.refreshed(now);
        self.budget = self.budget.max(self.budget_before);
        self.bounds.forget_short();
        if self.growth.was_full() {
            self.go_down(now);
            self.state = State::Cruise;
        } else {
            self.state = State::Startup;
        }
    }

    /// What may be in flight meanwhile.
    pub(super) fn emptying_budget(&self) -> Option<u64> {
        matches!(self.state, State::ProbeRtt { .. }).then(|| self.emptied())
    }

    fn emptied(&self) -> u64 {
        self.volume(self.state.window_gain()).max(self.least_budget())
    }
}

/// How long there must be little in flight.
const LENGTH: Duration = Duration::from_millis(200);
