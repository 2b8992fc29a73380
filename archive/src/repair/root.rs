//! The three files that make a folder a storage root of this archive, made again.

use std::io::{self, Read};

use crypto::digest::Sha512Digest;

use super::trusted::holds;
use crate::key::Key;
use crate::layout;
use crate::store::{Kind, Store, StoreError};

/// Makes the files hold what they must. Gives those that did not; `aside` is told before one is replaced.
///
/// # Errors
/// When the store fails. A store in which none of the three files is right and no object can lie is left alone.
pub fn repair(
    store: &dyn Store,
    aside: &mut dyn FnMut(&Key, &mut dyn Read) -> io::Result<()>,
) -> Result<Vec<&'static str>, StoreError> {
    let is_right = |file: &str, expected: &str| {
        holds(store, &Key::root().below(file), &Sha512Digest::of(expected.as_bytes()))
    };
    let bad: Vec<_> = layout::ROOT.into_iter().filter(|(file, expected)| !is_right(file, expected)).collect();
    let entries = store.list(&Key::root())?;
    let ours = entries.iter().any(|entry| entry.kind == Kind::Folder && layout::is_tuple(&entry.name));
    if bad.len() == layout::ROOT.len() && !ours {
        return Ok(Vec::new());
    }
    for (file, expected) in &bad {
        let key = Key::root().below(file);
        if let Ok(mut bytes) = store.read(&key, 0) {
            let kept = aside(&key, &mut bytes);
            kept.map_err(|error| StoreError::new("keep aside", store.label(), &key, error))?;
        }
        store.replace(&key, &mut expected.as_bytes())?;
    }
    Ok(bad.into_iter().map(|(file, _)| file).collect())
}
