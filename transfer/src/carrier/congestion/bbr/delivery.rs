//! How fast the path delivers: a sample from every acknowledgement (draft, section "Delivery Rate Samples").
//!
//! The unit is the flight: all datagrams that quinn sent at one instant. Its sending time is what quinn names it by when it
//! tells of an acknowledgement or a loss.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::rate::Rate;

/// What was known when a flight left.
#[derive(Debug, Clone, Copy)]
struct Flight {
    sent: Instant,
    /// Sending time of the flight whose acknowledgement came last before this one left.
    first_sent: Instant,
    delivered: u64,
    delivered_at: Instant,
    /// Bytes in flight, with this flight's own.
    in_flight: u64,
    lost: u64,
    app_limited: bool,
}

/// What one acknowledgement says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// Bytes that this acknowledgement newly delivered.
    pub(super) newly: u64,
    /// From the sending of the newest flight to now.
    pub(super) rtt: Duration,
    /// Bytes delivered since that flight left.
    pub(super) delivered: u64,
    /// Bytes that had been delivered when it left.
    pub(super) prior: u64,
    /// How fast they were delivered; none when the time was too short to say.
    pub(super) rate: Option<Rate>,
    /// Whether there was too little to send for the path to show what it can.
    pub(super) app_limited: bool,
    /// Bytes in flight when the flight left.
    pub(super) in_flight_then: u64,
    /// Bytes lost since.
    pub(super) lost: u64,
}

#[cfg(test)]
impl Sample {
    /// One that shows so many bytes in a second, and nothing else.
    pub(super) fn of_rate(rate: u64) -> Self {
        Self {
            newly: 0,
            rtt: Duration::ZERO,
            delivered: 0,
            prior: 0,
            rate: Some(Rate::of(rate, Duration::from_secs(1))),
            app_limited: false,
            in_flight_then: 0,
            lost: 0,
        }
    }
}

/// The flight of lost bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct LostFlight {
    /// Bytes in flight when it left.
    pub(super) in_flight: u64,
    /// Bytes lost since, with those that are lost now.
    pub(super) lost: u64,
    pub(super) app_limited: bool,
}

/// Everything sent, delivered and lost on a path.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    flights: VecDeque<Flight>,
    delivered: u64,
    delivered_at: Instant,
    first_sent: Instant,
    lost: u64,
    in_flight: u64,
    /// What is in flight up to this count of delivered bytes left while there was too little to send.
    app_limited_until: Option<u64>,
    newly: u64,
    newest: Option<Flight>,
}

impl Delivery {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            flights: VecDeque::new(),
            delivered: 0,
            delivered_at: now,
            first_sent: now,
            lost: 0,
            in_flight: 0,
            app_limited_until: None,
            newly: 0,
            newest: None,
        }
    }

    pub(super) fn delivered(&self) -> u64 {
        self.delivered
    }

    pub(super) fn in_flight(&self) -> u64 {
        self.in_flight
    }

    pub(super) fn is_app_limited(&self) -> bool {
        self.app_limited_until.is_some()
    }

    pub(super) fn sent(&mut self, now: Instant, bytes: u64) {
        if self.in_flight == 0 {
            self.first_sent = now;
            self.delivered_at = now;
        }
        self.in_flight += bytes;
        match self.flights.back_mut() {
            Some(flight) if flight.sent == now => flight.in_flight = self.in_flight,
            _ => self.flights.push_back(Flight {
                sent: now,
                first_sent: self.first_sent,
                delivered: self.delivered,
                delivered_at: self.delivered_at,
                in_flight: self.in_flight,
                lost: self.lost,
                app_limited: self.is_app_limited(),
            }),
        }
    }

    pub(super) fn acknowledged(&mut self, now: Instant, sent: Instant, bytes: u64) {
        self.in_flight = self.in_flight.saturating_sub(bytes);
        self.delivered += bytes;
        self.delivered_at = now;
        self.newly += bytes;
        if self.newest.is_none_or(|newest| newest.sent < sent) {
            self.newest = self.find(sent).or(self.newest);
        }
    }

    /// The sample of the acknowledgement that has just ended. `in_flight` is what QUIC counts itself: more exact than what is
    /// counted here, for datagrams that only acknowledge are not in flight.
    pub(super) fn sample(&mut self, now: Instant, in_flight: u64, least_rtt: Duration) -> Option<Sample> {
        self.in_flight = in_flight;
        if self.app_limited_until.is_some_and(|end| self.delivered > end) {
            self.app_limited_until = None;
        }
        let (newly, newest) = (std::mem::take(&mut self.newly), self.newest.take()?);
        self.first_sent = self.first_sent.max(newest.sent);
        let rtt = now.saturating_duration_since(newest.sent);
        self.forget(newest.sent, rtt);
        let sending = newest.sent.saturating_duration_since(newest.first_sent);
        let interval = sending.max(now.saturating_duration_since(newest.delivered_at));
        let delivered = self.delivered - newest.delivered;
        Some(Sample {
            newly,
            rtt,
            delivered,
            prior: newest.delivered,
            rate: (interval >= least_rtt && !interval.is_zero()).then(|| Rate::of(delivered, interval)),
            app_limited: newest.app_limited,
            in_flight_then: newest.in_flight,
            lost: self.lost - newest.lost,
        })
    }

    /// Counts a loss; `None` when its flight is no longer known.
    pub(super) fn lost(&mut self, sent: Instant, bytes: u64) -> Option<LostFlight> {
        self.in_flight = self.in_flight.saturating_sub(bytes);
        self.lost += bytes;
        let flight = self.find(sent)?;
        Some(LostFlight {
            in_flight: flight.in_flight,
            lost: self.lost - flight.lost,
            app_limited: flight.app_limited,
        })
    }

    /// What is in flight now says little about the path: there was too little to send.
    pub(super) fn mark_app_limited(&mut self) {
        self.app_limited_until = Some(self.delivered + self.in_flight);
    }

    fn find(&self, sent: Instant) -> Option<Flight> {
        let at = self.flights.binary_search_by_key(&sent, |flight| flight.sent).ok()?;
        self.flights.get(at).copied()
    }

    /// QUIC gives up what is 9/8 of a round trip older than what has arrived; nobody asks for flights much older than that.
    fn forget(&mut self, newest: Instant, rtt: Duration) {
        while let Some(oldest) = self.flights.front()
            && newest.saturating_duration_since(oldest.sent) > 2 * rtt + GRACE
        {
            self.flights.pop_front();
        }
    }
}

