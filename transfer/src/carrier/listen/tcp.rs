//! The TCP port.

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crypto::certificate::Certificate;
use rustls::ServerConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::arrival::{Arrival, ArrivalError, Member, Newcomer, Shared};
use super::lobby::{Lobby, Place};
use super::{Identity, ListenError};
use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link};
use crate::carrier::segments::Inbound;
use crate::carrier::tcp::error::{broken, of_io};
use crate::carrier::tcp::incoming::Incoming;
use crate::carrier::tcp::socket;
use crate::carrier::tcp::trunk::{self, Ends, Parts, Trunk};
use crate::carrier::transport::Transport;

/// A TCP port.
#[derive(Debug)]
pub(super) struct Port {
    listener: TcpListener,
    address: SocketAddr,
    tls: RwLock<Arc<ServerConfig>>,
    guests: Guests,
}

/// What all arrivals of the port have in common.
#[derive(Debug, Clone)]
struct Guests {
    lobby: Lobby,
    members: Arc<Semaphore>,
    places: usize,
    shared: Shared,
    /// Connections that stand.
    present: Arc<watch::Sender<usize>>,
    closing: Arc<watch::Sender<bool>>,
}

impl Port {
    pub(super) fn bind(
        at: SocketAddr,
        identity: Identity<'_>,
        places: usize,
        shared: Shared,
    ) -> Result<Self, ListenError> {
        let failed = |error| ListenError::Bind { at, over: "TCP", error };
        let tls = RwLock::new(Arc::new(identity.tls(Transport::Tcp)?));
        let listener = socket::listen(at).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let guests = Guests {
            lobby: Lobby::new(places),
            members: Arc::new(Semaphore::new(places)),
            places,
            shared,
            present: Arc::default(),
            closing: Arc::default(),
        };
        Ok(Self { listener, address, tls, guests })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next peer.
    pub(super) async fn knock(&self) -> Knock {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    let tls = Arc::clone(&self.tls.read().unwrap_or_else(PoisonError::into_inner));
                    let place = self.guests.lobby.enter();
                    return Knock { stream, peer, tls, place, guests: self.guests.clone() };
                }
                // The peer has gone already, or files are short for a moment.
                Err(error) => {
                    tracing::debug!(%error, "a peer could not be let in");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    pub(super) fn renew(&self, identity: Identity<'_>) -> Result<(), ListenError> {
        let tls = Arc::new(identity.tls(Transport::Tcp)?);
        *self.tls.write().unwrap_or_else(PoisonError::into_inner) = tls;
        Ok(())
    }

    pub(super) async fn drained(&self) {
        let mut present = self.guests.present.subscribe();
        tokio::select! {
            // The sender is this port's own.
            _ = present.wait_for(|present| *present == 0) => {}
            () = self.turn_away() => {}
        }
    }

    async fn turn_away(&self) {
        loop {
            if self.listener.accept().await.is_err() {
                tokio::time::sleep(REST).await;
            }
        }
    }

    pub(super) fn close(&self) {
        self.guests.closing.send_replace(true);
    }
}

/// A peer before its handshake.
#[derive(Debug)]
pub(super) struct Knock {
    stream: TcpStream,
    peer: SocketAddr,
    tls: Arc<ServerConfig>,
    place: Place,
    guests: Guests,
}

impl Knock {
    pub(super) fn peer(&self) -> SocketAddr {
        self.peer
    }

    pub(super) async fn open(self) -> Result<Arrival, ArrivalError> {
        let Self { stream, peer, tls, mut place, guests } = self;
        tokio::select! {
            arrived = guests.admit(stream, peer, tls) => arrived,
            () = place.shown_out() => Err(ArrivalError::Crowded),
        }
    }
}

impl Guests {
    async fn admit(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        tls: Arc<ServerConfig>,
    ) -> Result<Arrival, ArrivalError> {
        let failed = |error: std::io::Error| of_io(&error);
        socket::prepare(&stream).map_err(failed)?;
        let ends = Ends { here: stream.local_addr().map_err(failed)?, peer };
        let end = Instant::now() + self.shared.handshake;
        let secured = timeout_at(end, TlsAcceptor::from(tls).accept(stream).into_fallible()).await;
        let stream = match secured.map_err(|_| ArrivalError::Late)? {
            Ok(stream) => stream,
            Err((error, stream)) => {
                part(stream).await;
                return Err(of_io(&error).into());
            }
        };
        let (trunk, arriving) = self.receive(stream, ends);
        let opened = timeout(self.shared.handshake, arriving).await.unwrap_or(Err(ArrivalError::Late));
        if let Err(error) = &opened {
            trunk.close(error.closing());
        }
        opened
    }

    /// Begins the conversation; who the peer is comes with the first bytes of its line.
    fn receive(
        &self,
        stream: TlsStream<TcpStream>,
        ends: Ends,
    ) -> (Trunk, impl Future<Output = Result<Arrival, ArrivalError>>) {
        let tls = stream.get_ref().1;
        let protocol = tls.alpn_protocol().map(<[u8]>::to_vec);
        let certificate = tls.peer_certificates().and_then(|chain| chain.first()).cloned();
        let is_member = protocol.as_deref() == Some(Transport::Tcp.member());
        let incoming = if is_member && certificate.is_some() { self.incoming() } else { Incoming::NONE };
        let Parts { trunk, out, mut heard, segments, .. } = trunk::start(stream, ends, incoming);
        self.watch(&trunk);
        let (guests, link) = (self.clone(), Link::tcp(trunk.clone()));
        let arriving = async move {
            if is_member {
                let certificate = certificate.ok_or(ArrivalError::NoCertificate)?;
                let subject = Certificate::parse(&certificate)?;
                let place = guests.members.try_acquire_owned().map_err(|_| ArrivalError::Crowded)?;
                heard.begun().await?;
                let segments = Inbound::tcp(segments, guests.shared.pool);
                let (line, link) = (Line::tcp(out, heard), link.holding(place));
                return Ok(Arrival::Member(Member { subject, certificate, line, segments, link }));
            }
            if protocol.as_deref() != Some(Transport::Tcp.enrolment()) {
                return Err(broken("no protocol was asked for").into());
            }
            let place = guests.shared.newcomers.try_acquire_owned().map_err(|_| ArrivalError::Crowded)?;
            heard.begun().await?;
            Ok(Arrival::Newcomer(Newcomer { line: Line::tcp(out, heard), link: link.holding(place) }))
        };
        (trunk, arriving)
    }

    /// Room for a member's segments: fewer, the more members there are.
    fn incoming(&self) -> Incoming {
        let present = self.places - self.members.available_permits().min(self.places);
        let share = self.shared.share(present + 1, MOST_UNREAD);
        Incoming { room: share >> SEGMENT_SHIFT, patience: self.shared.segment }
    }

    /// Counts the connection for as long as it stands, and ends it with the port.
    fn watch(&self, trunk: &Trunk) {
        let (present, mut closing) = (Arc::clone(&self.present), self.closing.subscribe());
        let shared = trunk.shared();
        present.send_modify(|present| *present += 1);
        tokio::spawn(async move {
            tokio::select! {
                // The sender lives as long as the port, and a port that is dropped leaves its connections alone.
                Ok(_) = closing.wait_for(|closing| *closing) => shared.close(Closing::Draining),
                () = shared.gone() => {}
            }
            shared.gone().await;
            present.send_modify(|present| *present -= 1);
        });
    }
}

/// Lets a peer that was refused read why: to close with bytes unread would make the system cut that off.
async fn part(mut stream: TcpStream) {
    let reading = async {
        let _ = stream.shutdown().await;
        let mut waste = vec![0; 4 << 10];
        let mut left = WASTE;
        while let Ok(length @ 1..) = stream.read(&mut waste).await {
            left = left.saturating_sub(length);
            if left == 0 {
                break;
            }
        }
    };
    let _ = timeout(PARTING, reading).await;
}

/// Rest after a peer that could not be let in.
const REST: Duration = Duration::from_millis(100);

/// How long a peer that was refused may read why.
const PARTING: Duration = Duration::from_secs(1);

/// Bytes of such a peer that are passed over.
const WASTE: usize = 1 << 20;

/// Bytes of segments that one connection may have unread, when few are there.
const MOST_UNREAD: u32 = 16 << 20;

/// A segment has 2^20 bytes.
const SEGMENT_SHIFT: u32 = 20;
