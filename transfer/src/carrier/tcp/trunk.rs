//! A connection over TCP as such: one task moves its frames in both directions; the handle says how it does and ends it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};

use super::incoming::{Incoming, Segments};
use super::line::{LineIn, LineOut};
use super::outgoing::Outgoing;
use super::reader::Reader;
use super::writer::Writer;
use crate::carrier::link::{Closing, LinkError};

/// A handle on the connection; clones are the same connection. It is closed when the last one is dropped.
#[derive(Debug, Clone)]
pub(in crate::carrier) struct Trunk(Arc<Handle>);

/// Everything that travels on a connection.
#[derive(Debug)]
pub(in crate::carrier) struct Parts {
    pub(in crate::carrier) trunk: Trunk,
    pub(in crate::carrier) out: LineOut,
    pub(in crate::carrier) heard: LineIn,
    pub(in crate::carrier) outgoing: Outgoing,
    pub(in crate::carrier) segments: Segments,
}

/// Both ends of a connection.
#[derive(Debug, Clone, Copy)]
pub(in crate::carrier) struct Ends {
    pub(in crate::carrier) here: SocketAddr,
    pub(in crate::carrier) peer: SocketAddr,
}

/// What task and handles share.
#[derive(Debug)]
pub(in crate::carrier) struct Shared {
    ends: Ends,
    state: watch::Sender<State>,
    received: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    ended: Option<LinkError>,
    goodbye: Option<Closing>,
    gone: bool,
}

#[derive(Debug)]
struct Handle {
    shared: Arc<Shared>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.close(Closing::Done);
    }
}

/// Begins to move frames over a stream.
pub(in crate::carrier) fn start<S>(stream: S, ends: Ends, incoming: Incoming) -> Parts
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let shared = Arc::new(Shared { ends, state: watch::Sender::default(), received: AtomicU64::new(0) });
    let trunk = Trunk(Arc::new(Handle { shared: Arc::clone(&shared) }));
    let (words, said) = mpsc::channel(WORDS);
    let (hearing, heard) = mpsc::channel(UNHEARD);
    let (pieces, cut) = mpsc::channel(1);
    let (peer_room, may_begin) = watch::channel(0);
    let (arriving, granted, raws) = incoming.begin();
    let (read, write) = tokio::io::split(stream);
    let reader = Reader::new(read, hearing, arriving, peer_room, Arc::clone(&shared));
    let writer = Writer::new(write, said, cut, may_begin, granted.subscribe(), Arc::clone(&shared));
    tokio::spawn(async move {
        tokio::join!(reader.run(), writer.run());
        shared.state.send_modify(|state| state.gone = true);
    });
    Parts {
        out: LineOut::new(words, trunk.clone()),
        heard: LineIn::new(heard, trunk.clone()),
        outgoing: Outgoing::new(pieces, trunk.clone()),
        segments: Segments::new(raws, granted, trunk.clone()),
        trunk,
    }
}

impl Trunk {
    pub(in crate::carrier) fn peer(&self) -> SocketAddr {
        self.0.shared.ends.peer
    }

    pub(in crate::carrier) fn here(&self) -> SocketAddr {
        self.0.shared.ends.here
    }

    /// Bytes received so far.
    pub(in crate::carrier) fn received(&self) -> u64 {
        self.0.shared.received.load(Ordering::Relaxed)
    }

    pub(in crate::carrier) fn close(&self, why: Closing) {
        self.0.shared.close(why);
    }

    pub(in crate::carrier) fn ended(&self) -> Option<LinkError> {
        self.0.shared.state.borrow().ended.clone()
    }

    pub(in crate::carrier) async fn closed(&self) -> LinkError {
        self.0.shared.over().await;
        self.why()
    }

    /// Waits until the peer was told of the end, or cannot be.
    pub(in crate::carrier) async fn gone(&self) {
        self.0.shared.gone().await;
    }

    /// Why nothing travels any more.
    pub(super) fn why(&self) -> LinkError {
        self.ended().unwrap_or(LinkError::ClosedHere)
    }

    /// What can end the connection without keeping it.
    pub(in crate::carrier) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.0.shared)
    }
}

impl Shared {
    /// Closes from this side.
    pub(in crate::carrier) fn close(&self, why: Closing) {
        self.end(LinkError::ClosedHere, Some(why));
    }

    /// Notes the end; `goodbye` is what the peer is told. Only the first end counts.
    pub(super) fn end(&self, error: LinkError, goodbye: Option<Closing>) {
        self.state.send_if_modified(|state| {
            let first = state.ended.is_none();
            if first {
                state.ended = Some(error);
                state.goodbye = goodbye;
            }
            first
        });
    }

    pub(super) fn goodbye(&self) -> Option<Closing> {
        self.state.borrow().goodbye
    }

    pub(super) fn arrived(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Waits until the connection has ended.
    pub(super) async fn over(&self) {
        self.until(|state| state.ended.is_some()).await;
    }

    /// Waits until its task has ended too.
    pub(in crate::carrier) async fn gone(&self) {
        self.until(|state| state.gone).await;
    }

    async fn until(&self, reached: impl FnMut(&State) -> bool) {
        // The sender is this side's own: it does not go away.
        let _ = self.state.subscribe().wait_for(reached).await;
    }
}

/// Messages that may wait to be written.
const WORDS: usize = 1;

/// Frames of the line that may wait to be heard: 2 MiB at most.
const UNHEARD: usize = 32;
