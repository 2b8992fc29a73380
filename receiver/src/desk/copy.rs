//! The second copy: written, synced, and read back from the disk, every segment compared.

use std::io;

use durable::error::FileError;
use package::digests::{self, Digests};
use package::head::{Head, HeadError};

use super::progress::Progress;
use crate::store::{Name, Store};

/// A second copy that cannot be vouched for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// It could not be written or read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It could not be read back.
    #[error("the second copy could not be read back")]
    Read(#[from] io::Error),
    /// Its clear part is not a package's.
    #[error("the second copy: {0}")]
    Head(#[from] HeadError),
    /// Its clear part is another one.
    #[error("the second copy was read back with another clear part")]
    OtherHead,
    /// It is not what was delivered.
    #[error("the second copy was read back with damage: {0}")]
    Damaged(#[from] package::damage::Damage),
}

/// Copies a package with its segment digests into the backup and reads all of it back. On return every byte of the
/// copy has been on the disk and was compared.
///
/// # Errors
/// [`CopyError`]; then there is no second copy.
pub fn make(
    number: &str,
    from: &dyn Store,
    to: &dyn Store,
    delivered: &Digests,
    progress: &Progress,
) -> Result<(), CopyError> {
    let name = Name::package(number);
    let original = Head::read(&mut from.read_back(&name)?.reader())?;
    to.copy(&from.path(&name), &name)?;
    to.put(&Name::digests(number), &delivered.to_bytes())?;
    let copy = to.read_back(&name)?;
    let mut reader = Counted { inner: copy.reader(), progress };
    let head = Head::read(&mut reader)?;
    if head.bytes() != original.bytes() {
        return Err(CopyError::OtherHead);
    }
    let blind = digests::check(&mut reader, &head, Some(delivered))?;
    match blind.damages.into_iter().next() {
        Some(damage) => Err(damage.into()),
        None => {
            progress.all_backed_up();
            Ok(())
        }
    }
}

struct Counted<'a, R> {
    inner: R,
    progress: &'a Progress,
}

impl<R: io::Read> io::Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.backed_up(read as u64)?;
        Ok(read)
    }
}
