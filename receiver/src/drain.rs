//! The orderly end: nothing new is begun, what was begun is finished or left as a crash would leave it.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// The side that says when to end.
#[derive(Debug)]
pub struct Drain(watch::Sender<bool>);

/// The side that listens; every part of the program holds one.
#[derive(Debug, Clone)]
pub struct Draining(watch::Receiver<bool>);

impl Drain {
    /// Creates both sides.
    pub fn new() -> (Self, Draining) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Draining(receiver))
    }

    /// Asks every part to end; asking twice changes nothing.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Draining {
    /// Returns true once the end was asked for.
    pub fn begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the end is asked for.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn wait(&mut self) {
        // An error says that the other side is gone, which is an end too.
        let _ = self.0.wait_for(|begun| *begun).await;
    }

    /// Sleeps, but not longer than until the end is asked for.
    pub async fn sleep(&mut self, time: std::time::Duration) {
        let _ = tokio::time::timeout(time, self.wait()).await;
    }
}

/// Waits for SIGTERM or SIGINT.
///
/// # Errors
/// What the system answers when the signals cannot be listened to.
pub async fn asked_to_end() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
