//! The cryptography of Sealpost: digests, the segment cipher, key wrapping, signatures, trees and certificates.
//!
//! A leaf of the house: it depends on no other crate of the project, does no I/O, and never asks for the time,
//! which is always a parameter. Every primitive comes from a well-kept library; what stands here is the choice
//! of primitives, their parameters and the forms of their inputs and outputs.

pub mod algorithm;
mod cbor;
pub mod certificate;
pub mod chain;
pub mod commitment;
mod derive;
pub mod digest;
pub mod hex;
pub mod inclusion;
#[cfg(feature = "issue")]
pub mod issue;
pub mod key_file;
pub mod key_share;
pub mod native;
pub mod proof;
pub mod random;
pub mod role;
pub mod secret;
pub mod segment;
pub mod sign1;
pub mod signature;
pub mod timestamp;
pub mod tree;
pub mod wrap;
