//! Segments: over QUIC each on a unidirectional stream of its own, over TCP one after another.

mod inbound;
mod outbound;
mod window;

pub use inbound::{Arrived, Inbound};
pub use outbound::{Outbound, SendError};
pub(super) use window::Window;
