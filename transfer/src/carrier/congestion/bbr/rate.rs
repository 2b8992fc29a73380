//! Bytes over time, in whole numbers.

use std::time::Duration;

/// Bytes per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Rate(u64);

impl Rate {
    pub(super) const ZERO: Self = Self(0);

    /// So many bytes in so much time.
    pub(super) fn of(bytes: u64, time: Duration) -> Self {
        Self(whole(u128::from(bytes) * SECOND / time.as_nanos().max(1)))
    }

    /// The bytes that this rate moves in this time.
    pub(super) fn during(self, time: Duration) -> u64 {
        whole(u128::from(self.0).saturating_mul(time.as_nanos()) / SECOND)
    }

    /// So many hundredths of this rate.
    pub(super) fn percent(self, hundredths: u64) -> Self {
        Self(percent(self.0, hundredths))
    }

    pub(super) const fn bytes_per_second(self) -> u64 {
        self.0
    }
}

/// So many hundredths of a number of bytes.
pub(super) fn percent(bytes: u64, hundredths: u64) -> u64 {
    whole(u128::from(bytes) * u128::from(hundredths) / 100)
}

/// `bytes` × `part` ÷ `all`; nothing of nothing.
pub(super) fn share(bytes: u64, part: u64, all: u64) -> u64 {
    whole(u128::from(bytes) * u128::from(part) / u128::from(all.max(1)))
}

fn whole(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// Nanoseconds.
const SECOND: u128 = 1_000_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_time_make_a_rate_and_back() {
        let rate = Rate::of(125_000, Duration::from_millis(10));
        assert_eq!(rate.bytes_per_second(), 12_500_000);
        assert_eq!(rate.during(Duration::from_millis(100)), 1_250_000);
        assert_eq!(rate.percent(277).bytes_per_second(), 34_625_000);
        assert_eq!(Rate::of(1, Duration::ZERO), Rate(1_000_000_000), "a rate is never infinite");
        assert_eq!(share(1000, 1, 100), 10);
        assert_eq!(share(1000, 0, 0), 0);
    }
}
