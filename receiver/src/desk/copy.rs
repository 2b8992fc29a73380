//! The second copy: written, durable, and read back from the disk or the server, every segment compared.

use std::io::{self, Read};

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
    let mut rest = Stoppable { inner: original.reader(0)?, progress };
    let original = Head::read(&mut rest)?;
    to.copy(&mut original.bytes().chain(rest), length, &name)?;
    to.put(&Name::digests(number), &delivered.to_bytes())?;
    let mut reader = Counted { inner: to.read_back(&name)?.reader(0)?, progress };
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

/// Copies a file from one store into another. Nothing is read back.
///
/// # Errors
/// [`CopyError`]; then the other store has what it had.
pub fn file(from: &dyn Store, to: &dyn Store, name: &Name, progress: &Progress) -> Result<(), CopyError> {
    let original = from.read_back(name)?;
    let length = original.length()?;
    Ok(to.copy(&mut Stoppable { inner: original.reader(0)?, progress }, length, name)?)
}

/// Ends early when the work is no longer wanted.
struct Stoppable<'a, R> {
    inner: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.progress.backed_up(0)?;
        self.inner.read(buffer)
    }
}

struct Counted<'a, R> {
    inner: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.backed_up(read as u64)?;
        Ok(read)
    }
}
