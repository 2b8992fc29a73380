//! BBR version 3, after draft-ietf-ccwg-bbr: a model of the path (how fast it delivers, how long it is) that says how fast to
//! send and how much may be in flight.
//!
//! [`Bbr`] is a state machine without clock or socket: it is told what was sent, acknowledged and lost, and when, and says how
//! large the window is. Its parts follow the sections of the draft: [`delivery`] and [`round`] measure, [`bandwidth`],
//! [`round_trip`], [`aggregation`] and [`bounds`] are the model, [`state`], [`probing`] and [`emptying`] the state machine,
//! [`window`] what comes of it.
//!
//! What differs from the draft, because of quinn's trait or on purpose, stands in `docs/congestion.md`:
//! - quinn takes a window and no rate. [`Bbr::window`] is the volume that is in flight when one sends at BBR's rate.
//! - Losses come in heaps, with the sending time of the newest one; a spurious loss is not told.
//! - What a line without a queue loses is its own, see [`loss`].

mod aggregation;
mod bandwidth;
mod bounds;
mod cycle;
mod delivery;
mod emptying;
mod loss;
mod probing;
mod rate;
mod round;
mod round_trip;
mod state;
#[cfg(test)]
mod tests;
mod window;

use std::time::{Duration, Instant};

use self::aggregation::Aggregation;
use self::bandwidth::{Bandwidth, Growth};
use self::bounds::Bounds;
use self::cycle::Cycle;
use self::delivery::{Delivery, Sample};
use self::loss::{Ended, Line, Round};
use self::rate::Rate;
use self::round::Rounds;
use self::round_trip::RoundTrip;
use self::state::State;

/// The controller of one path.
#[derive(Debug, Clone)]
pub(super) struct Bbr {
    /// Bytes of a full datagram.
    datagram: u64,
    state: State,
    delivery: Delivery,
    rounds: Rounds,
    losses: Round,
    line: Line,
    path: RoundTrip,
    bandwidth: Bandwidth,
    growth: Growth,
    bounds: Bounds,
    aggregation: Aggregation,
    cycle: Cycle,
    /// The rate to send at.
    pacing: Rate,
    /// Bytes that may be in flight whatever the rate: the draft's congestion window.
    budget: u64,
    /// The round trip when the probe began.
    round_trip_before: Duration,
    /// The budget before the path was emptied.
    budget_before: u64,
    /// Whether the budget was used up in this round.
    is_spent: bool,
    /// Whether nothing was in flight before what is now.
    was_idle: bool,
}

/// Bytes found lost at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    /// When the newest of them was sent.
    pub(super) sent: Instant,
    /// How many.
    pub(super) bytes: u64,
    /// Whether nothing came through for several round trips (RFC 9002 §7.6).
    pub(super) persistent: bool,
}

impl Bbr {
    /// Begins on a new path. The seed only spreads probes over time.
    pub(super) fn new(now: Instant, datagram: u64, seed: u64) -> Self {
        Self {
            datagram,
            state: State::Startup,
            delivery: Delivery::new(now),
            rounds: Rounds::default(),
            losses: Round::default(),
            line: Line::default(),
            path: RoundTrip::new(now),
            bandwidth: Bandwidth::default(),
            growth: Growth::default(),
            bounds: Bounds::default(),
            aggregation: Aggregation::new(now),
            cycle: Cycle::new(now, seed),
            pacing: Rate::ZERO,
            budget: INITIAL * datagram,
            round_trip_before: Duration::ZERO,
            budget_before: 0,
            is_spent: false,
            was_idle: false,
        }
    }

    /// Datagrams that left together.
    pub(super) fn sent(&mut self, now: Instant, bytes: u64) {
        if self.delivery.in_flight() == 0 && self.delivery.is_app_limited() {
            self.resume(now);
        }
        self.delivery.sent(now, bytes);
        self.is_spent |= self.delivery.in_flight() + 2 * self.datagram >= self.budget;
    }

    /// A datagram arrived; `sent` is when it left. Then [`acknowledgement_ended`](Self::acknowledgement_ended).
    pub(super) fn acknowledged(&mut self, now: Instant, sent: Instant, bytes: u64) {
        self.delivery.acknowledged(now, sent, bytes);
    }

