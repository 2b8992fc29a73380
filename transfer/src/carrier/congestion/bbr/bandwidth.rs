//! What the path can carry: the most that was delivered in this probing cycle and the one before (draft, section
//! "BBR.max_bw").

use super::delivery::Sample;
use super::rate::Rate;

/// The largest samples of two cycles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bandwidth {
    earlier: Rate,
    current: Rate,
}

impl Bandwidth {
    pub(super) fn most(&self) -> Rate {
        self.earlier.max(self.current)
    }

    /// A sample that was limited by the application counts only if it shows more than is known.
    pub(super) fn take(&mut self, sample: &Sample) {
        if let Some(rate) = sample.rate
            && (!sample.app_limited || rate >= self.most())
        {
            self.current = self.current.max(rate);
        }
    }

    /// A cycle ended: what was seen before it is forgotten.
    pub(super) fn advance(&mut self) {
        if self.current > Rate::ZERO {
            self.earlier = std::mem::take(&mut self.current);
        }
    }
}

/// Whether more speed still brings more delivery: the estimator of a full pipe (draft, section "Exiting Acceleration Based on
/// Bandwidth Plateau").
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Growth {
    base: Rate,
    rounds: u32,
    has_ended: bool,
    was_full: bool,
}

impl Growth {
    /// The pipe was seen full since the search began.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The pipe was full at some time.
    pub(super) fn was_full(&self) -> bool {
        self.was_full
    }

    /// Begins the search anew, from this rate.
    pub(super) fn restart(&mut self, base: Rate) {
        *self = Self { base, rounds: 0, has_ended: false, was_full: self.was_full };
    }

    /// Loss says what no plateau has shown yet.
    pub(super) fn end(&mut self) {
        self.was_full = true;
    }

    /// Takes the sample that began a round.
    pub(super) fn take(&mut self, sample: &Sample) {
        let Some(rate) = sample.rate.filter(|_| !self.has_ended && !sample.app_limited) else { return };
        if rate >= self.base.percent(LEAST_GROWTH) {
            return self.restart(rate);
        }
        self.rounds += 1;
        self.has_ended = self.rounds >= PLATEAU;
        self.was_full |= self.has_ended;
    }
}

/// Hundredths of the base that a growing rate must reach.
const LEAST_GROWTH: u64 = 125;
/// Rounds without growth after which the pipe is full.
const PLATEAU: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(rate: u64, app_limited: bool) -> Sample {
        Sample { app_limited, ..Sample::of_rate(rate) }
    }

    #[test]
    fn the_most_of_two_cycles_counts() {
        let mut bandwidth = Bandwidth::default();
        bandwidth.take(&sample(100, false));
        bandwidth.take(&sample(50, true));
        bandwidth.advance();
        bandwidth.take(&sample(60, false));
        assert_eq!(bandwidth.most().bytes_per_second(), 100);
        bandwidth.advance();
        assert_eq!(bandwidth.most().bytes_per_second(), 60);
        bandwidth.take(&sample(80, true));
        assert_eq!(bandwidth.most().bytes_per_second(), 80, "even an idle application may show more");
        bandwidth.advance();
        bandwidth.advance();
        assert_eq!(bandwidth.most().bytes_per_second(), 80, "a cycle without samples forgets nothing");
    }

    #[test]
    fn three_rounds_without_growth_end_it() {
        let mut growth = Growth::default();
        for rate in [100, 200, 400, 440, 460, 480] {
            assert!(!growth.has_ended());
            growth.take(&sample(rate, false));
            growth.take(&sample(1, true));
        }
        assert!(growth.has_ended() && growth.was_full());
        growth.restart(Rate::ZERO);
        assert!(!growth.has_ended() && growth.was_full());
    }
}
