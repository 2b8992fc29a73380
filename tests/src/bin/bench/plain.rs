//! The same bytes over quinn alone: the line that our own work is measured against.

use std::process::Command;

use tests::program;

/// Seconds that `transfer/examples/plain.rs` takes for so many bytes; none when it has not been built.
pub(crate) fn seconds(bytes: u64) -> Option<f64> {
    let program = program::path("sealpost").with_file_name("examples").join("plain");
    let output = Command::new(program).arg(bytes.to_string()).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
