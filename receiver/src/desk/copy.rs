//! The second copy: written, durable, and read back from the disk or the server, every segment compared.

use std::io::{self, Read};

use durable::error::FileError;
use package::digests::{self, Digests};
use package::head::{Head, HeadError};

use super::progress::{Progress, Stopped};
use crate::store::{Name, Store};

/// A copy that cannot be vouched for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// It could not be written or read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It could not be read back.
    #[error("the copy could not be read back")]
    Read(#[from] io::Error),
    /// Its clear part is not a package's.
    #[error("the copy: {0}")]
    Head(#[from] HeadError),
    /// Its clear part is another one.
    #[error("the copy was read back with another clear part")]
    OtherHead,
    /// It is not what was delivered.
    #[error("the copy was read back with damage: {0}")]
    Damaged(#[from] package::damage::Damage),
}

/// Copies a package with its segment digests into the backup and reads all of it back. On return every byte of the
/// copy has been where it is kept and was compared.
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
    let original = from.read_back(&name)?;
    let length = original.length()?;
    let mut rest = Counted { inner: original.reader(0)?, count: |_| progress.backed_up(0) };
    let original = Head::read(&mut rest)?;
    to.copy(&mut original.bytes().chain(rest), length, &name)?;
    to.put(&Name::digests(number), &delivered.to_bytes())?;
    read_back(number, to, (original.bytes(), delivered), |bytes| progress.backed_up(bytes))?;
    progress.all_backed_up();
    Ok(())
}

/// Reads a store's copy back from the disk, and compares its clear part and every segment with what was delivered. `count`
/// hears of the bytes.
///
/// # Errors
/// [`CopyError`].
pub fn read_back(
    number: &str,
    store: &dyn Store,
    (head, delivered): (&[u8], &Digests),
    count: impl FnMut(u64) -> Result<(), Stopped>,
) -> Result<(), CopyError> {
    let copy = store.read_back(&Name::package(number))?;
    let mut reader = Counted { inner: copy.reader(0)?, count };
    let found = Head::read(&mut reader)?;
    if found.bytes() != head {
        return Err(CopyError::OtherHead);
    }
    let blind = digests::check(&mut reader, &found, Some(delivered))?;
    blind.damages.into_iter().next().map_or(Ok(()), |damage| Err(damage.into()))
}

/// Copies a file from one store into another. Nothing is read back.
///
/// # Errors
/// [`CopyError`]; then the other store has what it had.
pub fn file(from: &dyn Store, to: &dyn Store, name: &Name, progress: &Progress) -> Result<(), CopyError> {
    let original = from.read_back(name)?;
    let length = original.length()?;
    let mut reader = Counted { inner: original.reader(0)?, count: |_| progress.backed_up(0) };
    Ok(to.copy(&mut reader, length, name)?)
}

struct Counted<R, C> {
    inner: R,
    count: C,
}

impl<R: Read, C: FnMut(u64) -> Result<(), Stopped>> Read for Counted<R, C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        (self.count)(read as u64)?;
        Ok(read)
    }
}
