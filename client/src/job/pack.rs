//! Writes a package to a file: the bytes that would be sent, in the order of the format.

use std::io::Write;
use std::path::Path;

use crypto::digest::Sha256Digest;
use durable::error::FileError;
use durable::whole::{Existing, Whole};
use package::digests::Gathering;
use package::identity::PackageDigest;
use package::sealer::{SealError, Sealer};

use crate::job::event::{Event, Events, Phase};

/// A package file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// A source file changed or cannot be read.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Writes the package to `target`, which appears only when it is whole, and never in place of another file.
///
/// # Errors
/// [`PackError`]; then there is no file.
pub fn pack(
    sealer: &Sealer,
    folder: &Path,
    target: &Path,
    events: &mut dyn Events,
) -> Result<PackageDigest, PackError> {
    let failed = |source| FileError { operation: "write", path: target.to_owned(), source };
    if target.exists() {
        // Found out at once, not after hours of sealing; the commit below is what guarantees it.
        return Err(failed(std::io::ErrorKind::AlreadyExists.into()).into());
    }
    let mut file = Whole::create(target)?;
    let segments = sealer.segments();
    let total = segments.ciphertext_len();
    let mut gathering = Gathering::new(&segments);
    let mut done = 0;
    file.write_all(sealer.head().bytes()).map_err(failed)?;
    for index in 0..segments.count() {
        let block = sealer.segment(index, folder)?;
        gathering.note(index, Sha256Digest::of(&block));
        file.write_all(&block).map_err(failed)?;
        done += block.len() as u64;
        events.event(Event::Progress { phase: Phase::Pack, done, total });
    }
    file.share()?;
    let _durable = file.commit(Existing::Refuse)?;
    let digest = gathering.finish().map(|digests| digests.package_digest());
    Ok(digest.ok_or(SealError::NoSegment { index: segments.count() })?)
}
