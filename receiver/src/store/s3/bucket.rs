//! A prefix of a bucket: whole objects in and out, for callers that block.
//!
//! An object appears when its last byte is there; a big one is sent in parts, which the server joins at the end. Names are
//! kept as they are. What a killed program leaves of parts nobody sees: a rule of the bucket should abort old uploads.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;

use archive::key::Key;
use archive::store::{Entry, Kind};
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload};

use super::io::{Io, Waiting};
use super::reader::Reader;
use crate::config::location::Prefix;

/// A connection to a prefix of a bucket.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: Arc<AmazonS3>,
    io: Arc<Io>,
    place: Prefix,
}

/// A whole object on its way, of which nobody has waited for the end.
#[derive(Debug)]
pub struct Sending(Waiting<object_store::Result<()>>);

impl Bucket {
    /// Speaks of a prefix over a client.
    pub(super) fn new(client: Arc<AmazonS3>, io: Arc<Io>, place: Prefix) -> Self {
        Self { client, io, place }
    }

    /// Another prefix of the bucket: this one with a suffix.
    #[must_use]
    pub fn beside(&self, suffix: &str) -> Self {
        let prefix = format!("{}{suffix}", self.place.prefix);
        Self { place: Prefix { prefix, ..self.place.clone() }, ..self.clone() }
    }

    /// What is known of an object; none when there is none.
    ///
    /// # Errors
    /// What the server answers.
    pub fn find(&self, key: &Key) -> io::Result<Option<ObjectMeta>> {
        let (client, location) = (Arc::clone(&self.client), self.location(key)?);
        match self.io.wait(async move { client.head(&location).await })? {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            found => found.map(Some).map_err(failed),
        }
    }

    /// Reads an object from a byte on.
    ///
    /// # Errors
    /// What the server answers; `NotFound` when there is none.
    pub fn read(&self, key: &Key, from: u64) -> io::Result<Reader> {
        Reader::open(Arc::clone(&self.client), Arc::clone(&self.io), self.location(key)?, from)
    }

    /// Puts a small object, in place of another or only where none is.
    ///
    /// # Errors
    /// What the server answers; `AlreadyExists` when it is to be new and is not.
    pub fn put(&self, key: &Key, bytes: Vec<u8>, mode: PutMode) -> io::Result<()> {
        self.send(key, bytes, mode)?.end()
    }

