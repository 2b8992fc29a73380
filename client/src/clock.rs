//! The clock of this machine, and times as people read them. Only the command line asks it; the library is told.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds since the epoch, UTC.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())
}

/// A day as people write it, in this machine's time zone: `2027-02-19`.
pub fn date(seconds: u64) -> String {
    local(seconds, "%Y-%m-%d")
}

/// A time in this machine's time zone, with the zone: `2026-11-21 22:01:05 CST`.
pub fn time(seconds: u64) -> String {
    local(seconds, "%Y-%m-%d %H:%M:%S %Z")
}

fn local(seconds: u64, form: &str) -> String {
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).map_or_else(
        || seconds.to_string(),
        |time| time.to_zoned(TimeZone::system()).strftime(form).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_date() {
        assert!(date(1_700_000_000).starts_with("2023-11-1"));
        assert!(now() > 1_700_000_000);
    }
}
