//! The conversation between an applicant and a review centre.
//!
//! What is said: [`message`], put on the wire by [`codec`]; a package travels as numbered segments, each with the
//! header of [`segment`], and [`bitmap`] remembers which of them are durable. Who says it when: two machines without
//! socket, file or clock, [`sender`] in the client and [`receiver`] at the centre. How it travels: [`carrier`], the only
//! module here that touches a socket. Beside them stand [`invitation`], the one word that introduces an applicant to a
//! centre, [`reject`], the reasons by which a centre says no, [`version`], who can talk to whom, and
//! `native`, the primitives that come with TLS.
//!
//! The wire format is specified in `docs/wire-protocol.md`.

pub mod address;
pub mod bitmap;
#[cfg(feature = "carrier")]
pub mod carrier;
pub mod codec;
pub mod invitation;
pub mod message;
#[cfg(feature = "carrier")]
pub mod native;
pub mod receiver;
pub mod reject;
pub mod segment;
pub mod sender;
pub mod version;
