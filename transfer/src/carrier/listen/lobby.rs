//! Peers over TCP that have not shown yet who they are.
//!
//! A handshake is a matter of a second, yet a hostile peer can make it last. When the lobby is full whoever waited longest
//! has to go: an honest peer is through before its turn comes, a slow one makes room.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// The lobby of a port; clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Lobby {
    places: usize,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    next: u64,
    peers: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// A place in the lobby, free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    number: u64,
    lobby: Lobby,
    shown_out: oneshot::Receiver<()>,
}

impl Lobby {
    pub(super) fn new(places: usize) -> Self {
        Self { places, waiting: Arc::default() }
    }

    /// Takes a place; when all are taken, from the one who has waited longest.
    pub(super) fn enter(&self) -> Place {
        let mut waiting = self.lock();
        let number = waiting.next;
        waiting.next += 1;
        // To drop a sender is to tell its receiver.
        while waiting.peers.len() >= self.places && waiting.peers.pop_front().is_some() {}
        let (stays, shown_out) = oneshot::channel();
        waiting.peers.push_back((number, stays));
        Place { number, lobby: self.clone(), shown_out }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        // Nothing in here can be left half done.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Waits until the place is wanted for somebody else.
    pub(super) async fn shown_out(&mut self) {
        let _ = (&mut self.shown_out).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lobby.lock().peers.retain(|(number, _)| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waited_longest_makes_room() {
        let lobby = Lobby::new(2);
        let (mut first, second) = (lobby.enter(), lobby.enter());
        drop(second);
        let mut third = lobby.enter();
        assert!(first.shown_out.try_recv() == Err(oneshot::error::TryRecvError::Empty), "two have room");
        let _fourth = lobby.enter();
        first.shown_out().await;
        assert!(third.shown_out.try_recv() == Err(oneshot::error::TryRecvError::Empty));
        assert_eq!(lobby.lock().peers.len(), 2);
    }
}
