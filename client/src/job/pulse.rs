//! Whether a connection lives: bytes that come, a clock that did not stand still, an address that is still this machine's.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime};

use transfer::carrier::link::Link;

/// Watches one connection; it is felt at every beat.
#[derive(Debug)]
pub struct Pulse {
    received: u64,
    heard: Instant,
    felt: (Instant, SystemTime),
    /// Whether the system says of a bound address that it is this machine's, as long as that is true.
    tells: bool,
}

/// What is wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symptom {
    /// Nothing comes any more, though the peer sends a sign every other second.
    Silent,
    /// This machine has slept, or is in another network now: the connection leads nowhere.
    Elsewhere,
}

impl Pulse {
    /// A connection that stands since now.
    pub fn of(link: &Link) -> Pulse {
        let tells = link.bound().is_some_and(|bound| is_ours(bound, link.peer()));
        Pulse { tells, ..Pulse::begin(Instant::now(), SystemTime::now()) }
    }

    fn begin(now: Instant, clock: SystemTime) -> Pulse {
        Pulse { received: 0, heard: now, felt: (now, clock), tells: false }
    }

    /// Feels the pulse.
    pub fn feel(&mut self, link: &Link) -> Option<Symptom> {
        let (now, clock) = (Instant::now(), SystemTime::now());
        let left = self.tells && link.bound().is_some_and(|bound| !is_ours(bound, link.peer()));
        self.beat(link.received(), now, clock).or(left.then_some(Symptom::Elsewhere))
    }

    fn beat(&mut self, received: u64, now: Instant, clock: SystemTime) -> Option<Symptom> {
        let (felt, told) = std::mem::replace(&mut self.felt, (now, clock));
        // The steady clock stands still while a machine sleeps, the other one does not.
        let awake = now.saturating_duration_since(felt);
        let slept = clock.duration_since(told).unwrap_or_default().saturating_sub(awake);
        if received > self.received {
            self.received = received;
            self.heard = now;
        }
        match now.saturating_duration_since(self.heard) {
            _ if slept >= SILENCE => Some(Symptom::Elsewhere),
            silence if silence >= SILENCE => Some(Symptom::Silent),
            _ => None,
        }
    }
}

/// Whether the system would still send to `peer` from where the connection is bound. No packet leaves for that.
fn is_ours(bound: SocketAddr, peer: SocketAddr) -> bool {
    let ask = || {
        let socket = UdpSocket::bind(SocketAddr::new(unspecified(bound), 0))?;
        socket.connect(peer)?;
        socket.local_addr()
    };
    // Without a way there the line is down, and may come back as it was.
    ask().map_or(true, |now| now.ip() == bound.ip())
}

fn unspecified(like: SocketAddr) -> std::net::IpAddr {
    match like {
        SocketAddr::V4(_) => std::net::Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    }
}

/// Silence in which four signs of life should have come.
const SILENCE: Duration = Duration::from_secs(8);

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn silence_is_felt_and_any_byte_ends_it() {
        let (now, clock) = (Instant::now(), SystemTime::now());
        let mut pulse = Pulse::begin(now, clock);
        let mut beat =
            |received, second| pulse.beat(received, now + SECOND * second, clock + SECOND * second);
        assert_eq!(beat(10, 1), None);
        assert_eq!(beat(10, 8), None);
        assert_eq!(beat(11, 9), None, "a byte came");
        assert_eq!(beat(11, 16), None);
        assert_eq!(beat(11, 17), Some(Symptom::Silent));
    }

    #[test]
    fn a_machine_that_slept_knows_it_at_once() {
        let (now, clock) = (Instant::now(), SystemTime::now());
        let mut pulse = Pulse::begin(now, clock);
        assert_eq!(pulse.beat(1, now + SECOND, clock + SECOND), None);
        let woken = pulse.beat(2, now + 2 * SECOND, clock + Duration::from_secs(3600));
        assert_eq!(woken, Some(Symptom::Elsewhere));
        let after = pulse.beat(3, now + 3 * SECOND, clock + Duration::from_secs(3601));
        assert_eq!(after, None, "once");
    }

    #[test]
    fn an_address_is_ours_as_long_as_the_system_would_send_from_it() {
        let peer = "127.0.0.1:9".parse().unwrap();
        assert!(is_ours("127.0.0.1:1000".parse().unwrap(), peer));
        assert!(!is_ours("192.0.2.1:1000".parse().unwrap(), peer));
    }
}