/// How much longer than twice a round trip a flight is remembered, for round trips that grow.
const GRACE: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(10);

    #[test]
    fn a_steady_path_is_measured_exactly() {
        let start = Instant::now();
        let mut delivery = Delivery::new(start);
        let mut last = None;
        for step in 0..40 {
            let now = start + STEP * step;
            if step >= 10 {
                delivery.acknowledged(now, now - STEP * 10, 12_500);
                last = delivery.sample(now, delivery.in_flight(), STEP * 10);
            }
            delivery.sent(now, 12_500);
        }
        let sample = last.unwrap();
        assert_eq!(sample.rtt, STEP * 10);
        assert_eq!(sample.rate.unwrap().bytes_per_second(), 1_250_000);
        assert_eq!((sample.newly, sample.lost, sample.app_limited), (12_500, 0, false));
    }

    #[test]
    fn acknowledgements_that_come_together_do_not_look_fast() {
        let start = Instant::now();
        let mut delivery = Delivery::new(start);
        for step in 0..10 {
            delivery.sent(start + STEP * step, 1000);
        }
        let now = start + STEP * 20;
        for step in 0..10 {
            delivery.acknowledged(now, start + STEP * step, 1000);
        }
        let sample = delivery.sample(now, 0, STEP * 10).unwrap();
        assert_eq!(sample.rate.unwrap().bytes_per_second(), 50_000, "10,000 bytes in 200 ms");
    }

    #[test]
    fn what_left_while_there_was_little_to_send_is_marked() {
        let start = Instant::now();
        let mut delivery = Delivery::new(start);
        delivery.sent(start, 1000);
        delivery.mark_app_limited();
        delivery.sent(start + STEP, 1000);
        delivery.acknowledged(start + STEP * 2, start, 1000);
        assert!(!delivery.sample(start + STEP * 2, 1000, STEP).unwrap().app_limited);
        delivery.acknowledged(start + STEP * 3, start + STEP, 1000);
        assert!(delivery.sample(start + STEP * 3, 0, STEP).unwrap().app_limited);
        assert!(!delivery.is_app_limited(), "all of it has arrived");
    }

    #[test]
    fn a_loss_knows_what_was_in_flight() {
        let start = Instant::now();
        let mut delivery = Delivery::new(start);
        delivery.sent(start, 4000);
        delivery.sent(start + STEP, 2000);
        let lost = delivery.lost(start + STEP, 1500).unwrap();
        assert_eq!((lost.in_flight, lost.lost), (6000, 1500));
        assert_eq!(delivery.in_flight(), 4500);
        assert!(delivery.lost(start + STEP * 7, 1).is_none(), "never sent");
    }

    #[test]
    fn memory_is_bounded_by_the_round_trip() {
        let start = Instant::now();
        let mut delivery = Delivery::new(start);
        for step in 0..10_000 {
            let now = start + STEP * step;
            delivery.sent(now, 1000);
            if step > 10 {
                delivery.acknowledged(now, now - STEP * 10, 1000);
                delivery.sample(now, 10_000, STEP * 10);
            }
        }
        assert!(delivery.flights.len() < 60, "{}", delivery.flights.len());
    }
}
