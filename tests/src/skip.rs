//! A test that misses a server or a sample says so, visibly, and fails where everything must be there.

use std::io::Write;

/// Says that a test is skipped and why; under `SEALPOST_REQUIRE_ALL=1` that is a failure.
///
/// The line also goes to the file named by `SEALPOST_SKIPPED`, from which `scripts/test` prints its closing list.
///
/// # Panics
/// Under `SEALPOST_REQUIRE_ALL=1`.
#[expect(
    clippy::panic,
    clippy::print_stderr,
    reason = "this is test code: the panic is the failure of the test"
)]
pub fn skip(test: &str, missing: &str) {
    let line = format!("skipped: {test}: {missing}");
    if std::env::var("SEALPOST_REQUIRE_ALL").is_ok_and(|v| v == "1") {
        panic!("{line}");
    }
    eprintln!("{line}");
    if let Some(list) = std::env::var_os("SEALPOST_SKIPPED")
        && let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(list)
    {
        let _ = writeln!(file, "{line}");
    }
}

/// Returns a count that `scripts/long` raises: the variable's value, or the small number for CI.
pub fn count(variable: &str, small: u64) -> u64 {
    std::env::var(variable).ok().and_then(|v| v.parse().ok()).unwrap_or(small)
}