    /// As [`Bucket::put`], without waiting for its end.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub fn send(&self, key: &Key, bytes: Vec<u8>, mode: PutMode) -> io::Result<Sending> {
        let (client, location) = (Arc::clone(&self.client), self.location(key)?);
        let sending =
            async move { client.put_opts(&location, PutPayload::from(bytes), mode.into()).await.map(drop) };
        Ok(Sending(self.io.start(sending)))
    }

    /// Puts an object of any length. Returns its length in bytes.
    ///
    /// # Errors
    /// What the reader or the server answers; then there is no such object, or the one that was there.
    pub fn pour(
        &self,
        key: &Key,
        from: &mut dyn Read,
        length: Option<u64>,
        mode: PutMode,
    ) -> io::Result<u64> {
        let part = part_for(length);
        let first = next_part(from, part)?;
        if first.len() < part {
            let length = first.len() as u64;
            return self.put(key, first, mode).map(|()| length);
        }
        // Parts cannot be joined on a condition. There is one writer: what is not there now comes from nobody else.
        if mode == PutMode::Create && self.find(key)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let (client, location) = (Arc::clone(&self.client), self.location(key)?);
        let begun = self.io.wait(async move { client.put_multipart(&location).await })?;
        let mut upload = begun.map_err(failed)?;
        let sent = self.parts(&mut *upload, first, from, part);
        let ended = sent.is_ok();
        let end = async move { if ended { upload.complete().await.map(drop) } else { upload.abort().await } };
        let concluded = self.io.wait(end)?.map_err(failed);
        // Why it was aborted says more than how the aborting went.
        sent.and_then(|length| concluded.map(|()| length))
    }

    fn parts(
        &self,
        upload: &mut dyn MultipartUpload,
        first: Vec<u8>,
        from: &mut dyn Read,
        part: usize,
    ) -> io::Result<u64> {
        let (mut next, mut length, mut under_way) = (first, 0, VecDeque::new());
        while !next.is_empty() {
            length += next.len() as u64;
            under_way.push_back(Sending(self.io.start(upload.put_part(PutPayload::from(next)))));
            if under_way.len() > AHEAD
                && let Some(oldest) = under_way.pop_front()
            {
                oldest.end()?;
            }
            next = next_part(from, part)?;
        }
        under_way.into_iter().try_for_each(Sending::end)?;
        Ok(length)
    }

    /// Lists what lies directly below a name.
    ///
    /// # Errors
    /// What the server answers.
    pub fn list(&self, folder: &Key) -> io::Result<Vec<Entry>> {
        let (client, location) = (Arc::clone(&self.client), self.location(folder)?);
        let listed = async move {
            let listed = client.list_with_delimiter(Some(&location)).await?;
            let folders: Vec<_> = listed
                .common_prefixes
                .iter()
                .map(|folder| holds(Arc::clone(&client), folder.clone()))
                .collect();
            let held: Vec<bool> = futures_util::stream::iter(folders).buffered(AT_ONCE).try_collect().await?;
            Ok((listed, held))
        };
        let (listed, held) = self.io.wait(listed)?.map_err(failed)?;
        let folders = listed.common_prefixes.iter().zip(held).filter_map(|(folder, held)| {
            held.then_some(Entry { name: folder.filename()?.to_owned(), kind: Kind::Folder })
        });
        let files = listed.objects.iter().filter_map(|file| {
            Some(Entry { name: file.location.filename()?.to_owned(), kind: Kind::File { length: file.size } })
        });
        let mut entries: Vec<_> = folders.chain(files).collect();
        entries.sort_unstable();
        Ok(entries)
    }

    /// Whether an object has a name that begins with this one and a slash.
    ///
    /// # Errors
    /// What the server answers.
    pub fn has_below(&self, folder: &Key) -> io::Result<bool> {
        let (client, location) = (Arc::clone(&self.client), self.location(folder)?);
        self.io.wait(async move { holds(client, location).await })?.map_err(failed)
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// What the server answers.
    pub fn remove(&self, key: &Key) -> io::Result<()> {
        let (client, location) = (Arc::clone(&self.client), self.location(key)?);
        match self.io.wait(async move { client.delete(&location).await })? {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            removed => removed.map_err(failed),
        }
    }

    /// Removes all objects below a name.
    ///
    /// # Errors
    /// What the server answers; then some may be left.
    pub fn remove_below(&self, folder: &Key) -> io::Result<()> {
        let (client, location) = (Arc::clone(&self.client), self.location(folder)?);
        let removed = async move {
            let found: Vec<_> =
                client.list(Some(&location)).map_ok(|object| object.location).try_collect().await?;
            let found = futures_util::stream::iter(found).map(Ok).boxed();
            client.delete_stream(found).try_for_each(|_| async { Ok(()) }).await
        };
        self.io.wait(removed)?.map_err(failed)
    }

    fn location(&self, key: &Key) -> io::Result<Path> {
        let prefix = &self.place.prefix;
        let name = if key.as_str().is_empty() { prefix.clone() } else { format!("{prefix}/{key}") };
        Path::parse(name).map_err(io::Error::other)
    }
}

impl Sending {
    /// Waits for the end.
    ///
    /// # Errors
    /// As [`Bucket::put`].
    pub fn end(self) -> io::Result<()> {
        self.0.end()?.map_err(failed)
    }
}

/// Whether an object lies below a name. A server that keeps folders may show one for a while after its last object went.
async fn holds(client: Arc<AmazonS3>, folder: Path) -> object_store::Result<bool> {
    let one = PaginatedListOptions { max_keys: Some(1), ..PaginatedListOptions::default() };
    let found = client.list_paginated(Some(&format!("{folder}/")), one).await?;
    Ok(!found.result.objects.is_empty())
}

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

/// Bytes that are sent, and asked for, at once.
pub(super) const PART: usize = 8 << 20;
/// Parts that are on their way at once.
const AHEAD: usize = 2;
/// Folders that are asked about at once.
const AT_ONCE: usize = 8;
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
