//! What the program does before anything else: it opens its log, and in tests it arms a fault.

use std::io::IsTerminal;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Opens the log on stderr (`SEALPOST_LOG` says how much, as `info` or `sealpost_receiver=debug`), and arms the fault that
/// a test asked for. Neither keys nor tokens are ever logged.
pub fn begin() {
    let asked = std::env::var("SEALPOST_LOG").ok().and_then(|text| text.parse().ok());
    let filter: Targets = asked.or_else(|| LEVELS.parse().ok()).unwrap_or_default();
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    tracing_subscriber::registry().with(lines).with(filter).init();
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

/// What the program does after everything else: for a test that fails each file call in turn it leaves their number in the
/// file that `SEALPOST_FAULT_COUNT` names.
#[cfg(debug_assertions)]
pub fn end() {
    if let Some(file) = std::env::var_os("SEALPOST_FAULT_COUNT")
        && let Err(error) = std::fs::write(&file, durable::fault::passed().to_string())
    {
        tracing::warn!(%error, "the number of file calls could not be written");
    }
}

/// Release builds have no fault points.
#[cfg(not(debug_assertions))]
pub fn end() {}

/// What is logged unless someone asks for more or less.
const LEVELS: &str = "warn,sealpost_receiver=info";
