//! A rate as people write it: `500K`, `2.5M`, `1G`; bytes a second, K, M and G by 1,024.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::time::Duration;

/// Bytes a second, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(NonZeroU64);

impl Rate {
    /// The number.
    pub fn bytes_per_second(self) -> NonZeroU64 {
        self.0
    }

    /// How long so many bytes take.
    pub fn time(self, bytes: u64) -> Duration {
        Duration::from_secs(bytes.div_ceil(self.0.get()))
    }
}

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Rate, NotARate> {
        let bad = || NotARate(text.to_owned());
        let rest = text.strip_suffix("/s").unwrap_or(text);
        let rest = rest.strip_suffix("iB").or_else(|| rest.strip_suffix('B')).unwrap_or(rest);
        let (number, unit) = match rest.char_indices().next_back() {
            Some((end, 'k' | 'K')) => (&rest[..end], 1_u64 << 10),
            Some((end, 'm' | 'M')) => (&rest[..end], 1 << 20),
            Some((end, 'g' | 'G')) => (&rest[..end], 1 << 30),
            _ => (rest, 1),
        };
        if !number.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(bad());
        }
        let bytes = number.parse::<f64>().map_err(|_| bad())? * unit as f64;
        if !(1.0..MOST).contains(&bytes) {
            return Err(bad());
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 2^50")]
        NonZeroU64::new(bytes as u64).map(Rate).ok_or_else(bad)
    }
}

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotARate(pub String);

impl fmt::Display for NotARate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is no rate", self.0)
    }
}

impl std::error::Error for NotARate {}

/// A PiB a second is no limit any more.
const MOST: f64 = (1_u64 << 50) as f64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("1", 1),
            ("500K", 512_000),
            ("2.5M", 2_621_440),
            ("1g", 1 << 30),
            ("10MiB/s", 10 << 20),
            ("8kB", 8192),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().0.get(), bytes, "{text}");
        }
        for text in ["", "0", "0.5", "M", "-1M", "1T", "fast", "nan", "inf", "1e99", "1 M"] {
            assert_eq!(text.parse::<Rate>(), Err(NotARate(text.to_owned())));
        }
        assert_eq!("1K".parse::<Rate>().unwrap().time(1 << 20), Duration::from_secs(1024));
    }
}
