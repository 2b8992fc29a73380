//! A peer after its handshake: a member or a newcomer.

use std::sync::Arc;
use std::time::Duration;

use crypto::certificate::{Certificate, CertificateError};
use rustls::pki_types::CertificateDer;
use tokio::sync::Semaphore;

use crate::carrier::line::Line;
use crate::carrier::link::{Closing, Link, LinkError};
use crate::carrier::segments::Inbound;
use crate::message::to_applicant::ToApplicant;
use crate::message::to_centre::ToCentre;

/// What all arrivals of a centre have in common.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) pool: Arc<Semaphore>,
    pub(super) newcomers: Arc<Semaphore>,
    pub(super) unread: u32,
    pub(super) spare: Arc<Semaphore>,
    pub(super) handshake: Duration,
    pub(super) segment: Duration,
}

impl Shared {
    /// Bytes that a new connection may have unread: the fewer, the more stand already, and never more than `most`.
    pub(super) fn share(&self, present: usize, most: u32) -> u32 {
        let all = u32::try_from(present.max(1)).unwrap_or(u32::MAX);
        (self.unread / all).min(most).max(LEAST_WINDOW)
    }
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
    pub(super) fn closing(&self) -> Closing {
        match self {
            Self::NoCertificate => Closing::NoCertificate,
            Self::Late => Closing::Late,
            Self::Crowded => Closing::Busy,
            Self::Link(_) | Self::Subject(_) => Closing::Protocol,
        }
    }
}
