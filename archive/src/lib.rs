//! The archive: an OCFL 1.1 storage root in which a submission is an object.
//!
//! Version 1 of an object is the dossier that was verified, with its evidence; later versions only add evidence. The
//! shapes are specified in `docs/archive-format.md`, after the Oxford Common File Layout 1.1 (<https://ocfl.io/1.1/spec/>).
//! The crate works on a [`store::Store`] that is handed to it; it reads no clock and no environment, and prints nothing.
//! The desk writes through [`root::Root`], `sealpost-verify` reads through the same.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod damage;
pub mod digests;
pub mod draft;
pub mod finding;
pub mod id;
pub mod inventory;
pub mod key;
pub mod layout;
pub mod object;
mod recovery;
pub mod repair;
pub mod root;
pub mod store;
mod together;
pub mod validate;
