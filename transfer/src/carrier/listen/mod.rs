//! The centre's end: a UDP port on which members and newcomers arrive.

mod arrival;
mod reset;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use arrival::{Arrival, ArrivalError, Knock, Member, Newcomer};
use quinn::crypto::rustls::QuicServerConfig;
use quinn::{Endpoint, ServerConfig, TokioRuntime, VarInt};
use rustls::pki_types::CertificateDer;
use tokio::sync::{Semaphore, watch};

use crate::carrier::link::Closing;
use crate::carrier::socket::{self, Buffers};
use crate::carrier::tls::{self, Credentials, Revocations, TlsError};
use crate::carrier::tuning::Tuning;

/// How much of the machine peers may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once, members and newcomers together.
    pub connections: usize,
    /// Newcomers at once, of those connections.
    pub newcomers: usize,
    /// Segments in memory at once, of all members together; each is a MiB.
    pub segments: usize,
    /// Bytes that may arrive before they are read, of all connections together: each gets its share when it arrives. As many
    /// again are for those whose path turns out to hold more.
    pub unread: u32,
    /// Time from the first packet to the first byte of the line.
    pub handshake: Duration,
    /// Time in which a segment's stream must arrive whole once it is being read.
    pub segment: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            newcomers: 32,
            segments: 64,
            unread: 64 << 20,
            handshake: Duration::from_secs(10),
            segment: Duration::from_secs(600),
        }
    }
}

/// A listening port. Dropping it leaves its connections to themselves; [`close`](Self::close) ends them.
#[derive(Debug)]
pub struct Listener {
    endpoint: Endpoint,
    buffers: Buffers,
    shared: arrival::Shared,
    tuning: Tuning,
    revocations: Arc<dyn Revocations>,
    stopped: watch::Sender<bool>,
}

impl Listener {
    /// Opens the port. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be bound, or certificate and key cannot be used.
    pub fn bind(
        at: SocketAddr,
        ca: &CertificateDer<'static>,
        own: Credentials,
        revocations: Arc<dyn Revocations>,
        tuning: &Tuning,
        limits: &Limits,
    ) -> Result<Self, ListenError> {
        let shape = reset::endpoint(&own.key);
        let config = server_config(ca, own, Arc::clone(&revocations), tuning)?;
        let (socket, buffers) =
            socket::bind(at, tuning.socket_buffer).map_err(|error| ListenError::Bind { at, error })?;
        let endpoint = Endpoint::new(shape, Some(config), socket, Arc::new(TokioRuntime))
            .map_err(|error| ListenError::Bind { at, error })?;
        let shared = arrival::Shared {
            pool: Arc::new(Semaphore::new(limits.segments)),
            newcomers: Arc::new(Semaphore::new(limits.newcomers)),
            segment_streams: VarInt::from_u32(tuning.segment_streams),
            connections: limits.connections,
            unread: limits.unread,
            window: tuning.connection_window,
            spare: Arc::new(Semaphore::new(limits.unread as usize >> 20)),
            handshake: limits.handshake,
            segment: limits.segment,
        };
        let stopped = watch::Sender::new(false);
        Ok(Self { endpoint, buffers, shared, tuning: tuning.clone(), revocations, stopped })
    }

    /// The bound address, with the real port.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.endpoint.local_addr()
    }

    /// What the kernel granted for the socket.
    #[must_use]
    pub fn buffers(&self) -> Buffers {
        self.buffers
    }

    /// The next peer that wants to come in, or `None` once the port is stopped or closed. Open each in a task of its own,
    /// so that a slow one keeps nobody waiting.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn knock(&self) -> Option<Knock> {
        let mut stopped = self.stopped.subscribe();
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => None,
            knock = self.next_knock() => knock,
        }
    }

    async fn next_knock(&self) -> Option<Knock> {
        loop {
            let incoming = self.endpoint.accept().await?;
            if self.endpoint.open_connections() > self.shared.connections {
                incoming.refuse();
            } else if self.is_crowded() && incoming.may_retry() && !incoming.remote_address_validated() {
                // It costs the peer a round trip to prove that its address is its own. Failing is the peer's affair.
                let _ = incoming.retry();
            } else {
                return Some(Knock::new(incoming, self.shared.clone(), self.endpoint.open_connections()));
            }
        }
    }

    /// Takes a new certificate for connections from now on.
    ///
    /// # Errors
    /// When certificate and key cannot be used; the old one stays.
    pub fn renew(&self, ca: &CertificateDer<'static>, own: Credentials) -> Result<(), ListenError> {
        let config = server_config(ca, own, Arc::clone(&self.revocations), &self.tuning)?;
        self.endpoint.set_server_config(Some(config));
        Ok(())
    }

    /// Lets nobody else in; connections that stand go on. The first step of a drain.
    pub fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Waits until every connection has ended, and turns away those who come.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn drained(&self) {
        tokio::select! {
            () = self.endpoint.wait_idle() => {}
            () = self.turn_away() => {}
        }
    }

    async fn turn_away(&self) {
        while let Some(incoming) = self.endpoint.accept().await {
            incoming.refuse();
        }
        self.endpoint.wait_idle().await;
    }

    /// Ends every connection and the port.
    pub fn close(&self) {
        self.endpoint.close(VarInt::from_u32(Closing::Draining.number()), b"shutting down");
    }

    fn is_crowded(&self) -> bool {
        self.endpoint.open_connections() > self.shared.connections / 4
    }
}

fn server_config(
    ca: &CertificateDer<'static>,
    own: Credentials,
    revocations: Arc<dyn Revocations>,
    tuning: &Tuning,
) -> Result<ServerConfig, ListenError> {
    let tls = tls::centre(ca, own, revocations)?;
    let crypto = QuicServerConfig::try_from(tls).map_err(|_| TlsError::Suite)?;
    let mut config = ServerConfig::with_crypto(Arc::new(crypto));
    config
        .transport_config(tuning.transport())
        .max_incoming(MAX_INCOMING)
        .incoming_buffer_size(u64::from(KNOCK_BUFFER))
        .incoming_buffer_size_total(u64::from(KNOCK_BUFFER) * 16);
    Ok(config)
}

/// Peers that may wait for their knock to be heard.
const MAX_INCOMING: usize = 256;

/// Bytes kept of a peer whose knock was not heard yet.
const KNOCK_BUFFER: u32 = 64 << 10;

/// Why a port is not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// The address cannot be bound.
    #[error("cannot listen on UDP {at}")]
    Bind {
        /// The address.
        at: SocketAddr,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}