    /// All datagrams of an acknowledgement were told. `app_limited`: before it came there was too little to send.
    pub(super) fn acknowledgement_ended(&mut self, now: Instant, in_flight: u64, app_limited: bool) {
        if app_limited {
            self.delivery.mark_app_limited();
        }
        let least = self.path.least().unwrap_or_default();
        let Some(sample) = self.delivery.sample(now, in_flight, least) else { return };
        self.learn(now, &sample);
        self.set_rate();
        self.set_budget(sample.newly);
    }

    /// Datagrams are given up.
    pub(super) fn lost(&mut self, now: Instant, lost: &Lost) {
        self.losses.note(lost.bytes, self.delivery.delivered());
        let flight = self.delivery.lost(lost.sent, lost.bytes);
        if lost.persistent {
            self.budget = self.least_budget();
        }
        if let Some(flight) = flight.filter(|_| self.cycle.is_sample)
            && flight.lost > self.allowed(flight.in_flight, PROBE_LOSS)
        {
            self.retreat(now, &flight, lost.bytes);
        }
    }

    /// A router is congested, and said so instead of dropping (ECN). It counts like a round with too much loss.
    pub(super) fn marked(&mut self, now: Instant, sent: Instant) {
        self.losses.note(0, self.delivery.delivered());
        if let Some(flight) = self.delivery.lost(sent, 0).filter(|_| self.cycle.is_sample) {
            self.retreat(now, &flight, 0);
        }
    }

    /// The path takes datagrams of another size.
    pub(super) fn resize_datagrams(&mut self, bytes: u64) {
        self.datagram = bytes;
    }

    fn learn(&mut self, now: Instant, sample: &Sample) {
        let delivered = self.delivery.delivered();
        self.rounds.advance(sample.prior, delivered);
        if self.rounds.began() {
            self.cycle.next_round();
            self.aggregation.next_round(self.growth.was_full());
        }
        self.bounds.take(sample);
        self.bandwidth.take(sample);
        let lossy = self.losses.advance(sample.prior, delivered);
        if let Some(round) = &lossy {
            self.judge(round);
        }
        self.aggregation.take(now, sample.newly, self.rate(), self.budget);
        if self.rounds.began() {
            self.growth.take(sample);
        }
        self.leave_startup(now);
        self.turn(now, sample);
        self.path.take(now, sample.rtt);
        self.empty_if_due(now);
        if lossy.is_some() {
            self.bounds.next_round(sample);
        }
        if self.rounds.began() {
            self.is_spent = false;
        }
        self.was_idle = false;
    }

    /// A round of losses has ended.
    fn judge(&mut self, round: &Ended) {
        if self.state != State::Up && self.path.is_free() {
            self.line.learn(round, self.datagram);
        }
        let exceeds = |tolerance| round.is_marked || round.lost > self.allowed(round.volume, tolerance);
        if self.state == State::Startup {
            if exceeds(PROBE_LOSS) && (round.is_marked || round.events >= STARTUP_LOSSES) {
                self.growth.end();
                self.bounds.set_long(self.volume(100).max(self.bounds.latest_delivered()));
            }
        } else if !self.state.is_probing() && exceeds(CRUISE_LOSS) {
            self.bounds.lower(self.bandwidth.most(), self.budget);
        }
    }

    fn leave_startup(&mut self, now: Instant) {
        if self.state == State::Startup && self.growth.was_full() {
            self.state = State::Drain { since: self.rounds.count() };
        }
        if let State::Drain { since } = self.state
            && (self.delivery.in_flight() <= self.volume_with_quantum() || self.rounds.count() > since + 3)
        {
            self.go_down(now);
        }
    }

    /// Something is sent again after there was nothing.
    fn resume(&mut self, now: Instant) {
        self.was_idle = true;
        self.aggregation.restart(now);
        if self.state.is_in_cycle() {
            self.pacing = self.rate();
        }
        self.end_emptying(now);
    }

    /// What the path can carry, less what loss has taught.
    fn rate(&self) -> Rate {
        self.bounds.limit_rate(self.bandwidth.most())
    }

    fn allowed(&self, volume: u64, tolerance: u64) -> u64 {
        self.line.allows(volume, tolerance, self.datagram)
    }
}

/// Datagrams of the first window. They leave paced, over a round trip.
const INITIAL: u64 = 32;
/// Hundredths of loss, beyond the line's own, that a probe may cause.
const PROBE_LOSS: u64 = 2;
/// The same for a round outside of probes: none, as in the draft.
const CRUISE_LOSS: u64 = 0;
/// Times that loss must be found in a round before Startup believes it.
const STARTUP_LOSSES: u32 = 6;
