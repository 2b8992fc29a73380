//! A whole storage root: what makes it one, the folders between it and its objects, and every object (OCFL 1.1 §4).

use std::io::Read;

use super::object::Seen;
use super::{Progress, ValidateError, object};
use crate::damage::{Damage, Fault};
use crate::finding::{Finding, Findings};
use crate::key::Key;
use crate::layout;
use crate::store::{Kind, Store, StoreError};

/// What comes up on the way through a storage root.
#[derive(Debug)]
pub enum Met {
    /// Something is wrong outside of the objects.
    Finding(Finding),
    /// An object was validated.
    Object {
        /// Where it lies.
        place: Key,
        /// What was seen of it.
        seen: Seen,
    },
}

/// Validates a storage root and all its objects; findings go to `each` as they are made. Returns the number of objects.
///
/// # Errors
/// [`ValidateError`]; then nothing is known of the rest.
pub fn validate(
    store: &dyn Store,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(Finding),
) -> Result<u64, ValidateError> {
    examine(store, progress, &mut |met| match met {
        Met::Finding(finding) => each(finding),
        Met::Object { seen, .. } => seen.findings.into_iter().for_each(&mut *each),
    })
}

/// Validates a storage root and all its objects, and hands on each object with what it holds. Returns their number.
///
/// # Errors
/// As [`validate`].
pub fn examine(
    store: &dyn Store,
    progress: &mut dyn Progress,
    each: &mut dyn FnMut(Met),
) -> Result<u64, ValidateError> {
    let mut findings = Findings::default();
    let mut objects = 0;
    walk(store, &mut findings, &mut |place, findings| {
        findings.0.drain(..).map(Met::Finding).for_each(&mut *each);
        objects += 1;
        let seen = object::examine(store, place, progress)?;
        each(Met::Object { place: place.clone(), seen });
        Ok::<_, ValidateError>(())
    })?;
    findings.0.into_iter().map(Met::Finding).for_each(&mut *each);
    Ok(objects)
}

/// Checks what makes a storage root one and what lies between it and its objects, without looking into these.
///
/// # Errors
/// When the store fails.
pub fn structure(store: &dyn Store) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Findings::default();
    walk(store, &mut findings, &mut |_, _| Ok::<_, StoreError>(()))?;
    Ok(findings.0)
}

/// Walks over the places of all objects, in the order of their folders.
fn walk<E: From<StoreError>>(
    store: &dyn Store,
    findings: &mut Findings,
    each: &mut dyn FnMut(&Key, &mut Findings) -> Result<(), E>,
) -> Result<(), E> {
    declarations(store, findings)?;
    top(store, findings)?;
    let mut open = vec![(Key::root(), 0)];
    while let Some((folder, depth)) = open.pop() {
        if depth > layout::TUPLES {
            each(&folder, findings)?;
            continue;
        }
        let below = folders(store, &folder, depth, findings)?;
        open.extend(below.into_iter().rev().map(|folder| (folder, depth + 1)));
    }
    Ok(())
}

/// The folders to go into; what else lies there is reported.
fn folders(
    store: &dyn Store,
    folder: &Key,
    depth: usize,
    findings: &mut Findings,
) -> Result<Vec<Key>, StoreError> {
    let entries = store.list(folder)?;
    if entries.is_empty() && depth > 0 {
        findings.add("E073", folder.as_str(), "the folder is empty");
    }
    let mut below = Vec::new();
    for entry in entries {
        let key = folder.below(&entry.name);
        match entry.kind {
            Kind::Folder if depth == 0 && entry.name == layout::EXTENSIONS => {}
            Kind::Folder if depth == layout::TUPLES || layout::is_tuple(&entry.name) => below.push(key),
            Kind::Folder => findings.add("E088", key.as_str(), "the layout has no folder of this name"),
            Kind::File { .. } if depth == 0 => {}
            Kind::File { .. } => extra(store, "E072", &key, Fault::Extra, findings),
            Kind::Other => extra(store, "E090", &key, Fault::NotAFile, findings),
        }
    }
    Ok(below)
}

/// The files whose bytes are fixed.
fn declarations(store: &dyn Store, findings: &mut Findings) -> Result<(), StoreError> {
    for (file, expected) in layout::ROOT {
        let key = Key::root().below(file);
        let code = match file {
            "0=ocfl_1.1" => ("E069", "E080"),
            "ocfl_layout.json" => ("E070", "E070"),
            _ => ("E071", "E071"),
        };
        match fixed(store, &key, expected.as_bytes()) {
            None => {}
            Some(fault @ Fault::Missing) => extra(store, code.0, &key, fault, findings),
            Some(fault) => extra(store, code.1, &key, fault, findings),
        }
    }
    Ok(())
}

/// What else lies directly in the root, and in its folder of extensions.
fn top(store: &dyn Store, findings: &mut Findings) -> Result<(), StoreError> {
    for entry in store.list(&Key::root())? {
        let known = layout::ROOT.iter().any(|(file, _)| *file == entry.name);
        if entry.name.starts_with("0=") && !known {
            findings.add("E076", entry.name, "a second declaration");
        }
    }
    let extensions = Key::root().below(layout::EXTENSIONS);
    for entry in store.list(&extensions)? {
        let key = extensions.below(&entry.name);
        match entry.kind {
            Kind::Folder if entry.name == layout::EXTENSION => {}
            Kind::Folder => findings.add("W013", key.as_str(), "this archive has no extension of this name"),
            _ => extra(store, "E086", &key, Fault::Extra, findings),
        }
    }
    Ok(())
}

/// Compares a file with the bytes that it must have.
pub(super) fn fixed(store: &dyn Store, key: &Key, expected: &[u8]) -> Option<Fault> {
    let mut found = Vec::new();
    let read = match store.read(key, 0) {
        Ok(reader) => {
            reader.take(expected.len() as u64 + 1).read_to_end(&mut found).map_err(|e| e.to_string())
        }
        Err(error) if error.is_missing() => return Some(Fault::Missing),
        Err(error) => Err(error.to_string()),
    };
    match read {
        Err(reason) => Some(Fault::Unreadable { reason }),
        Ok(_) if found != expected => Some(Fault::Otherwise),
        Ok(_) => None,
    }
}

pub(super) fn extra(store: &dyn Store, code: &'static str, key: &Key, fault: Fault, findings: &mut Findings) {
    findings.add_damage(code, Damage { copy: store.label().to_owned(), file: key.to_string(), fault });
}
