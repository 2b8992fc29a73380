//! A prefix of a bucket: whole objects in and out, for callers that block.
//!
//! An object appears when its last byte is there. Names are kept as they are. One that is too big to be sent at once goes by
//! [`super::upload`].

use std::io;
use std::sync::Arc;

use archive::key::Key;
use archive::store::{Entry, Kind};
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3;
use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload};

use super::exchange::failed;
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

    /// Where it is.
    pub fn place(&self) -> &Prefix {
        &self.place
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

    pub(super) fn client(&self) -> Arc<AmazonS3> {
        Arc::clone(&self.client)
    }

    pub(super) fn io(&self) -> &Io {
        &self.io
    }

    /// The name of an object in the bucket.
    pub(super) fn location(&self, key: &Key) -> io::Result<Path> {
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

/// Folders that are asked about at once.
const AT_ONCE: usize = 8;
