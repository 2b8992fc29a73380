//! Who takes the members of a bag out: a [`Sink`], whose files are hashed as they pass, or a [`Keeper`], whose files are
//! hashed where they lie.

use std::io;

use crypto::digest::Sha256Digest;
use ectd::path::DossierPath;

use super::{Keeper, Member, Sink};

/// One of both.
pub(super) enum Taker<'a> {
    /// Gets all members.
    Sink(&'a mut dyn Sink),
    /// Gets the files, and whether the member under way is one.
    Keeper(&'a mut dyn Keeper, bool),
}

impl Taker<'_> {
    /// Tells whether a member is hashed as it passes.
    pub(super) fn passes(&self, path: Option<&DossierPath>) -> bool {
        path.is_none() || matches!(self, Self::Sink(_))
    }

    pub(super) fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        match self {
            Self::Sink(sink) => sink.begin(member),
            Self::Keeper(keeper, in_file) => {
                *in_file = member.path.is_some();
                member.path.map_or(Ok(()), |path| keeper.begin(path, member.size))
            }
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Sink(sink) => sink.bytes(bytes),
            Self::Keeper(keeper, true) => keeper.bytes(bytes),
            Self::Keeper(_, false) => Ok(()),
        }
    }

    pub(super) fn end(&mut self, sha256: Option<&Sha256Digest>) -> io::Result<()> {
        match (self, sha256) {
            (Self::Sink(sink), Some(sha256)) => sink.end(sha256),
            (Self::Keeper(keeper, true), _) => keeper.end(),
            _ => Ok(()),
        }
    }

    /// The digests of the files that were not hashed as they passed.
    pub(super) fn read_back(&mut self, files: usize) -> io::Result<Vec<Sha256Digest>> {
        let digests = match self {
            Self::Sink(_) => Vec::new(),
            Self::Keeper(keeper, _) => keeper.read_back()?,
        };
        if digests.len() == files {
            Ok(digests)
        } else {
            Err(io::Error::other("not all files were read back"))
        }
    }
}
