//! A connection as such: who is at its other end, how it does, and how it ended.

mod closing;
mod error;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use closing::Closing;
pub(in crate::carrier) use error::of_alert;
pub use error::{Alert, LinkError};
use quinn::{Connection, VarInt};
use tokio::sync::OwnedSemaphorePermit;

use crate::carrier::tcp::trunk::Trunk;
use crate::carrier::transport::Transport;

/// A handle on a connection; clones are the same connection.
#[derive(Debug, Clone)]
pub struct Link {
    way: Way,
    place: Option<Arc<OwnedSemaphorePermit>>,
}

#[derive(Debug, Clone)]
enum Way {
    Quic(Connection),
    Tcp(Trunk),
}

/// How a connection over QUIC does.
#[derive(Debug, Clone, Copy)]
pub struct Health {
    /// Round-trip time.
    pub round_trip: Duration,
    /// Greatest datagram the path takes, in bytes.
    pub mtu: u16,
    /// Times the path's greatest datagram shrank without a word.
    pub black_holes: u64,
    /// Packets lost of those sent.
    pub lost: u64,
    /// Packets sent.
    pub sent: u64,
}

impl Link {
    pub(in crate::carrier) fn quic(connection: Connection) -> Self {
        Self { way: Way::Quic(connection), place: None }
    }

    pub(in crate::carrier) fn tcp(trunk: Trunk) -> Self {
        Self { way: Way::Tcp(trunk), place: None }
    }

    /// Keeps a place among few for as long as the handle or a clone of it lives.
    pub(in crate::carrier) fn holding(mut self, place: OwnedSemaphorePermit) -> Self {
        self.place = Some(Arc::new(place));
        self
    }

    /// What carries it.
    #[must_use]
    pub fn transport(&self) -> Transport {
        match &self.way {
            Way::Quic(_) => Transport::Quic,
            Way::Tcp(_) => Transport::Tcp,
        }
    }

    /// Address of the peer, which may change over QUIC when it moves to another network. Behind a proxy it is the proxy's.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        match &self.way {
            Way::Quic(connection) => connection.remote_address(),
            Way::Tcp(trunk) => trunk.peer(),
        }
    }

    /// Address that a connection over TCP has here and cannot change; over QUIC it may, and there is none.
    #[must_use]
    pub fn bound(&self) -> Option<SocketAddr> {
        match &self.way {
            Way::Quic(_) => None,
            Way::Tcp(trunk) => Some(trunk.here()),
        }
    }

    /// A count that grows with whatever is received, the signs of life of an idle peer among it.
    #[must_use]
    pub fn received(&self) -> u64 {
        match &self.way {
            Way::Quic(connection) => connection.stats().udp_rx.datagrams,
            Way::Tcp(trunk) => trunk.received(),
        }
    }

    /// How the connection does now; over TCP only the system knows.
    #[must_use]
    pub fn health(&self) -> Option<Health> {
        let Way::Quic(connection) = &self.way else { return None };
        let path = connection.stats().path;
        Some(Health {
            round_trip: path.rtt,
            mtu: path.current_mtu,
            black_holes: path.black_holes_detected,
            lost: path.lost_packets,
            sent: path.sent_packets,
        })
    }

    /// Closes at once; what the peer has not read yet may be lost to it.
    pub fn close(&self, why: Closing) {
        match &self.way {
            Way::Quic(connection) => {
                connection.close(VarInt::from_u32(why.number()), why.text().as_bytes());
            }
            Way::Tcp(trunk) => trunk.close(why),
        }
    }

    /// Waits until the peer was told that the connection is closed here, or cannot be.
    pub(super) async fn told(&self) {
        if let Way::Tcp(trunk) = &self.way {
            trunk.gone().await;
        }
    }

    /// Waits until the connection has ended.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn closed(&self) -> LinkError {
        match &self.way {
            Way::Quic(connection) => connection.closed().await.into(),
            Way::Tcp(trunk) => trunk.closed().await,
        }
    }

    /// Why the connection ended, if it has.
    #[must_use]
    pub fn ended(&self) -> Option<LinkError> {
        match &self.way {
            Way::Quic(connection) => connection.close_reason().map(LinkError::from),
            Way::Tcp(trunk) => trunk.ended(),
        }
    }
}
