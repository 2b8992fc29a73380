//! How a session travels: QUIC with TLS 1.3 between an applicant's program and a centre.
//!
//! One UDP port serves two protocols, told apart by ALPN: [`MEMBER`] for enrolled applicants, who show a certificate of the
//! centre's own CA, and [`ENROLMENT`] for newcomers with an invitation. The type of what [`listen`] gives says which one it
//! is, so that a peer without a certificate can never reach a session. [`dial`] is the other end.
//!
//! A connection carries one bidirectional stream of messages, the [`line`], and one unidirectional stream for each segment,
//! see [`segments`]. This is the only module of the crate that touches sockets, clocks and tasks; it never prints. The
//! fastest home for it is a tokio `current_thread` runtime on a thread of its own.

pub mod congestion;
pub mod dial;
pub mod line;
pub mod link;
pub mod listen;
pub mod resolve;
pub mod segments;
pub mod socket;
pub mod tls;
pub mod tuning;
mod volume;

/// ALPN of the sessions of enrolled applicants, protocol version 1.
pub const MEMBER: &[u8] = b"sealpost/1";

/// ALPN of enrolment, protocol version 1.
pub const ENROLMENT: &[u8] = b"sealpost-enrol/1";

/// Name that every centre's TLS certificate carries and every client checks, whatever address it dials.
pub const CENTRE_NAME: &str = "centre.sealpost";
