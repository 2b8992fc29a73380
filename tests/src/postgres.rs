//! Databases on the PostgreSQL server that `scripts/test` started (`SEALPOST_TEST_POSTGRES`).

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::skip::skip;

/// Creates an empty database and returns its URL, or says that the test is skipped without a server.
///
/// # Panics
/// When the server refuses.
#[expect(clippy::expect_used, reason = "test code")]
pub fn database(test: &str) -> Option<String> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("SEALPOST_TEST_POSTGRES") else {
        skip(test, "no PostgreSQL server (SEALPOST_TEST_POSTGRES)");
        return None;
    };
    let server = server.trim_end_matches('/').trim_end_matches("/postgres").to_owned();
    let name = format!("journey_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new("psql")
        .args([&format!("{server}/postgres"), "-qc", &format!("CREATE DATABASE {name}")])
        .status()
        .expect("psql");
    assert!(made.success(), "CREATE DATABASE {name}");
    Some(format!("{server}/{name}"))
}
