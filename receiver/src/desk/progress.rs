//! How far the desk is with one submission: shared between the threads that work and the task that tells the registry.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::registry::entity::submission;

/// What the desk is doing. Opening and copying run side by side; people see the first that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Opening, comparing, and running the rules.
    Verify,
    /// Writing the second copy and reading it back.
    Backup,
    /// Entering it into the registry.
    Register,
}

impl Phase {
    /// Returns its name in the registry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Backup => "backup",
            Self::Register => "register",
        }
    }
}

/// Progress of one submission, and the wish that it stop.
#[derive(Debug)]
pub struct Progress {
    verify: Meter,
    backup: Meter,
    stop: watch::Sender<bool>,
}

/// The work was asked to stop; what it left behind is made again.
#[derive(Debug, thiserror::Error)]
#[error("the work was asked to stop")]
pub struct Stopped;

#[derive(Debug)]
struct Meter {
    done: AtomicU64,
    total: u64,
}

impl Progress {
    /// Begins with a submission. Every byte counts three times: when it is opened, when the rules are through with its
    /// file, and when it is read back from the archive.
    pub fn of(row: &submission::Model) -> Self {
        let bytes = |length| u64::try_from(length).unwrap_or_default();
        Self::new(3 * bytes(row.plaintext_len), bytes(row.package_len))
    }

    /// Begins, with so many bytes to verify and to back up.
    pub fn new(verify: u64, backup: u64) -> Self {
        let meter = |total| Meter { done: AtomicU64::new(0), total };
        Self { verify: meter(verify), backup: meter(backup), stop: watch::Sender::new(false) }
    }

    /// Says that so many more bytes are verified.
    ///
    /// # Errors
    /// [`Stopped`], when the work is no longer wanted.
    pub fn verified(&self, bytes: u64) -> Result<(), Stopped> {
        self.advance(&self.verify, bytes)
    }

    /// Says that so many more bytes of the second copy are done.
    ///
    /// # Errors
    /// [`Stopped`], when the work is no longer wanted.
    pub fn backed_up(&self, bytes: u64) -> Result<(), Stopped> {
        self.advance(&self.backup, bytes)
    }

    /// Says that all is verified.
    pub fn all_verified(&self) {
        self.verify.done.store(self.verify.total, Ordering::Relaxed);
    }

    /// Says that the second copy is done.
    pub fn all_backed_up(&self) {
        self.backup.done.store(self.backup.total, Ordering::Relaxed);
    }

    /// Asks the work to stop at its next step.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until the work is asked to stop.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn stopped(&self) -> Stopped {
        // The sender is this value's own.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
        Stopped
    }

    /// Returns phase, bytes done and bytes in all.
    pub fn now(&self) -> (Phase, u64, u64) {
        let (phase, meter) = if !self.verify.is_done() {
            (Phase::Verify, &self.verify)
        } else if !self.backup.is_done() {
            (Phase::Backup, &self.backup)
        } else {
            (Phase::Register, &self.backup)
        };
        (phase, meter.done.load(Ordering::Relaxed).min(meter.total), meter.total)
    }

    fn advance(&self, meter: &Meter, bytes: u64) -> Result<(), Stopped> {
        meter.done.fetch_add(bytes, Ordering::Relaxed);
        if *self.stop.borrow() { Err(Stopped) } else { Ok(()) }
    }
}

impl Meter {
    fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed) >= self.total
    }
}

impl From<Stopped> for io::Error {
    fn from(stopped: Stopped) -> Self {
        // Not `Interrupted`: readers take that for a reason to try again.
        Self::other(stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::{Phase, Progress};

    #[test]
    fn people_see_the_first_phase_that_is_not_done() {
        let progress = Progress::new(10, 20);
        progress.backed_up(20).unwrap();
        progress.verified(4).unwrap();
        assert_eq!(progress.now(), (Phase::Verify, 4, 10));
        progress.all_verified();
        assert_eq!(progress.now().0, Phase::Register);
    }

    #[tokio::test]
    async fn a_stop_is_seen_at_the_next_step() {
        let progress = Progress::new(10, 20);
        progress.verified(1).unwrap();
        progress.stop();
        assert!(progress.verified(1).is_err());
        progress.stopped().await;
    }
}
