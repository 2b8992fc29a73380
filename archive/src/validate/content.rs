//! The files of an object: each is there, has the bytes that the inventory says, and no other is.

use std::io::Read;

use crypto::digest::{Md5, Md5Digest, Sha256, Sha512, Sha512Digest};

use super::object::{Look, Sound};
use super::{Depth, Progress, ValidateError};
use crate::damage::Fault;
use crate::inventory::{Content, Inventory, check};
use crate::key::Key;
use crate::layout;
use crate::object::BLOCK;
use crate::store::{Kind, StoreError};

/// Checks the folders of all versions, then every byte of every file. `other` are digests that earlier inventories give.
/// Returns what was read of each file.
pub(super) fn check(
    look: &mut Look<'_>,
    inventory: &Inventory,
    other: &[(Box<str>, Sha512Digest)],
    progress: &mut dyn Progress,
) -> Result<Vec<Option<Sound>>, ValidateError> {
    let mut there = vec![false; inventory.contents.len()];
    for number in 1..=inventory.head() {
        version(look, inventory, number, &mut there)?;
    }
    let mut buffer = vec![0; BLOCK];
    let mut sound = vec![None; inventory.contents.len()];
    for ((content, there), sound) in inventory.contents.iter().zip(there).zip(&mut sound) {
        let Ok(key) = look.place.join(&content.path) else { continue };
        if !there {
            // A path outside the content folders was reported with the inventory.
            if check::version_of(&content.path).is_some() {
                look.damage("E092", &key, Fault::Missing);
            }
            continue;
        }
        match digests(look, &key, &mut buffer, progress)? {
            Err(reason) => look.damage("E092", &key, Fault::Unreadable { reason }),
            Ok(found) => {
                compare(look, &key, content, &found, other);
                *sound = (found.sha512 == content.sha512).then_some(found.sound);
            }
        }
    }
    Ok(sound)
}

/// Walks through the folder of a version and marks the files that the inventory has.
fn version(
    look: &mut Look<'_>,
    inventory: &Inventory,
    number: u32,
    there: &mut [bool],
) -> Result<(), StoreError> {
    let name = layout::version(number);
    let folder = look.place.below(&name);
    for entry in look.store.list(&folder)? {
        let key = folder.below(&entry.name);
        match entry.kind {
            Kind::File { .. } if entry.name == layout::INVENTORY || entry.name == layout::SIDECAR => {}
            Kind::File { .. } => look.damage("E015", &key, Fault::Extra),
            Kind::Other => look.damage("E090", &key, Fault::NotAFile),
            Kind::Folder if entry.name == layout::CONTENT => files(look, inventory, &name, there)?,
            Kind::Folder => look.findings.add("W002", key.as_str(), "a version has no folder of this name"),
        }
    }
    Ok(())
}

fn files(
    look: &mut Look<'_>,
    inventory: &Inventory,
    version: &str,
    there: &mut [bool],
) -> Result<(), StoreError> {
    let top = format!("{version}/{}", layout::CONTENT);
    let mut open = vec![top.clone()];
    while let Some(folder) = open.pop() {
        let key = look.place.below(&folder);
        let entries = look.store.list(&key)?;
        if entries.is_empty() {
            let code = if folder == top { "W003" } else { "E024" };
            look.findings.add(code, key.as_str(), "the folder is empty");
        }
        for entry in entries {
            let path = format!("{folder}/{}", entry.name);
            match entry.kind {
                Kind::Folder => open.push(path),
                Kind::Other => look.damage("E090", &look.place.below(&path), Fault::NotAFile),
                Kind::File { .. } => match inventory.content(&path) {
                    Some(at) => there[at] = true,
                    None => look.damage("E023", &look.place.below(&path), Fault::Extra),
                },
            }
        }
    }
    Ok(())
}

/// What was read of a file.
struct Found {
    sha512: Sha512Digest,
    md5: Option<Md5Digest>,
    sound: Sound,
}

fn digests(
    look: &Look<'_>,
    key: &Key,
    buffer: &mut [u8],
    progress: &mut dyn Progress,
) -> Result<Result<Found, String>, ValidateError> {
    let mut reader = match look.store.read_back(key) {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let (mut sha512, mut sha256, mut length) = (Sha512::new(), Sha256::new(), 0);
    let mut md5 = (look.depth == Depth::All).then(Md5::new);
    loop {
        match reader.read(buffer) {
            Ok(0) => {
                let sound = Sound { sha256: sha256.finish(), length };
                return Ok(Ok(Found { sha512: sha512.finish(), md5: md5.map(Md5::finish), sound }));
            }
            Ok(read) => {
                sha512.update(&buffer[..read]);
                sha256.update(&buffer[..read]);
                if let Some(md5) = &mut md5 {
                    md5.update(&buffer[..read]);
                }
                length += read as u64;
                progress.read(read as u64)?;
            }
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
}

fn compare(
    look: &mut Look<'_>,
    key: &Key,
    content: &Content,
    found: &Found,
    other: &[(Box<str>, Sha512Digest)],
) {
    if found.sha512 != content.sha512 {
        return look.damage("E092", key, Fault::Altered { expected: content.sha512, found: found.sha512 });
    }
    if content.sha256.is_some_and(|sha256| sha256 != found.sound.sha256) {
        look.findings.add("E093", key.as_str(), "its SHA-256 is not that of the fixity block");
    }
    if content.md5.is_some() && found.md5.is_some() && content.md5 != found.md5 {
        look.findings.add("E093", key.as_str(), "its MD5 is not that of the fixity block");
    }
    let from = other.partition_point(|(path, _)| **path < *content.path);
    if other.get(from).is_some_and(|(path, _)| *path == content.path) {
        look.findings.add("E092", key.as_str(), "an earlier inventory gives it another digest");
    }
}
