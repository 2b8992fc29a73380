//! What all requests have in common: how much is sent or asked for at once, and how the answers are told apart.

use std::io;
use std::ops::Range;

use object_store::{GetOptions, GetRange, ObjectMeta};

/// What the client says, as the errors of files are told apart.
pub(super) fn failed(error: object_store::Error) -> io::Error {
    let kind = match &error {
        object_store::Error::NotFound { .. } => io::ErrorKind::NotFound,
        object_store::Error::AlreadyExists { .. } => io::ErrorKind::AlreadyExists,
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
            io::ErrorKind::PermissionDenied
        }
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// How a stretch of an object is asked for, as long as it is the one that was found.
pub(super) fn unchanged(found: &ObjectMeta, range: Range<u64>) -> GetOptions {
    GetOptions {
        range: Some(GetRange::Bounded(range)),
        if_match: found.e_tag.clone(),
        ..GetOptions::default()
    }
}

/// Bytes that are sent, and asked for, at once.
pub(super) const PART: usize = 8 << 20;
