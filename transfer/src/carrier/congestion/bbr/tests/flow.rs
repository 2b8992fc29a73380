//! A sender as quinn is one: its pacer, its batches, its loss detection (RFC 9002), around a controller.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::super::{Bbr, Lost};

/// What a flow asks of its controller: the part of quinn's trait that matters.
pub(super) trait Controls {
    fn sent(&mut self, now: Instant, bytes: u64);
    fn acknowledged(&mut self, now: Instant, sent: Instant, bytes: u64);
    fn acknowledgement_ended(&mut self, now: Instant, in_flight: u64, app_limited: bool);
    fn lost(&mut self, now: Instant, lost: &Lost);
    fn window(&self) -> u64;
}

impl Controls for Bbr {
    fn sent(&mut self, now: Instant, bytes: u64) {
        self.sent(now, bytes);
    }
    fn acknowledged(&mut self, now: Instant, sent: Instant, bytes: u64) {
        self.acknowledged(now, sent, bytes);
    }
    fn acknowledgement_ended(&mut self, now: Instant, in_flight: u64, app_limited: bool) {
        self.acknowledgement_ended(now, in_flight, app_limited);
    }
    fn lost(&mut self, now: Instant, lost: &Lost) {
        self.lost(now, lost);
    }
    fn window(&self) -> u64 {
        self.window()
    }
}

pub(super) struct Acknowledged {
    pub(super) numbers: Vec<u64>,
}

pub(super) struct Flow {
    controls: Box<dyn Controls>,
    start: Instant,
    next: u64,
    out: BTreeMap<u64, Duration>,
    largest: u64,
    rtt: Option<Duration>,
    latest: Duration,
    tokens: f64,
    refilled: Duration,
    app_limited: bool,
    /// Bytes per second that the application has to send; none is as much as goes.
    pub(super) application: Option<u64>,
    allowance: f64,
    allowed_at: Duration,
    /// The least in flight that an acknowledgement left.
    pub(super) least_in_flight: u64,
    /// When the last probe timeout was, and how many came without an answer.
    probed: (Duration, u32),
}

impl Flow {
    pub(super) fn new(controls: Box<dyn Controls>) -> Self {
        Self {
            controls,
            start: Instant::now(),
            next: 0,
            out: BTreeMap::new(),
            largest: 0,
            rtt: None,
            latest: INITIAL_RTT,
            tokens: 1e9,
            refilled: Duration::ZERO,
            app_limited: false,
            application: None,
            allowance: 0.0,
            allowed_at: Duration::ZERO,
            least_in_flight: u64::MAX,
            probed: (Duration::ZERO, 0),
        }
    }

    fn in_flight(&self) -> u64 {
        DATAGRAM * u64::try_from(self.out.len()).unwrap()
    }

    /// Numbers of the datagrams that leave now, and when to ask again.
    pub(super) fn send(&mut self, now: Duration) -> (Vec<u64>, Option<Duration>) {
        let mut numbers = Vec::new();
        let overdue = self.give_up(now, false);
        let mut wake = overdue;
        if let Some(timeout) = self.timeout() {
            if now >= timeout {
                self.probed = (now, self.probed.1 + 1);
                self.leave(now, &mut numbers);
            }
            wake = [wake, self.timeout()].into_iter().flatten().min();
        }
        self.earn(now);
        loop {
            if self.in_flight() + DATAGRAM >= self.controls.window() {
                self.app_limited = false;
                break;
            }
            if let Some(rate) = self.application
                && self.allowance < DATAGRAM as f64
            {
                self.app_limited = true;
                let missing = (DATAGRAM as f64 - self.allowance) / rate as f64;
                let next = now + Duration::from_secs_f64(missing + 1e-6);
                wake = [wake, Some(next)].into_iter().flatten().min();
                break;
            }
            if let Some(until) = self.pace(now) {
                self.app_limited = false;
                wake = [wake, Some(until)].into_iter().flatten().min();
                break;
            }
            if self.application.is_some() {
                self.allowance -= DATAGRAM as f64;
            }
            self.leave(now, &mut numbers);
        }
        if !numbers.is_empty() {
            let bytes = DATAGRAM * u64::try_from(numbers.len()).unwrap();
            self.controls.sent(self.start + now, bytes);
        }
        (numbers, wake)
    }

