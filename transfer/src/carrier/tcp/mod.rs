//! The second carrier: the same session over TLS 1.3 on one TCP connection.
//!
//! [`frame`] is what the connection is cut into; [`trunk`] moves frames: a [`reader`] that always reads and a [`writer`]
//! that lets messages pass before segments. [`line`], [`incoming`] and [`outgoing`] are what the rest of the carrier sees.

pub(in crate::carrier) mod error;
mod frame;
pub(in crate::carrier) mod incoming;
pub(in crate::carrier) mod line;
pub(in crate::carrier) mod outgoing;
mod reader;
pub(in crate::carrier) mod socket;
pub(in crate::carrier) mod trunk;
mod writer;
