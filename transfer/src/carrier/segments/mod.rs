//! Segments on their streams: one unidirectional QUIC stream for each, closed after its last byte.

mod inbound;
mod outbound;
mod window;

pub use inbound::{Arrived, Inbound};
pub use outbound::{Outbound, SendError};
pub(super) use window::Window;
