//! Byte counts for people, in the binary units of file managers.

/// Returns a byte count as people read it: `0 B`, `1.5 KiB`, `4.1 GiB`.
pub fn human(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let power = (bytes.ilog2() / 10).min(5);
    let unit = 1_u128 << (10 * power);
    let tenths = (u128::from(bytes) * 10 + unit / 2) / unit;
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[power as usize])
}

const UNITS: [&str; 6] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn sizes_read_as_people_expect() {
        assert_eq!(human(0), "0 B");
        assert_eq!(human(1023), "1023 B");
        assert_eq!(human(1536), "1.5 KiB");
        assert_eq!(human(10 << 20), "10.0 MiB");
        assert_eq!(human(4_402_341_478), "4.1 GiB");
        assert_eq!(human(u64::MAX), "16384.0 PiB");
    }
}
