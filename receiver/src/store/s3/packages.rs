//! Sealed packages, and what lies beside them, as objects below a prefix. Each is sent whole; none is ever changed in its
//! place: what rotted is replaced by a whole one, which the server has compared with the checksums of its parts.

use std::io::{self, Read};
use std::path::PathBuf;

use archive::key::Key;
use durable::error::FileError;
use object_store::PutMode;

use super::bucket::Bucket;
use super::object::Object;
use super::upload;
use crate::store::{Name, Store, Stored, Stretch};

/// A prefix of a bucket as a store of sealed packages. One process writes to it: the desk, which holds a lock of its own.
#[derive(Clone, Debug)]
pub struct Packages {
    label: String,
    bucket: Bucket,
}

impl Packages {
    /// Takes a prefix.
    pub fn new(label: &str, bucket: Bucket) -> Self {
        Self { label: label.to_owned(), bucket }
    }

    fn pour(
        &self,
        operation: &'static str,
        name: &Name,
        from: &mut dyn Read,
        length: u64,
    ) -> Result<(), FileError> {
        let poured = key(name)
            .and_then(|key| upload::pour(&self.bucket, &key, from, Some(length), PutMode::Overwrite));
        poured.map(drop).map_err(|source| self.failed(operation, name, source))
    }

    fn failed(&self, operation: &'static str, name: &Name, source: io::Error) -> FileError {
        FileError { operation, path: self.place(name), source }
    }
}

impl Store for Packages {
    fn label(&self) -> &str {
        &self.label
    }

    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        self.pour("put", name, &mut &*bytes, bytes.len() as u64)
    }

    /// Who may read what is the affair of the server's keys.
    fn put_private(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        self.put(name, bytes)
    }

    fn copy(&self, from: &mut dyn Read, length: u64, name: &Name) -> Result<(), FileError> {
        self.pour("copy", name, from, length)
    }

    fn mends_in_place(&self) -> bool {
        false
    }

    fn mend(
        &self,
        name: &Name,
        length: u64,
        stretches: &mut dyn Iterator<Item = Result<Stretch, FileError>>,
    ) -> Result<(), FileError> {
        self.pour("mend", name, &mut Joined { stretches, at: 0, length, ready: Vec::new() }, length)
    }

    fn tidy(&self, number: &str) -> Result<(), FileError> {
        let names = [Name::package(number), Name::digests(number), Name::wraps(number)];
        names.iter().try_for_each(|name| {
            let tidied = key(name).and_then(|key| upload::abandon(&self.bucket, &key));
            tidied.map_err(|source| self.failed("tidy", name, source))
        })
    }

    fn read_back(&self, name: &Name) -> Result<Box<dyn Stored>, FileError> {
        let object = key(name).and_then(|key| Object::open(&self.bucket, key, self.place(name)));
        Ok(Box::new(object.map_err(|source| self.failed("open", name, source))?))
    }

    fn read(&self, name: &Name) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let read = key(name).and_then(|key| self.bucket.read(&key, 0)?.read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|source| self.failed("read", name, source))
    }

    fn holds(&self, name: &Name) -> Result<bool, FileError> {
        let found = key(name).and_then(|key| self.bucket.find(&key));
        found.map(|found| found.is_some()).map_err(|source| self.failed("look for", name, source))
    }

    fn place(&self, name: &Name) -> PathBuf {
        PathBuf::from(format!("{}/{name}", self.bucket.place()))
    }
}

fn key(name: &Name) -> io::Result<Key> {
    Key::new(name.as_str()).map_err(io::Error::other)
}

/// Stretches one after another, as long as none is missing between them.
struct Joined<'a> {
    stretches: &'a mut dyn Iterator<Item = Result<Stretch, FileError>>,
    at: u64,
    length: u64,
    /// What is left of the last stretch.
    ready: Vec<u8>,
}

impl Read for Joined<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            match self.stretches.next().transpose()? {
                Some(Stretch { offset, bytes }) if offset == self.at => self.ready = bytes,
                None if self.at == self.length => return Ok(0),
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "a stretch is missing")),
            }
        }
        let take = buffer.len().min(self.ready.len());
        buffer[..take].copy_from_slice(&self.ready[..take]);
        self.ready.drain(..take);
        self.at += take as u64;
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Joined;
    use crate::store::Stretch;

    fn joined(stretches: &[(u64, &[u8])], length: u64) -> std::io::Result<Vec<u8>> {
        let stretches =
            stretches.iter().map(|&(offset, bytes)| Ok(Stretch { offset, bytes: bytes.to_vec() }));
        let (mut bytes, stretches) = (Vec::new(), &mut stretches.collect::<Vec<_>>().into_iter());
        Joined { stretches, at: 0, length, ready: Vec::new() }.read_to_end(&mut bytes).map(|_| bytes)
    }

    #[test]
    fn a_file_is_joined_only_from_all_its_stretches() {
        assert_eq!(joined(&[(0, b"good"), (4, b" bytes")], 10).unwrap(), b"good bytes");
        for (stretches, length) in
            [(&[(0, &b"good"[..])][..], 10), (&[(4, b" bytes")], 10), (&[(0, b"good"), (5, b"bytes")], 10)]
        {
            assert!(joined(stretches, length).is_err(), "{stretches:?}");
        }
    }
}
