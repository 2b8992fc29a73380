//! The UDP port: QUIC.

use std::net::SocketAddr;
use std::sync::Arc;

use crypto::certificate::Certificate;
use quinn::crypto::rustls::{HandshakeData, QuicServerConfig};
use quinn::{Connection, Endpoint, Incoming, ServerConfig, TokioRuntime, VarInt};
use rustls::pki_types::CertificateDer;

use super::arrival::{Arrival, ArrivalError, Member, Newcomer, Shared};
use super::{Identity, ListenError, reset};
use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link, LinkError};
use crate::carrier::segments::{Inbound, Window};
use crate::carrier::socket::{self, Buffers};
use crate::carrier::tls::TlsError;
use crate::carrier::transport::Transport;
use crate::carrier::tuning::Tuning;

/// A UDP port.
#[derive(Debug)]
pub(super) struct Port {
    endpoint: Endpoint,
    buffers: Buffers,
    tuning: Tuning,
    connections: usize,
    shared: Shared,
}

impl Port {
    pub(super) fn bind(
        at: SocketAddr,
        identity: Identity<'_>,
        tuning: &Tuning,
        connections: usize,
        shared: Shared,
    ) -> Result<Self, ListenError> {
        let failed = |error| ListenError::Bind { at, over: "UDP", error };
        let config = config(identity, tuning)?;
        let (socket, buffers) = socket::bind(at, tuning.socket_buffer).map_err(failed)?;
        let shape = reset::endpoint(&identity.own.key);
        let endpoint = Endpoint::new(shape, Some(config), socket, Arc::new(TokioRuntime)).map_err(failed)?;
        Ok(Self { endpoint, buffers, tuning: tuning.clone(), connections, shared })
    }

    pub(super) fn address(&self) -> std::io::Result<SocketAddr> {
        self.endpoint.local_addr()
    }

    pub(super) fn buffers(&self) -> Buffers {
        self.buffers
    }

    /// The next peer, or `None` once the port is closed.
    pub(super) async fn knock(&self) -> Option<Knock> {
        loop {
            let incoming = self.endpoint.accept().await?;
            let present = self.endpoint.open_connections();
            if present > self.connections {
                incoming.refuse();
            } else if present > self.connections / 4
                && incoming.may_retry()
                && !incoming.remote_address_validated()
            {
                // It costs the peer a round trip to prove that its address is its own. Failing is the peer's affair.
                let _ = incoming.retry();
            } else {
                let share = self.shared.share(present, self.tuning.connection_window);
                let streams = VarInt::from_u32(self.tuning.segment_streams);
                return Some(Knock { incoming, shared: self.shared.clone(), share, streams });
            }
        }
    }

    pub(super) fn renew(&self, identity: Identity<'_>) -> Result<(), ListenError> {
        self.endpoint.set_server_config(Some(config(identity, &self.tuning)?));
        Ok(())
    }

    pub(super) async fn drained(&self) {
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

    pub(super) fn close(&self) {
        self.endpoint.close(VarInt::from_u32(Closing::Draining.number()), b"shutting down");
    }
}

fn config(identity: Identity<'_>, tuning: &Tuning) -> Result<ServerConfig, ListenError> {
    let tls = identity.tls(Transport::Quic)?;
    let crypto = QuicServerConfig::try_from(tls).map_err(|_| TlsError::Suite)?;
    let mut config = ServerConfig::with_crypto(Arc::new(crypto));
    config
        .transport_config(tuning.transport())
        .max_incoming(MAX_INCOMING)
        .incoming_buffer_size(u64::from(KNOCK_BUFFER))
        .incoming_buffer_size_total(u64::from(KNOCK_BUFFER) * 16);
    Ok(config)
}

/// A peer before its handshake.
#[derive(Debug)]
pub(super) struct Knock {
    incoming: Incoming,
    shared: Shared,
    share: u32,
    streams: VarInt,
}

impl Knock {
    pub(super) fn peer(&self) -> SocketAddr {
        self.incoming.remote_address()
    }

    pub(super) async fn open(self) -> Result<Arrival, ArrivalError> {
        let Self { incoming, shared, share, streams } = self;
        let connecting = incoming.accept().map_err(LinkError::from)?;
        let patience = shared.handshake;
        let connection = match tokio::time::timeout(patience, connecting).await {
            Ok(connected) => connected.map_err(LinkError::from)?,
            Err(_) => return Err(ArrivalError::Late),
        };
        connection.set_receive_window(VarInt::from_u32(share));
        let opened = tokio::time::timeout(patience, arrive(connection.clone(), shared, share, streams)).await;
        let opened = opened.unwrap_or(Err(ArrivalError::Late));
        if let Err(error) = &opened {
            Link::quic(connection).close(error.closing());
        }
        opened
    }
}

async fn arrive(
    connection: Connection,
    shared: Shared,
    share: u32,
    streams: VarInt,
) -> Result<Arrival, ArrivalError> {
    let link = Link::quic(connection.clone());
    if protocol(&connection).as_deref() != Some(Transport::Quic.member()) {
        let place = shared.newcomers.try_acquire_owned().map_err(|_| ArrivalError::Crowded)?;
        let line = Line::quic(connection.accept_bi().await.map_err(LinkError::from)?);
        return Ok(Arrival::Newcomer(Newcomer { line, link: link.holding(place) }));
    }
    let certificate = certificate(&connection).ok_or(ArrivalError::NoCertificate)?;
    let subject = Certificate::parse(&certificate)?;
    connection.set_max_concurrent_uni_streams(streams);
    let line = Line::quic(connection.accept_bi().await.map_err(LinkError::from)?);
    let window = Window::new(share, shared.spare);
    let segments = Inbound::quic(connection, shared.pool, shared.segment, window);
    Ok(Arrival::Member(Member { subject, certificate, line, segments, link }))
}

/// The ALPN that the handshake agreed on.
fn protocol(connection: &Connection) -> Option<Vec<u8>> {
    connection.handshake_data()?.downcast::<HandshakeData>().ok()?.protocol
}

fn certificate(connection: &Connection) -> Option<CertificateDer<'static>> {
    let chain = connection.peer_identity()?.downcast::<Vec<CertificateDer<'static>>>().ok()?;
    chain.first().cloned()
}

/// Peers that may wait for their knock to be heard.
const MAX_INCOMING: usize = 256;

/// Bytes kept of a peer whose knock was not heard yet.
const KNOCK_BUFFER: u32 = 64 << 10;
