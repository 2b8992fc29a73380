//! The sealed package `sealpost-package/1` and its receipts.
//!
//! One file, the same bytes on the wire, on a disc, in the store and in the backup: a clear head (frame, header,
//! signed statement) and a stream of encrypted segments that holds a canonical BagIt bag in a canonical zip.
//! The bytes are specified in `docs/package-format.md`.
//!
//! This crate works on paths, readers and bytes handed to it. It opens no socket, reads no clock and no environment.

pub mod bag;
pub mod card;
mod contents;
pub mod damage;
pub mod digests;
pub mod evidence;
mod fields;
pub mod file_proof;
pub mod frame;
mod gathered;
pub mod head;
pub mod header;
pub mod identity;
pub mod json;
pub mod layout;
pub mod log;
pub mod opener;
pub mod page;
pub mod plaintext;
pub mod plan;
pub mod receipt;
pub mod remaker;
pub mod sealer;
pub mod stanza;
pub mod statement;
pub mod time;
pub mod zip;
pub mod zip_file;
