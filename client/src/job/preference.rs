//! Which carrier is tried first, by what was measured in this run. Nothing is kept beyond it.

use std::time::{Duration, Instant};

use transfer::carrier::transport::Transport;

/// What each carrier was worth when it starved: bytes verified in a second.
#[derive(Debug, Default)]
pub struct Preference {
    quic: Option<f64>,
    tcp: Option<f64>,
}

impl Preference {
    /// The carrier to begin with: QUIC until it has starved, then the one that is not known to be slower.
    pub fn first(&self) -> Transport {
        match (self.quic, self.tcp) {
            (Some(_), None) => Transport::Tcp,
            (Some(quic), Some(tcp)) if tcp > quic => Transport::Tcp,
            _ => Transport::Quic,
        }
    }

    /// A connection starved: this is what it was worth.
    pub fn starved(&mut self, transport: Transport, rate: f64) {
        match transport {
            Transport::Quic => self.quic = Some(rate),
            Transport::Tcp => self.tcp = Some(rate),
        }
    }

    /// Another network: what was measured holds no longer.
    pub fn forget(&mut self) {
        *self = Preference::default();
    }
}

/// How fast a connection carries what the centre verifies.
#[derive(Debug)]
pub struct Yield {
    transport: Transport,
    since: Instant,
    first: Option<u64>,
    last: u64,
}

impl Yield {
    /// A connection that stands since `now`.
    pub fn new(transport: Transport, now: Instant) -> Yield {
        Yield { transport, since: now, first: None, last: 0 }
    }

    /// What carries it.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// So many bytes of the package are verified now; the first time, those that were before.
    pub fn verified(&mut self, bytes: u64, now: Instant) {
        if self.first.is_none() {
            self.since = now;
            self.first = Some(bytes);
        }
        self.last = bytes;
    }

    /// Bytes verified in a second over this connection.
    pub fn rate(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.since).max(SHORTEST).as_secs_f64();
        self.last.saturating_sub(self.first.unwrap_or(self.last)) as f64 / seconds
    }

    /// Whether it carried nothing though it had time to, and something to carry if bytes were `sent`: one that breaks like
    /// this is as good as starved.
    pub fn is_fruitless(&self, sent: bool, now: Instant) -> bool {
        let busy = sent || self.first.is_none();
        busy && self.last == self.first.unwrap_or(0) && now.saturating_duration_since(self.since) >= SHORTEST
    }
}

/// Time in which a line that is any good carries something.
const SHORTEST: Duration = Duration::from_secs(3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quic_goes_first_until_it_starves_and_the_faster_one_after_both_did() {
        let mut preference = Preference::default();
        assert_eq!(preference.first(), Transport::Quic);
        preference.starved(Transport::Quic, 20_000.0);
        assert_eq!(preference.first(), Transport::Tcp);
        preference.starved(Transport::Tcp, 10_000.0);
        assert_eq!(preference.first(), Transport::Quic, "it was faster");
        preference.starved(Transport::Quic, 0.0);
        assert_eq!(preference.first(), Transport::Tcp);
        preference.forget();
        assert_eq!(preference.first(), Transport::Quic);
        preference.starved(Transport::Tcp, 5.0);
        assert_eq!(preference.first(), Transport::Quic, "only TCP is known to be slow");
    }

    #[test]
    fn what_was_verified_before_does_not_count() {
        let now = Instant::now();
        let mut fruit = Yield::new(Transport::Tcp, now);
        let later = now + Duration::from_secs(10);
        fruit.verified(5_000_000, now);
        assert!(fruit.is_fruitless(true, later) && !fruit.is_fruitless(true, now));
        assert!(!fruit.is_fruitless(false, later), "there was nothing to send");
        fruit.verified(6_000_000, later);
        assert_eq!(fruit.rate(later), 100_000.0);
        assert!(!fruit.is_fruitless(true, later));
    }
}
