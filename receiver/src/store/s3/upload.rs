//! An object of any length. A big one is sent in parts, which the server joins at the end: nobody sees it before.
//!
//! Parts of an upload that came to no end take space and are in no list. So a note stands beside the prefix while one lasts:
//! `<prefix>.uploads/<name>` holds the id that the server gave it. Who sends an object of that name next, or tidies up
//! after a crash, ends what the note speaks of. There is one writer.

use std::collections::VecDeque;
use std::io::{self, Read};

use archive::key::Key;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{MultipartId, PutMode, PutPayload};

use super::bucket::Bucket;
use super::exchange::{PART, failed};
use super::io::Waiting;

/// Puts an object of any length, about which the caller may know. Returns its length in bytes.
///
/// # Errors
/// What the reader or the server answers; then there is no such object, or the one that was there.
pub fn pour(
    bucket: &Bucket,
    key: &Key,
    from: &mut dyn Read,
    length: Option<u64>,
    mode: PutMode,
) -> io::Result<u64> {
    let part = part_for(length);
    let first = next_part(from, part)?;
    if first.len() < part {
        let length = first.len() as u64;
        return bucket.put(key, first, mode).map(|()| length);
    }
    // Parts cannot be joined on a condition. There is one writer: what is not there now comes from nobody else.
    if mode == PutMode::Create && bucket.find(key)?.is_some() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut upload = Upload::begin(bucket, key)?;
    match upload.parts(first, from) {
        Ok(length) => upload.complete().map(|()| length),
        Err(error) => {
            // Why it was aborted says more than how the aborting went; the note stays until that is done.
            let _ = upload.abort();
            Err(error)
        }
    }
}

/// Ends what a killed program began to send under a name.
///
/// # Errors
/// What the server answers.
pub fn abandon(bucket: &Bucket, key: &Key) -> io::Result<()> {
    let notes = bucket.beside(NOTES);
    let mut id = String::new();
    match notes.read(key, 0) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        note => note?.read_to_string(&mut id)?,
    };
    end(bucket, bucket.location(key)?, id)?;
    notes.remove(key)
}

struct Upload<'a> {
    bucket: &'a Bucket,
    key: &'a Key,
    location: Path,
    id: MultipartId,
    parts: Vec<PartId>,
    under_way: VecDeque<Waiting<object_store::Result<PartId>>>,
}

impl<'a> Upload<'a> {
    fn begin(bucket: &'a Bucket, key: &'a Key) -> io::Result<Self> {
        abandon(bucket, key)?;
        let (client, location) = (bucket.client(), bucket.location(key)?);
        let begun = bucket.io().wait(async move { client.create_multipart(&location).await })?;
        let (location, id) = (bucket.location(key)?, begun.map_err(failed)?);
        let upload = Self { bucket, key, location, id, parts: Vec::new(), under_way: VecDeque::new() };
        let note = bucket.beside(NOTES).put(key, upload.id.clone().into_bytes(), PutMode::Overwrite);
        if let Err(error) = note {
            let _ = upload.abort();
            return Err(error);
        }
        Ok(upload)
    }

    /// Sends parts as long as the first one; all are there on return.
    fn parts(&mut self, first: Vec<u8>, from: &mut dyn Read) -> io::Result<u64> {
        let (part, mut next, mut length) = (first.len(), first, 0);
        while !next.is_empty() {
            length += next.len() as u64;
            self.start(next);
            self.wait(AHEAD)?;
            next = next_part(from, part)?;
        }
        self.wait(0)?;
        Ok(length)
    }

    fn start(&mut self, bytes: Vec<u8>) {
        let (client, location, id) = (self.bucket.client(), self.location.clone(), self.id.clone());
        let index = self.parts.len() + self.under_way.len();
        let part = async move { client.put_part(&location, &id, index, PutPayload::from(bytes)).await };
        self.under_way.push_back(self.bucket.io().start(part));
    }

    /// Waits until no more than so many are under way.
    fn wait(&mut self, left: usize) -> io::Result<()> {
        while self.under_way.len() > left
            && let Some(oldest) = self.under_way.pop_front()
        {
            self.parts.push(oldest.end()?.map_err(failed)?);
        }
        Ok(())
    }

    fn complete(self) -> io::Result<()> {
        let (client, location, id, parts) = (self.bucket.client(), self.location, self.id, self.parts);
        let joined = async move { client.complete_multipart(&location, &id, parts).await.map(drop) };
        self.bucket.io().wait(joined)?.map_err(failed)?;
        self.bucket.beside(NOTES).remove(self.key)
    }

    fn abort(self) -> io::Result<()> {
        // What is still under way must not arrive after it.
        self.under_way.into_iter().for_each(|part| drop(part.end()));
        end(self.bucket, self.location, self.id)?;
        self.bucket.beside(NOTES).remove(self.key)
    }
}

/// Ends an upload; one that the server does not know has ended.
fn end(bucket: &Bucket, location: Path, id: MultipartId) -> io::Result<()> {
    let client = bucket.client();
    match bucket.io().wait(async move { client.abort_multipart(&location, &id).await })? {
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        ended => ended.map_err(failed),
    }
}

/// Bytes of a part: S3 takes at most 10,000 of them.
fn part_for(length: Option<u64>) -> usize {
    let least = length.unwrap_or_default().div_ceil(MOST_PARTS);
    usize::try_from(least).unwrap_or(usize::MAX).max(PART)
}

/// The next bytes, fewer than asked for only at the end.
fn next_part(from: &mut dyn Read, part: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(part as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

const NOTES: &str = ".uploads";
/// Parts that are on their way at once, beside the one that is being read.
const AHEAD: usize = 2;
/// Parts of one object.
const MOST_PARTS: u64 = 10_000;

#[cfg(test)]
mod tests {
    use super::{MOST_PARTS, PART, part_for};

    #[test]
    fn a_terabyte_fits_into_the_parts_that_s3_takes() {
        assert_eq!((part_for(None), part_for(Some(1))), (PART, PART));
        let part = part_for(Some(1 << 40)) as u64;
        assert!(part * MOST_PARTS >= 1 << 40);
    }
}
