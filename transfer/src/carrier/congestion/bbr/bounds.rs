//! What loss has taught: how much may be in flight, and how fast (draft, section "Updating the Model Upon Packet Loss").

use super::delivery::Sample;
use super::rate::{Rate, percent};

/// Limits that come from loss; where there is none, there is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds {
    /// Bytes in flight that a probe has found to be too many: for this cycle and the next.
    long: Option<u64>,
    /// Rate and bytes in flight to which loss outside of probes has lowered: until the next probe.
    short: Option<Short>,
    latest: Latest,
}

#[derive(Debug, Clone, Copy)]
struct Short {
    rate: Rate,
    in_flight: u64,
}

/// The most that was delivered in the round of losses under way.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    rate: Rate,
    delivered: u64,
}

impl Latest {
    fn of(sample: &Sample) -> Self {
        Self { rate: sample.rate.unwrap_or_default(), delivered: sample.delivered }
    }
}

impl Bounds {
    pub(super) fn long(&self) -> Option<u64> {
        self.long
    }

    pub(super) fn set_long(&mut self, in_flight: u64) {
        self.long = Some(in_flight);
    }

    /// So much was in flight, and not too much of it was lost.
    pub(super) fn raise_long(&mut self, in_flight: u64) {
        self.long = self.long.map(|long| long.max(in_flight));
    }

    /// The long limit, less what is left free for others.
    pub(super) fn with_headroom(&self, datagram: u64) -> Option<u64> {
        let long = self.long?;
        Some(long.saturating_sub(percent(long, HEADROOM).max(datagram)))
    }

    pub(super) fn short_in_flight(&self) -> Option<u64> {
        self.short.map(|short| short.in_flight)
    }

    pub(super) fn limit_rate(&self, rate: Rate) -> Rate {
        self.short.map_or(rate, |short| short.rate.min(rate))
    }

    /// Takes every sample.
    pub(super) fn take(&mut self, sample: &Sample) {
        let now = Latest::of(sample);
        self.latest.rate = self.latest.rate.max(now.rate);
        self.latest.delivered = self.latest.delivered.max(now.delivered);
    }

    /// Bytes of the largest volume that was delivered in this round.
    pub(super) fn latest_delivered(&self) -> u64 {
        self.latest.delivered
    }

    /// A round of losses ended: the next one begins with this sample.
    pub(super) fn next_round(&mut self, sample: &Sample) {
        self.latest = Latest::of(sample);
    }

    /// A round outside of probes lost too much: down to what was delivered, but not by more than CUBIC would go.
    pub(super) fn lower(&mut self, most: Rate, window: u64) {
        let short = self.short.unwrap_or(Short { rate: most, in_flight: window });
        self.short = Some(Short {
            rate: self.latest.rate.max(short.rate.percent(DECREASE)),
            in_flight: self.latest.delivered.max(percent(short.in_flight, DECREASE)),
        });
    }

    /// A probe begins: what was learned outside of probes may be over.
    pub(super) fn forget_short(&mut self) {
        self.short = None;
    }

    pub(super) fn forget_latest(&mut self) {
        self.latest = Latest::default();
    }
}

/// Hundredths that are left after a decrease.
pub(super) const DECREASE: u64 = 70;
/// Hundredths of the long limit that are left free.
const HEADROOM: u64 = 15;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sample(rate: u64, delivered: u64) -> Sample {
        Sample { delivered, ..Sample::of_rate(rate) }
    }

    #[test]
    fn a_lossy_round_lowers_to_what_was_delivered_and_not_too_far() {
        let most = Rate::of(1000, Duration::from_secs(1));
        let mut bounds = Bounds::default();
        bounds.take(&sample(900, 80));
        bounds.take(&sample(800, 90));
        bounds.lower(most, 100);
        assert_eq!(bounds.limit_rate(most).bytes_per_second(), 900);
        assert_eq!(bounds.short_in_flight(), Some(90));
        bounds.next_round(&sample(100, 10));
        bounds.lower(most, 100);
        assert_eq!(bounds.limit_rate(most).bytes_per_second(), 630);
        assert_eq!(bounds.short_in_flight(), Some(63));
        bounds.forget_short();
        assert_eq!(bounds.limit_rate(most), most);
    }

    #[test]
    fn a_limit_leaves_headroom_and_rises_with_what_is_safe() {
        let mut bounds = Bounds::default();
        bounds.raise_long(10);
        assert_eq!(bounds.with_headroom(1), None, "no limit, nothing to raise");
        bounds.set_long(1000);
        assert_eq!(bounds.with_headroom(1), Some(850));
        bounds.raise_long(900);
        bounds.raise_long(1200);
        assert_eq!(bounds.long(), Some(1200));
    }
}
