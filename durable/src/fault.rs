//! Fault points: each file call that changes something can be made to fail, one at a time.
//!
//! A program arms one fault (`SEALPOST_FAULT=<n>[:error|:full|:kill]`, read by the programs, never here). The n-th
//! call of [`check`] in the process then fails once. Release builds have no fault points: the check is empty there.

use std::io;
use std::str::FromStr;

/// What happens at the armed file call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The call answers an input/output error.
    Error,
    /// The call answers "no space left on device".
    Full,
    /// The process ends at once, as with `kill -9`.
    Kill,
}

/// The n-th file call (from 1) fails in the given way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Which call fails, counted from 1 since the start of the process.
    pub nth: u64,
    /// How it fails.
    pub kind: Kind,
}

/// The text was not `<n>[:error|:full|:kill]`.
#[derive(Debug, thiserror::Error)]
#[error("a fault is <number>[:error|:full|:kill]")]
pub struct NotAFault;

impl FromStr for Fault {
    type Err = NotAFault;

    fn from_str(text: &str) -> Result<Self, NotAFault> {
        let (number, kind) = text.split_once(':').unwrap_or((text, "error"));
        let kind = match kind {
            "error" => Kind::Error,
            "full" => Kind::Full,
            "kill" => Kind::Kill,
            _ => return Err(NotAFault),
        };
        Ok(Self { nth: number.parse().map_err(|_| NotAFault)?, kind })
    }
}

#[cfg(debug_assertions)]
mod points {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    pub(super) static ARMED: OnceLock<super::Fault> = OnceLock::new();
    pub(super) static PASSED: AtomicU64 = AtomicU64::new(0);

    pub(super) fn next() -> u64 {
        PASSED.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// Arms one fault for this process; the first one armed stays.
#[cfg(debug_assertions)]
pub fn arm(fault: Fault) {
    let _ = points::ARMED.set(fault);
}

/// Returns how many file calls have passed so far: the upper end for a test that fails each in turn.
#[cfg(debug_assertions)]
pub fn passed() -> u64 {
    points::PASSED.load(std::sync::atomic::Ordering::Relaxed)
}

/// Passes one fault point.
///
/// # Errors
/// The armed error, at the armed call.
#[cfg(debug_assertions)]
pub fn check() -> io::Result<()> {
    let now = points::next();
    match points::ARMED.get() {
        Some(fault) if fault.nth == now => fail(fault.kind),
        _ => Ok(()),
    }
}

/// Passes one fault point; release builds have none.
///
/// # Errors
/// Never.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn check() -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
fn fail(kind: Kind) -> io::Result<()> {
    match kind {
        Kind::Error => Err(io::Error::other("fault point: input/output error")),
        Kind::Full => Err(io::Error::from(io::ErrorKind::StorageFull)),
        Kind::Kill => std::process::abort(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Kind};

    #[test]
    fn a_fault_is_read_from_text() {
        assert_eq!("7".parse::<Fault>().unwrap(), Fault { nth: 7, kind: Kind::Error });
        assert_eq!("12:full".parse::<Fault>().unwrap(), Fault { nth: 12, kind: Kind::Full });
        assert_eq!("3:kill".parse::<Fault>().unwrap(), Fault { nth: 3, kind: Kind::Kill });
        for bad in ["", "x", "1:", "1:other", ":kill"] {
            assert!(bad.parse::<Fault>().is_err(), "{bad}");
        }
    }
}
