//! What the program does before anything else: it opens its log, and in tests it arms a fault.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Opens the log on stderr (`SEALPOST_LOG` says how much, as `info` or `sealpost_receiver=debug`), and arms the fault that
/// a test asked for. Neither keys nor tokens are ever logged.
pub fn begin() {
    let filter = EnvFilter::try_from_env("SEALPOST_LOG").unwrap_or_else(|_| EnvFilter::new(LEVELS));
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    arm();
}

/// Release builds have no fault points.
#[cfg(debug_assertions)]
fn arm() {
    if let Some(fault) = std::env::var("SEALPOST_FAULT").ok().and_then(|text| text.parse().ok()) {
        durable::fault::arm(fault);
    }
}

#[cfg(not(debug_assertions))]
fn arm() {}

/// What is logged unless someone asks for more or less.
const LEVELS: &str = "warn,sealpost_receiver=info";
