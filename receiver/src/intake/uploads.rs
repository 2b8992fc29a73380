//! Which session writes to which submission: one at a time, and the newest one wins.
//!
//! The registry numbers what it accepts, in epochs; the sessions that were accepted may come here in another order. The
//! newest epoch therefore counts, and only among sessions of one epoch, which resume the same package, the last to come.

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
    turn: watch::Sender<Turn>,
    held: Arc<tokio::sync::Mutex<()>>,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Turn {
    epoch: i64,
    session: u64,
}

/// The right to write to a submission's inbox entry, until a newer session asks for it.
#[derive(Debug)]
pub struct Hold {
    _held: OwnedMutexGuard<()>,
    turn: watch::Receiver<Turn>,
    mine: Turn,
}

impl Uploads {
    /// Takes over a submission: tells the session that holds it, and waits until that one has let go. None where a newer
    /// epoch has been taken meanwhile.
    pub async fn take(&self, number: &str, epoch: i64) -> Option<Hold> {
        let slot = self.slot(number);
        let mine = slot.next(epoch)?;
        let held = Arc::clone(&slot.held).lock_owned().await;
        Some(Hold { _held: held, turn: slot.turn.subscribe(), mine })
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
                .or_insert_with(|| Arc::new(Slot { turn: watch::Sender::default(), held: Arc::default() })),
        )
    }
}

impl Slot {
    fn next(&self, epoch: i64) -> Option<Turn> {
        let mut mine = None;
        self.turn.send_if_modified(|turn| {
            if epoch >= turn.epoch {
                *turn = Turn { epoch, session: turn.session + 1 };
                mine = Some(*turn);
            }
            mine.is_some()
        });
        mine
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
        let mut first = uploads.take("CDE-2026-000001", 1).await.unwrap();
        let other = Arc::clone(&uploads);
        let second = tokio::spawn(async move { other.take("CDE-2026-000001", 1).await });
        first.taken_over().await;
        assert!(!second.is_finished());
        drop(first);
        let mut second = second.await.unwrap().unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), second.taken_over()).await.is_err());
    }

    #[tokio::test]
    async fn an_older_epoch_that_comes_later_does_not_win() {
        let uploads = Uploads::default();
        let mut newest = uploads.take("CDE-2026-000001", 2).await.unwrap();
        assert!(uploads.take("CDE-2026-000001", 1).await.is_none());
        assert!(tokio::time::timeout(Duration::from_millis(20), newest.taken_over()).await.is_err());
    }

    #[tokio::test]
    async fn submissions_do_not_disturb_each_other() {
        let uploads = Uploads::default();
        let mut one = uploads.take("CDE-2026-000001", 2).await.unwrap();
        let _two = uploads.take("CDE-2026-000002", 1).await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(20), one.taken_over()).await.is_err());
    }
}
