//! An object as a stored file: read by position, a part ahead of who reads it in order.

use std::cell::RefCell;
use std::io::{self, Read};
use std::ops::Range;
use std::path::PathBuf;

use archive::key::Key;
use bytes::Bytes;
use durable::error::FileError;
use object_store::{ObjectMeta, ObjectStore};

use super::bucket::Bucket;
use super::exchange::{PART, failed, unchanged};
use super::io::Waiting;
use crate::store::Stored;

/// An object that is being read. One that is replaced meanwhile is an error, never a mixture.
#[derive(Debug)]
pub struct Object {
    bucket: Bucket,
    key: Key,
    place: PathBuf,
    found: ObjectMeta,
    window: RefCell<Window>,
}

/// Bytes that came last, and those that are on their way.
#[derive(Debug, Default)]
struct Window {
    start: u64,
    bytes: Bytes,
    coming: Option<Coming>,
}

#[derive(Debug)]
struct Coming {
    range: Range<u64>,
    part: Waiting<object_store::Result<Bytes>>,
}

impl Object {
    /// Finds it; `place` is how errors name it.
    pub(super) fn open(bucket: &Bucket, key: Key, place: PathBuf) -> io::Result<Self> {
        let found = bucket.find(&key)?.ok_or(io::ErrorKind::NotFound)?;
        Ok(Self { bucket: bucket.clone(), key, place, found, window: RefCell::default() })
    }

    fn fill(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        if offset.saturating_add(bytes.len() as u64) > self.found.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut window = self.window.borrow_mut();
        let (mut at, mut rest) = (offset, bytes);
        while !rest.is_empty() {
            if window.ready(at).is_empty() {
                self.turn(&mut window, at, rest.len())?;
            }
            let ready = window.ready(at);
            let take = rest.len().min(ready.len());
            rest[..take].copy_from_slice(&ready[..take]);
            rest = &mut rest[take..];
            at += take as u64;
        }
        Ok(())
    }

    /// Moves the window to a place: by whole parts for who reads in order, to what is wanted after a jump.
    fn turn(&self, window: &mut Window, at: u64, wanted: usize) -> io::Result<()> {
        let in_order = at == window.start + window.bytes.len() as u64;
        let coming = window.coming.take().filter(|coming| coming.range.start == at);
        let length = if in_order { PART } else { wanted };
        let Some(Coming { range, part }) = coming.or_else(|| self.ask(at, length)) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let bytes = part.end()?.map_err(failed)?;
        if bytes.len() as u64 != range.end - range.start {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let coming = if in_order { self.ask(range.end, PART) } else { None };
        *window = Window { start: at, bytes, coming };
        Ok(())
    }

    /// Asks for the next bytes from a place on; none at the end.
    fn ask(&self, at: u64, length: usize) -> Option<Coming> {
        let range = at..self.found.size.min(at.saturating_add(length as u64));
        if range.is_empty() {
            return None;
        }
        let (client, location) = (self.bucket.client(), self.found.location.clone());
        let options = unchanged(&self.found, range.clone());
        let part = async move { client.get_opts(&location, options).await?.bytes().await };
        Some(Coming { range, part: self.bucket.io().start(part) })
    }

    fn failed(&self, source: io::Error) -> FileError {
        FileError { operation: "read", path: self.place.clone(), source }
    }
}

impl Window {
    /// What it holds from a place on.
    fn ready(&self, at: u64) -> &[u8] {
        let skip = at.checked_sub(self.start).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.bytes.get(skip..)).unwrap_or_default()
    }
}

impl Stored for Object {
    fn length(&self) -> Result<u64, FileError> {
        Ok(self.found.size)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), FileError> {
        self.fill(bytes, offset).map_err(|error| self.failed(error))
    }

    fn reader(self: Box<Self>, from: u64) -> Result<Box<dyn Read + Send>, FileError> {
        let reader = self.bucket.read(&self.key, from).map_err(|error| self.failed(error))?;
        Ok(Box::new(reader))
    }
}