    fn leave(&mut self, now: Duration, numbers: &mut Vec<u64>) {
        self.out.insert(self.next, now);
        self.tokens -= DATAGRAM as f64;
        numbers.push(self.next);
        self.next += 1;
    }

    fn earn(&mut self, now: Duration) {
        if let Some(rate) = self.application {
            let earned = rate as f64 * (now - self.allowed_at).as_secs_f64();
            self.allowance = (self.allowance + earned).min(DATAGRAM as f64 * 4.0);
        }
        self.allowed_at = now;
    }

    /// quinn's token bucket: 5/4 of a window in a round trip, at most what two milliseconds take at once.
    fn pace(&mut self, now: Duration) -> Option<Duration> {
        let rtt = self.rtt.unwrap_or(INITIAL_RTT).as_secs_f64();
        let window = self.controls.window() as f64;
        let size = DATAGRAM as f64;
        let capacity = (window * 0.002 / rtt).clamp(10.0 * size, 256.0 * size);
        let earned = window * 1.25 * (now - self.refilled).as_secs_f64() / rtt;
        self.tokens = (self.tokens.max(0.0) + earned).min(capacity);
        self.refilled = now;
        if self.tokens >= size {
            return None;
        }
        let wait = rtt * (capacity - self.tokens) / window / 1.25;
        Some(now + Duration::from_secs_f64(wait))
    }

    pub(super) fn acknowledged(&mut self, now: Duration, acknowledged: &Acknowledged) {
        let mut newest = None;
        for number in &acknowledged.numbers {
            if let Some(sent) = self.out.remove(number) {
                self.controls.acknowledged(self.start + now, self.start + sent, DATAGRAM);
                newest = newest.max(Some((*number, sent)));
            }
        }
        let Some((number, sent)) = newest else { return };
        self.probed.1 = 0;
        self.least_in_flight = self.least_in_flight.min(self.in_flight());
        self.controls.acknowledgement_ended(self.start + now, self.in_flight(), self.app_limited);
        if number >= self.largest {
            self.largest = number;
            self.latest = now - sent;
            self.rtt = Some(self.rtt.map_or(self.latest, |rtt| (rtt * 7 + self.latest) / 8));
        }
        self.give_up(now, true);
    }

    /// Packet and time threshold; when the next datagram will be too old.
    fn give_up(&mut self, now: Duration, after_acknowledgement: bool) -> Option<Duration> {
        let patience = self.rtt.unwrap_or(INITIAL_RTT).max(self.latest) * 9 / 8;
        let mut lost = Vec::new();
        let mut next = None;
        for (&number, &sent) in self.out.range(..self.largest) {
            if self.largest >= number + 3 || now >= sent + patience {
                lost.push((number, sent));
            } else {
                next = Some(sent + patience);
                break;
            }
        }
        if let (Some(first), Some(last)) = (lost.first(), lost.last()) {
            lost.iter().for_each(|(number, _)| {
                self.out.remove(number);
            });
            let persistent =
                after_acknowledgement && last.1 - first.1 > 3 * (patience + Duration::from_millis(25));
            let bytes = DATAGRAM * u64::try_from(lost.len()).unwrap();
            self.controls.lost(self.start + now, &Lost { sent: self.start + last.1, bytes, persistent });
        }
        next
    }

    fn timeout(&self) -> Option<Duration> {
        let (_, &last) = self.out.last_key_value()?;
        let patience = self.rtt.unwrap_or(INITIAL_RTT) * 3 / 2 + Duration::from_millis(25);
        Some(last.max(self.probed.0) + patience * 2_u32.pow(self.probed.1.min(6)))
    }
}

/// Bytes of a datagram.
pub(super) const DATAGRAM: u64 = 1452;
/// Round trip before one was measured.
const INITIAL_RTT: Duration = Duration::from_millis(333);
