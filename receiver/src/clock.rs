//! The centre's clock: the only place of this program that reads it.
//!
//! The registry counts in milliseconds, so that durations mean something; receipts and certificates count in seconds.

use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// Reads the clock.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Starts the given second.
    pub fn from_seconds(seconds: u64) -> Self {
        Self(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
    }

    /// The second this moment lies in, since the epoch.
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0 / 1000).unwrap_or_default()
    }

    /// The moment that many seconds later.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(Self::from_seconds(seconds).0))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stamp = jiff::Timestamp::from_second(self.0 / 1000).unwrap_or_default();
        write!(f, "{}", stamp.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}
