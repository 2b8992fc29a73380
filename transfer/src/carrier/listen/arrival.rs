//! From a first packet to a member or a newcomer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crypto::certificate::{Certificate, CertificateError};
use quinn::crypto::rustls::HandshakeData;
use quinn::{Connection, Incoming, VarInt};
use rustls::pki_types::CertificateDer;
use tokio::sync::Semaphore;

use crate::carrier::MEMBER;
use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link, LinkError};
use crate::carrier::segments::{Inbound, Window};
use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;

/// What all arrivals of a port have in common.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) pool: Arc<Semaphore>,
    pub(super) newcomers: Arc<Semaphore>,
    pub(super) segment_streams: VarInt,
    pub(super) connections: usize,
    pub(super) unread: u32,
    pub(super) window: u32,
    pub(super) spare: Arc<Semaphore>,
    pub(super) handshake: Duration,
    pub(super) segment: Duration,
}

/// A peer before its handshake.
#[derive(Debug)]
pub struct Knock {
    incoming: Incoming,
    shared: Shared,
    share: u32,
}

/// A peer after its handshake.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "one for each connection, taken apart at once")]
pub enum Arrival {
    /// An enrolled applicant.
    Member(Member),
    /// A peer without a certificate, on the enrolment protocol.
    Newcomer(Newcomer),
}

/// An enrolled applicant: its certificate is of this centre's CA, in date, for this purpose, and was not revoked when it
/// arrived. There is no other way to a session than through this type.
#[derive(Debug)]
pub struct Member {
    /// Who it is.
    pub subject: Certificate,
    /// Its certificate, DER.
    pub certificate: CertificateDer<'static>,
    /// The messages.
    pub line: Line<ToApplicant, ToCentre>,
    /// The segments.
    pub segments: Inbound,
    /// The connection.
    pub link: Link,
}

/// A peer with nothing but perhaps an invitation. It cannot send segments.
#[derive(Debug)]
pub struct Newcomer {
    /// The messages.
    pub line: Line<ToApplicant, ToCentre>,
    /// The connection.
    pub link: Link,
}

impl Knock {
    /// `present` connections stand already; the more there are, the smaller the share of a new one.
    pub(super) fn new(incoming: Incoming, shared: Shared, present: usize) -> Self {
        let all = u32::try_from(present.max(1)).unwrap_or(u32::MAX);
        let share = (shared.unread / all).min(shared.window).max(LEAST_WINDOW);
        Self { incoming, shared, share }
    }

    /// Address of the peer.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.incoming.remote_address()
    }

    /// Does the handshake and waits for the line.
    ///
    /// # Errors
    /// When the handshake fails, no certificate is shown where one is needed, or the peer is too slow.
    ///
    /// # Cancel safety
    /// Safe: the connection is dropped.
    pub async fn open(self) -> Result<Arrival, ArrivalError> {
        let connecting = self.incoming.accept().map_err(LinkError::from)?;
        let patience = self.shared.handshake;
        let connection = match tokio::time::timeout(patience, connecting).await {
            Ok(connected) => connected.map_err(LinkError::from)?,
            Err(_) => return Err(ArrivalError::Late),
        };
        connection.set_receive_window(VarInt::from_u32(self.share));
        let opened =
            tokio::time::timeout(patience, arrive(connection.clone(), self.shared, self.share)).await;
        let opened = opened.unwrap_or(Err(ArrivalError::Late));
        if let Err(error) = &opened {
            Link::new(connection).close(error.closing());
        }
        opened
    }
}

async fn arrive(connection: Connection, shared: Shared, share: u32) -> Result<Arrival, ArrivalError> {
    let link = Link::new(connection.clone());
    if protocol(&connection).as_deref() != Some(MEMBER) {
        let place = shared.newcomers.try_acquire_owned().map_err(|_| ArrivalError::Crowded)?;
        let line = Line::new(connection.accept_bi().await.map_err(LinkError::from)?);
        return Ok(Arrival::Newcomer(Newcomer { line, link: link.holding(place) }));
    }
    let certificate = certificate(&connection).ok_or(ArrivalError::NoCertificate)?;
    let subject = Certificate::parse(&certificate)?;
    connection.set_max_concurrent_uni_streams(shared.segment_streams);
    let line = Line::new(connection.accept_bi().await.map_err(LinkError::from)?);
    let window = Window::new(share, shared.spare);
    let segments = Inbound::new(connection, shared.pool, shared.segment, window);
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

/// Bytes that even the last of many connections may have unread: one segment with its head, and room for the line.
const LEAST_WINDOW: u32 = 5 << 18;

/// Why a peer did not come in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArrivalError {
    /// The connection failed; a bad certificate ends here.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The member protocol was asked for without a certificate.
    #[error("no certificate was shown")]
    NoCertificate,
    /// The certificate names nobody.
    #[error(transparent)]
    Subject(#[from] CertificateError),
    /// The peer was too slow.
    #[error("the peer was too slow to begin")]
    Late,
    /// Too many newcomers at once.
    #[error("too many newcomers at once")]
    Crowded,
}

impl ArrivalError {
    fn closing(&self) -> Closing {
        match self {
            Self::NoCertificate => Closing::NoCertificate,
            Self::Late => Closing::Late,
            Self::Crowded => Closing::Busy,
            Self::Link(_) | Self::Subject(_) => Closing::Protocol,
        }
    }
}
