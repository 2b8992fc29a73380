//! Reads an object as a file is read: in order, the next part already on its way.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use super::exchange::{PART, failed, unchanged};
use super::io::{Io, Waiting};

/// An object that is being read. One that is replaced meanwhile is an error, never a mixture.
#[derive(Debug)]
pub struct Reader {
    client: Arc<AmazonS3>,
    io: Arc<Io>,
    found: ObjectMeta,
    ready: Bytes,
    coming: Option<(Waiting<object_store::Result<Bytes>>, Range<u64>)>,
    next: u64,
}

impl Reader {
    /// Finds the object and asks for its first part. A small one comes in the answer that finds it.
    pub(super) fn open(client: Arc<AmazonS3>, io: Arc<Io>, location: Path, from: u64) -> io::Result<Self> {
        let asked = Arc::clone(&client);
        let first = async move {
            if from > 0 {
                return Ok((asked.head(&location).await?, None));
            }
            let got = asked.get(&location).await?;
            let found = got.meta.clone();
            let bytes = if found.size <= PART as u64 { Some(got.bytes().await?) } else { None };
            Ok((found, bytes))
        };
        let (found, bytes) = io.wait(first)?.map_err(failed)?;
        let next = if bytes.is_some() { found.size } else { from };
        let mut reader = Self { client, io, found, ready: bytes.unwrap_or_default(), coming: None, next };
        reader.ask();
        Ok(reader)
    }

    /// Asks for the next part, if there is one.
    fn ask(&mut self) {
        let range = self.next..self.found.size.min(self.next + PART as u64);
        if range.is_empty() {
            return;
        }
        self.next = range.end;
        let (client, location) = (Arc::clone(&self.client), self.found.location.clone());
        let options = unchanged(&self.found, range.clone());
        let part = async move { client.get_opts(&location, options).await?.bytes().await };
        self.coming = Some((self.io.start(part), range));
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty()
            && let Some((part, range)) = self.coming.take()
        {
            self.ready = part.end()?.map_err(failed)?;
            if self.ready.len() as u64 != range.end - range.start {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.ask();
        }
        let take = buffer.len().min(self.ready.len());
        self.ready.copy_to_slice(&mut buffer[..take]);
        Ok(take)
    }
}
