//! Which session writes to which submission: one at a time, and the newest one wins.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedMutexGuard, watch};

/// The table of this intake's sessions that hold a submission.
#[derive(Debug, Default)]
pub struct Uploads {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

#[derive(Debug)]
struct Slot {
    turn: watch::Sender<u64>,
    held: Arc<tokio::sync::Mutex<()>>,
}

/// The right to write to a submission's inbox entry, until a newer session asks for it.
#[derive(Debug)]
pub struct Hold {
    _held: OwnedMutexGuard<()>,
    turn: watch::Receiver<u64>,
    mine: u64,
}

impl Uploads {
    /// Takes over a submission: tells the session that holds it, and waits until that one has let go.
    pub async fn take(&self, number: &str) -> Hold {
        let slot = self.slot(number);
        let mut mine = 0;
        slot.turn.send_modify(|turn| {
            *turn += 1;
            mine = *turn;
        });
        let held = Arc::clone(&slot.held).lock_owned().await;
        Hold { _held: held, turn: slot.turn.subscribe(), mine }
    }

    fn slot(&self, number: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        // Slots that nobody holds or waits for are forgotten here, so that the table does not grow for ever.
        slots.retain(|key, slot| {
            key == number || Arc::strong_count(slot) > 1 || slot.held.try_lock().is_err()
        });
        Arc::clone(
            slots
                .entry(number.to_owned())
                .or_insert_with(|| Arc::new(Slot { turn: watch::Sender::new(0), held: Arc::default() })),
        )
    }
}

impl Hold {
    /// Waits until a newer session asks for the submission; then stop writing and drop this.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn taken_over(&mut self) {
        let mine = self.mine;
        // The slot lives in the table while it is held, so the sender does not go away.
        let _ = self.turn.wait_for(|turn| *turn != mine).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::Uploads;

    #[tokio::test]
    async fn the_newest_session_wins_and_waits_for_the_older_to_let_go() {
        let uploads = Arc::new(Uploads::default());
        let mut first = uploads.take("CDE-2026-000001").await;
        let other = Arc::clone(&uploads);
        let second = tokio::spawn(async move { other.take("CDE-2026-000001").await });
        first.taken_over().await;
        assert!(!second.is_finished());
        drop(first);
        let mut second = second.await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), second.taken_over()).await.is_err());
    }

    #[tokio::test]
    async fn submissions_do_not_disturb_each_other() {
        let uploads = Uploads::default();
        let mut one = uploads.take("CDE-2026-000001").await;
        let _two = uploads.take("CDE-2026-000002").await;
        assert!(tokio::time::timeout(Duration::from_millis(20), one.taken_over()).await.is_err());
    }
}
