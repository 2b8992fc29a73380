//! Points in time as the formats write them: `YYYY-MM-DDThh:mm:ssZ`, whole seconds, UTC, no leap second.

use crate::json::Value;
use jiff::Timestamp;
use std::fmt;
use std::str::FromStr;

/// A second since 1970-01-01T00:00:00Z, at most 9999-12-30T22:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcTime(u64);

/// A text that is no time of the form `YYYY-MM-DDThh:mm:ssZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written YYYY-MM-DDThh:mm:ssZ")]
pub struct NotATime;

impl UtcTime {
    /// Takes seconds since the epoch; what lies after the year 9999 cannot be written and becomes the last second that can.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Self {
        Self(seconds.min(LAST_SECOND))
    }

    /// Says the seconds since the epoch.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0
    }

    /// Gives the same time for a calendar.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        // Never the fallback: the constructor keeps the range.
        i64::try_from(self.0).ok().and_then(|s| Timestamp::from_second(s).ok()).unwrap_or(Timestamp::MAX)
    }

    /// Gives the time `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl FromStr for UtcTime {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time: Timestamp = text.parse().map_err(|_| NotATime)?;
        let seconds = u64::try_from(time.as_second()).map_err(|_| NotATime)?;
        let parsed = Self::from_seconds(seconds);
        // Many spellings name one second; only the one that is written back is accepted.
        if parsed.to_string() == text { Ok(parsed) } else { Err(NotATime) }
    }
}

impl From<UtcTime> for Value {
    fn from(time: UtcTime) -> Self {
        Self::Text(time.to_string())
    }
}

/// 9999-12-30T22:00:00Z, the last second of the calendar library.
const LAST_SECOND: u64 = 253_402_207_200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_and_read_in_one_form() {
        let time = UtcTime::from_seconds(1_795_297_753);
        assert_eq!(time.to_string(), "2026-11-21T21:49:13Z");
        assert_eq!("2026-11-21T21:49:13Z".parse(), Ok(time));
        assert_eq!(UtcTime::from_seconds(0).to_string(), "1970-01-01T00:00:00Z");
        let last = UtcTime::from_seconds(u64::MAX);
        assert_eq!(last.to_string().parse(), Ok(last));
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "2026-11-21T21:49:13+00:00",
            "2026-11-21T21:49:13.0Z",
            "2026-11-21t21:49:13Z",
            "2026-11-21 21:49:13Z",
            "2026-11-21T21:49Z",
            "2026-11-21T21:49:60Z",
            "2026-02-29T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "+02026-11-21T21:49:13Z",
            "",
        ] {
            assert_eq!(text.parse::<UtcTime>(), Err(NotATime), "{text}");
        }
    }
}
