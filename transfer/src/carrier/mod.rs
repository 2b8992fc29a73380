//! How a session travels between an applicant's program and a centre: over QUIC, or over TLS 1.3 on TCP where the network
//! lets no UDP through, perhaps through an HTTP proxy.
//!
//! A port, of UDP and of TCP, serves two protocols, told apart by ALPN ([`transport`]): one for enrolled applicants, who
//! show a certificate of the centre's own CA, one for newcomers with an invitation. The type of what [`listen`] gives says
//! which one it is, so that a peer without a certificate can never reach a session. [`dial`] is the other end; [`ways`] says
//! what it tries.
//!
//! A connection carries messages, the [`line`], and beside them [`segments`]: over QUIC each on a stream of its own, over TCP
//! cut into the frames of `tcp`. This is the only module of the crate that touches sockets, clocks and tasks; it never
//! prints. The fastest home for it is a tokio `current_thread` runtime on a thread of its own.

pub mod congestion;
pub mod dial;
pub mod line;
pub mod link;
pub mod listen;
pub mod pace;
pub mod proxy;
pub mod resolve;
pub mod segments;
pub mod socket;
mod tcp;
pub mod tls;
pub mod transport;
pub mod tuning;
mod volume;
pub mod ways;

/// Name that every centre's TLS certificate carries and every client checks, whatever address it dials.
pub const CENTRE_NAME: &str = "centre.sealpost";
