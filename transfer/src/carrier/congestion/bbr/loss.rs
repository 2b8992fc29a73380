//! What is lost, and how much of that is the line's own.
//!
//! The draft takes 2 % of loss in a round trip for too much, whatever the line. A line that loses 3 % by itself, radio or bad
//! copper, would then never be used. So the loss of rounds in which there was no queue, and which therefore no queue has
//! dropped, is learned as the line's own, up to [`MOST_OF_LINE`]; only what exceeds it speaks of congestion.

use super::rate::{percent, share};

/// Losses of the round under way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Round {
    bytes: u64,
    events: u32,
    is_marked: bool,
    began_at: u64,
    ends_at: u64,
}

/// A round that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    /// Bytes lost.
    pub(super) lost: u64,
    /// Bytes lost and delivered.
    pub(super) volume: u64,
    /// Times that a loss was found.
    pub(super) events: u32,
    /// Whether a router said that it is congested (ECN).
    pub(super) is_marked: bool,
}

impl Round {
    /// Notes a loss, at this count of delivered bytes. The first one begins the round anew, so that it lasts a whole round trip
    /// after it.
    pub(super) fn note(&mut self, bytes: u64, delivered: u64) {
        if self.events == 0 {
            self.ends_at = delivered;
        }
        self.bytes += bytes;
        self.events += 1;
        self.is_marked |= bytes == 0;
    }

    /// Takes the count of delivered bytes when the acknowledged flight left, and now; what it tells when a round has ended.
    pub(super) fn advance(&mut self, prior: u64, delivered: u64) -> Option<Ended> {
        if prior < self.ends_at {
            return None;
        }
        let volume = delivered - self.began_at + self.bytes;
        let ended = Ended { lost: self.bytes, volume, events: self.events, is_marked: self.is_marked };
        self.forget(delivered);
        Some(ended)
    }

    /// Begins anew.
    pub(super) fn forget(&mut self, delivered: u64) {
        *self = Self { began_at: delivered, ends_at: delivered, ..Self::default() };
    }
}

/// The loss of the line itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    lost: u64,
    volume: u64,
}

impl Line {
    /// Learns from a round in which there was no queue.
    pub(super) fn learn(&mut self, round: &Ended, datagram: u64) {
        if round.is_marked || round.lost > percent(round.volume, MOST_OF_ROUND) {
            return;
        }
        self.lost += round.lost;
        self.volume += round.volume;
        if self.volume > MEMORY * datagram {
            self.lost /= 2;
            self.volume /= 2;
        }
    }

    /// What the line itself may lose of so many bytes.
    fn of(&self, volume: u64) -> u64 {
        share(volume, self.lost, self.volume).min(percent(volume, MOST_OF_LINE))
    }

    /// How much of so many bytes may be lost before it is too much: the line's own and half as much again, for chance is
    /// uneven; `tolerance` hundredths; and a few datagrams, which say nothing about a rate.
    pub(super) fn allows(&self, volume: u64, tolerance: u64, datagram: u64) -> u64 {
        percent(self.of(volume), 150) + percent(volume, tolerance) + FEW * datagram
    }
}

/// Hundredths beyond which loss is never taken for the line's own.
const MOST_OF_LINE: u64 = 5;
/// Hundredths of a round beyond which nothing is learned from it.
const MOST_OF_ROUND: u64 = 10;
/// Datagrams after which what was learned counts half.
const MEMORY: u64 = 8_000;
/// Lost datagrams that are never too many.
const FEW: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn round(lost: u64, volume: u64) -> Ended {
        Ended { lost, volume, events: 1, is_marked: false }
    }

    #[test]
    fn a_round_lasts_a_round_trip_after_its_first_loss() {
        let mut losses = Round::default();
        assert_eq!(losses.advance(0, 10_000).map(|ended| ended.lost), Some(0));
        losses.note(100, 15_000);
        losses.note(200, 16_000);
        assert_eq!(losses.advance(10_000, 17_000), None, "sent before the loss was known");
        let ended = losses.advance(15_000, 30_000).unwrap();
        assert_eq!((ended.lost, ended.volume, ended.events), (300, 20_300, 2));
    }

    #[test]
    fn a_clean_line_is_allowed_two_percent() {
        let mut line = Line::default();
        assert_eq!(line.allows(100_000, 2, 1000), 5000);
        line.learn(&round(0, 1_000_000), 1000);
        assert_eq!(line.allows(100_000, 2, 1000), 5000);
    }

    #[test]
    fn the_loss_of_a_lossy_line_is_its_own_up_to_a_limit() {
        let mut line = Line::default();
        line.learn(&round(30_000, 1_000_000), 1000);
        assert_eq!(line.allows(100_000, 2, 1000), 4500 + 2000 + 3000);
        line.learn(&round(90_000, 1_000_000), 1000);
        assert_eq!(line.allows(100_000, 2, 1000), 7500 + 2000 + 3000, "5 % at most");
        let mut flooded = Line::default();
        flooded.learn(&round(300_000, 1_000_000), 1000);
        assert_eq!(flooded.allows(100_000, 2, 1000), 5000, "so much no line loses");
    }

    #[test]
    fn what_was_learned_fades() {
        let mut line = Line::default();
        line.learn(&round(50_000, 1_000_000), 1000);
        (0..30).for_each(|_| line.learn(&round(0, 1_000_000), 1000));
        assert!(line.of(1_000_000) < 1000, "{}", line.of(1_000_000));
    }
}
