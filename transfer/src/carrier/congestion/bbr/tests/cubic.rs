//! CUBIC (RFC 9438), to compete with.

use std::time::{Duration, Instant};

use super::super::Lost;
use super::flow::{Controls, DATAGRAM};

pub(super) struct Cubic {
    window: f64,
    threshold: f64,
    /// Window before the last decrease, and when that was.
    most: f64,
    decreased: Option<Instant>,
    rtt: Duration,
}

impl Cubic {
    pub(super) fn new() -> Self {
        Self {
            window: 10.0,
            threshold: f64::MAX,
            most: 0.0,
            decreased: None,
            rtt: Duration::from_millis(100),
        }
    }
}

impl Controls for Cubic {
    fn sent(&mut self, _: Instant, _: u64) {}

    fn acknowledged(&mut self, now: Instant, sent: Instant, _: u64) {
        self.rtt = now - sent;
        if self.window < self.threshold {
            self.window += 1.0;
            return;
        }
        let Some(decreased) = self.decreased else { return };
        let time = (now - decreased + self.rtt).as_secs_f64();
        let target = 0.4 * (time - (self.most * 0.3 / 0.4).cbrt()).powi(3) + self.most;
        let reno = self.most * 0.7 + 0.53 * (now - decreased).as_secs_f64() / self.rtt.as_secs_f64();
        let target = target.max(reno).clamp(self.window, self.window * 1.5);
        self.window += (target - self.window) / self.window;
    }

    fn acknowledgement_ended(&mut self, _: Instant, _: u64, _: bool) {}

    fn lost(&mut self, now: Instant, lost: &Lost) {
        // One decrease in a round trip: what left before the last one says nothing new.
        if self.decreased.is_some_and(|decreased| lost.sent < decreased) {
            return;
        }
        self.most = self.window;
        self.window = (self.window * 0.7).max(2.0);
        self.threshold = self.window;
        self.decreased = Some(now);
    }

    fn window(&self) -> u64 {
        format!("{:.0}", self.window).parse::<u64>().unwrap() * DATAGRAM
    }
}
