//! The sealed package as it was received, with what belongs beside it: `X.sealpost`, `X.digests`, `X.wraps`, `X.receipts/`.

use std::io::{self, Read};
use std::path::Path;

use durable::error::FileError;
use durable::file::File;
use package::digests;
use package::frame::FrameError;
use package::head::{Head, HeadError};

use super::error::HandoverError;
use super::target::Target;
use super::{Handover, evidence};
use crate::desk::opening;
use crate::receipts::FINDINGS;
use crate::store::local::Local;
use crate::store::{Name, Store, packages};

/// Makes package and receipts in the workshop. The package comes last: where it is, the others are.
///
/// # Errors
/// [`HandoverError`].
pub(super) fn make(handover: &Handover<'_>, target: &mut Target) -> Result<(), HandoverError> {
    let number = &handover.row.number;
    let sealed = packages::sealed(handover.config)?;
    let kept = Local::at("receipts", &handover.config.receipts());
    let beside = |extension: &str| target.place().with_extension(extension);
    let (receipts, digests, wraps) = (beside("receipts"), beside("digests"), beside("wraps"));

    let receipts = target.folder(&receipts)?;
    for (file, cose) in evidence::receipts(handover)? {
        write(&File::open_or_create(&receipts.join(file))?, &cose)?;
    }
    let findings = Name::receipt(number, FINDINGS);
    write(&File::open_or_create(&receipts.join(FINDINGS))?, &whole(&kept, &findings)?)?;
    write(&target.file(&wraps)?, &whole(&*sealed, &Name::wraps(number))?)?;
    write(&target.file(&digests)?, &whole(&*sealed, &Name::digests(number))?)?;
    let package = target.file(&target.place())?;
    copy(handover, &*sealed, &package)
}

/// Copies the package, comparing head and segments with what R0 and R1 speak of.
fn copy(handover: &Handover<'_>, sealed: &dyn Store, to: &File) -> Result<(), HandoverError> {
    let row = handover.row;
    let name = Name::package(&row.number);
    let file = format!("{}: {name}", sealed.label());
    let unsound = |reason: &dyn std::fmt::Display| HandoverError::unsound(&*file, reason);
    let noted = opening::delivered(row, sealed).map_err(|error| {
        HandoverError::of_digests(error, &format!("{}: {}", sealed.label(), Name::digests(&row.number)))
    })?;
    let (from, place) = (sealed.read_back(&name), sealed.place(&name));
    let from = from.and_then(|from| from.reader(0)).map_err(|error| missing(error, &file))?;
    let mut tee = Tee { from, to, written: 0 };
    let head = match Head::read(&mut tee) {
        Err(HeadError::Frame(FrameError::Read(error))) => return Err(failed(error, &place)),
        head => head.map_err(|error| unsound(&error))?,
    };
    if head.header_digest().to_string() != row.header_sha256
        || head.statement().digest().to_string() != row.statement_sha256
    {
        return Err(unsound(&"its clear part is another one than was received"));
    }
    let blind = digests::check(&mut tee, &head, Some(&noted)).map_err(|error| failed(error, &place))?;
    blind.damages.first().map_or(Ok(()), |damage| Err(unsound(damage)))
}

/// Writes what is read through it.
struct Tee<'a> {
    from: Box<dyn Read + Send>,
    to: &'a File,
    written: u64,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.to.write_at(&buffer[..read], self.written)?;
        self.written += read as u64;
        Ok(read)
    }
}

fn whole(store: &dyn Store, name: &Name) -> Result<Vec<u8>, HandoverError> {
    store.read(name).map_err(|error| missing(error, &format!("{}: {name}", store.label())))
}

fn write(file: &File, bytes: &[u8]) -> Result<(), FileError> {
    file.write_at(bytes, 0)
}

fn failed(error: io::Error, from: &Path) -> HandoverError {
    FileError { operation: "copy", path: from.to_owned(), source: error }.into()
}

/// A file that should be kept and is not there is damage; another failure is the way to it.
fn missing(error: FileError, file: &str) -> HandoverError {
    if error.is_missing() { HandoverError::unsound(file, &"the file is missing") } else { error.into() }
}
