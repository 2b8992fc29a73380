//! The centre's end: a UDP port, and the TCP port of the same number, on which members and newcomers arrive.

mod arrival;
mod lobby;
mod quic;
mod reset;
mod tcp;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use arrival::{Arrival, ArrivalError, Member, Newcomer};
use rustls::pki_types::CertificateDer;
use tokio::sync::{Semaphore, watch};

use crate::carrier::socket::Buffers;
use crate::carrier::tls::{self, Credentials, Revocations, TlsError};
use crate::carrier::transport::Transport;
use crate::carrier::tuning::Tuning;

/// How much of the machine peers may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once over QUIC, members and newcomers together.
    pub connections: usize,
    /// Members at once over TCP, and as many peers again that have not shown yet who they are; with none there is no TCP
    /// port.
    pub over_tcp: usize,
    /// Newcomers at once.
    pub newcomers: usize,
    /// Segments in memory at once, of all members together; each is a MiB. Beside them each member has one of its own.
    pub segments: usize,
    /// Bytes that may arrive before they are read, of all connections of a carrier together: each gets its share when it
    /// arrives. As many again are for those over QUIC whose path turns out to hold more.
    pub unread: u32,
    /// Time from the first packet to the first byte of the line.
    pub handshake: Duration,
    /// Time in which a segment must arrive whole once it is being read.
    pub segment: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 256,
            over_tcp: 64,
            newcomers: 32,
            segments: 64,
            unread: 64 << 20,
            handshake: Duration::from_secs(10),
            segment: Duration::from_secs(600),
        }
    }
}

/// Listening ports. Dropping them leaves their connections to themselves; [`close`](Self::close) ends them.
#[derive(Debug)]
pub struct Listener {
    quic: quic::Port,
    tcp: Option<tcp::Port>,
    revocations: Arc<dyn Revocations>,
    stopped: watch::Sender<bool>,
}

/// A peer before its handshake.
#[derive(Debug)]
pub struct Knock(Door);

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one for each connection, taken apart at once")]
enum Door {
    Quic(quic::Knock),
    Tcp(tcp::Knock),
}

impl Knock {
    /// Address of the peer.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        match &self.0 {
            Door::Quic(knock) => knock.peer(),
            Door::Tcp(knock) => knock.peer(),
        }
    }

    /// Over what it comes.
    #[must_use]
    pub fn transport(&self) -> Transport {
        match &self.0 {
            Door::Quic(_) => Transport::Quic,
            Door::Tcp(_) => Transport::Tcp,
        }
    }

    /// Does the handshake and waits for the line.
    ///
    /// # Errors
    /// When the handshake fails, no certificate is shown where one is needed, or the peer is too slow.
    ///
    /// # Cancel safety
    /// Safe: the connection is dropped.
    pub async fn open(self) -> Result<Arrival, ArrivalError> {
        match self.0 {
            Door::Quic(knock) => knock.open().await,
            Door::Tcp(knock) => knock.open().await,
        }
    }
}

impl Listener {
    /// Opens the ports. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be bound, or certificate and key cannot be used.
    pub fn bind(
        at: SocketAddr,
        ca: &CertificateDer<'static>,
        own: &Credentials,
        revocations: Arc<dyn Revocations>,
        tuning: &Tuning,
        limits: &Limits,
    ) -> Result<Self, ListenError> {
        let shared = arrival::Shared {
            pool: Arc::new(Semaphore::new(limits.segments)),
            newcomers: Arc::new(Semaphore::new(limits.newcomers)),
            unread: limits.unread,
            spare: Arc::new(Semaphore::new(limits.unread as usize >> 20)),
            handshake: limits.handshake,
            segment: limits.segment,
        };
        let identity = Identity { ca, own, revocations: &revocations };
        let bind = || -> Result<_, ListenError> {
            let quic = quic::Port::bind(at, identity, tuning, limits.connections, shared.clone())?;
            let beside = quic.address().map_err(|error| ListenError::Bind { at, over: "UDP", error })?;
            let open = || tcp::Port::bind(beside, identity, limits.over_tcp, shared.clone());
            let tcp = if limits.over_tcp > 0 { Some(open()?) } else { None };
            Ok((quic, tcp))
        };
        // A free UDP port may be taken over TCP; then another one is.
        let mut bound = bind();
        for _ in 0..OTHER_PORTS {
            if at.port() != 0 || bound.is_ok() {
                break;
            }
            bound = bind();
        }
        let (quic, tcp) = bound?;
        Ok(Self { quic, tcp, revocations, stopped: watch::Sender::new(false) })
    }

    /// The bound UDP address, with the real port.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.quic.address()
    }

    /// The bound TCP address: the same port.
    #[must_use]
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        self.tcp.as_ref().map(tcp::Port::address)
    }

    /// What the kernel granted for the UDP socket.
    #[must_use]
    pub fn buffers(&self) -> Buffers {
        self.quic.buffers()
    }

    /// The next peer that wants to come in, or `None` once the ports are stopped or closed. Open each in a task of its own,
    /// so that a slow one keeps nobody waiting.
    ///
    /// # Cancel safety
    /// Safe.
    pub async fn knock(&self) -> Option<Knock> {
        let mut stopped = self.stopped.subscribe();
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => None,
            knock = self.quic.knock() => knock.map(|knock| Knock(Door::Quic(knock))),
            knock = knock_over_tcp(self.tcp.as_ref()) => Some(Knock(Door::Tcp(knock))),
        }
    }

    /// Takes a new certificate for connections from now on.
    ///
    /// # Errors
    /// When certificate and key cannot be used; the old one stays.
    pub fn renew(&self, ca: &CertificateDer<'static>, own: &Credentials) -> Result<(), ListenError> {
        let identity = Identity { ca, own, revocations: &self.revocations };
        self.quic.renew(identity)?;
        self.tcp.as_ref().map_or(Ok(()), |tcp| tcp.renew(identity))
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
        let tcp = async {
            if let Some(tcp) = &self.tcp {
                tcp.drained().await;
            }
        };
        tokio::join!(self.quic.drained(), tcp);
    }

    /// Ends every connection and the ports.
    pub fn close(&self) {
        self.stop();
        self.quic.close();
        if let Some(tcp) = &self.tcp {
            tcp.close();
        }
    }
}

async fn knock_over_tcp(port: Option<&tcp::Port>) -> tcp::Knock {
    match port {
        Some(port) => port.knock().await,
        None => std::future::pending().await,
    }
}

/// Who the centre is and whom it lets in.
#[derive(Debug, Clone, Copy)]
struct Identity<'a> {
    ca: &'a CertificateDer<'static>,
    own: &'a Credentials,
    revocations: &'a Arc<dyn Revocations>,
}

impl Identity<'_> {
    fn tls(self, transport: Transport) -> Result<rustls::ServerConfig, TlsError> {
        tls::centre(transport, self.ca, self.own.clone(), Arc::clone(self.revocations))
    }
}

/// Why a port is not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// The address cannot be bound.
    #[error("cannot listen on {over} {at}")]
    Bind {
        /// The address.
        at: SocketAddr,
        /// UDP or TCP.
        over: &'static str,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// How often another free port is tried.
const OTHER_PORTS: usize = 8;
