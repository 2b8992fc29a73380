//! A wish to stop, from whoever watches a job: Ctrl-C, or the button of a window.

use tokio::sync::watch;

/// Shared between a job and those who may want it to stop; clones are the same wish.
#[derive(Debug, Clone)]
pub struct Stop {
    wish: watch::Sender<bool>,
}

/// The job's end of a [`Stop`].
#[derive(Debug)]
pub struct Listening {
    wish: watch::Receiver<bool>,
}

impl Stop {
    /// Nobody wants to stop yet.
    pub fn new() -> Stop {
        Stop { wish: watch::Sender::new(false) }
    }

    /// Wishes to stop; a listening job ends at the next moment at which it can go on later.
    pub fn wish(&self) {
        self.wish.send_replace(true);
    }

    /// Tells whether a stop was wished.
    pub fn is_wished(&self) -> bool {
        *self.wish.borrow()
    }

    /// Tells whether a job listens. One that does not is reading files only and may be ended at any moment.
    pub fn is_heard(&self) -> bool {
        self.wish.receiver_count() > 0
    }

    /// Begins to listen, until what is returned is dropped.
    pub fn listen(&self) -> Listening {
        Listening { wish: self.wish.subscribe() }
    }
}

impl Default for Stop {
    fn default() -> Stop {
        Stop::new()
    }
}

impl Listening {
    /// Waits until a stop is wished.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn wished(&mut self) {
        // The other end lives at least as long as the job; if it does not, nobody can wish anything.
        if self.wish.wait_for(|wish| *wish).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_is_heard_also_by_who_listens_late() {
        let stop = Stop::new();
        assert!(!stop.is_heard() && !stop.is_wished());
        stop.wish();
        let mut listening = stop.listen();
        assert!(stop.is_heard());
        listening.wished().await;
        drop(listening);
        assert!(!stop.is_heard());
    }
}
