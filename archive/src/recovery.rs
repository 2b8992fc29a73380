//! What a crash left: a version that is whole becomes the object's newest, what is not whole goes.

use std::io::{BufReader, Read};

use crypto::digest::Sha512;

use crate::draft;
use crate::inventory::read::number;
use crate::key::Key;
use crate::layout;
use crate::object::BLOCK;
use crate::store::{Kind, Store, StoreError};

/// What was made of something that a crash left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// The folder had appeared: it is part of its object now.
    Finished(Key),
    /// It had not: nothing is left of it.
    Cleared(Key),
}

/// Goes through everything that is pending.
pub(crate) fn recover(store: &dyn Store) -> Result<Vec<Recovered>, StoreError> {
    let pending = store.pending()?;
    pending
        .into_iter()
        .map(|pending| {
            let into = pending.into;
            let object = into.parent().filter(|_| number(into.name()).is_some());
            if let Some(object) = object.filter(|_| pending.published)
                && is_unfinished(store, &object)?
            {
                finish(store, &object)?;
            }
            // The note last: until it goes, the next start comes here again.
            store.settle(&into)?;
            Ok(if pending.published { Recovered::Finished(into) } else { Recovered::Cleared(into) })
        })
        .collect()
}

/// The number of an object's newest version, by its folders; none where there is no object.
pub(crate) fn newest(store: &dyn Store, object: &Key) -> Result<Option<u32>, StoreError> {
    let entries = store.list(object)?;
    Ok(entries
        .iter()
        .filter(|entry| entry.kind == Kind::Folder)
        .filter_map(|entry| number(&entry.name))
        .max())
}

/// Tells whether the newest version is there and the object does not show it.
pub(crate) fn is_unfinished(store: &dyn Store, object: &Key) -> Result<bool, StoreError> {
    let Some(newest) = newest(store, object)? else { return Ok(false) };
    let version = object.below(&layout::version(newest));
    // The sidecar is replaced last.
    Ok(small(store, &object.below(layout::SIDECAR))? != small(store, &version.below(layout::SIDECAR))?)
}

/// Lets the object show its newest version, by the inventory in that version's folder.
pub(crate) fn finish(store: &dyn Store, object: &Key) -> Result<(), StoreError> {
    let Some(newest) = newest(store, object)? else { return Ok(()) };
    let version = object.below(&layout::version(newest));
    let (inventory, sidecar) = (version.below(layout::INVENTORY), version.below(layout::SIDECAR));
    let expected = small(store, &sidecar)?;
    let found = draft::sidecar(&digest(store, &inventory)?);
    if found.as_bytes() != expected {
        // A damaged inventory must not take the place of a good one.
        let source =
            std::io::Error::new(std::io::ErrorKind::InvalidData, "the inventory is not that of its sidecar");
        return Err(StoreError::new("finish", store.label(), &inventory, source));
    }
    let mut reader = BufReader::with_capacity(BLOCK, store.read(&inventory, 0)?);
    store.replace(&object.below(layout::INVENTORY), &mut reader)?;
    store.replace(&object.below(layout::SIDECAR), &mut &expected[..])
}

fn digest(store: &dyn Store, key: &Key) -> Result<crypto::digest::Sha512Digest, StoreError> {
    let mut reader = store.read(key, 0)?;
    let mut sha512 = Sha512::new();
    let mut buffer = vec![0; BLOCK];
    loop {
        match reader.read(&mut buffer).map_err(|error| StoreError::new("read", store.label(), key, error))? {
            0 => return Ok(sha512.finish()),
            read => sha512.update(&buffer[..read]),
        }
    }
}

/// Reads a small file; what is missing is empty.
fn small(store: &dyn Store, key: &Key) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let reader = match store.read(key, 0) {
        Err(error) if error.is_missing() => return Ok(bytes),
        reader => reader?,
    };
    let read = reader.take(SMALL).read_to_end(&mut bytes);
    read.map_err(|error| StoreError::new("read", store.label(), key, error))?;
    Ok(bytes)
}

/// Longest sidecar that is looked at, in bytes.
const SMALL: u64 = 1 << 12;
