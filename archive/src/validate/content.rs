//! The files of an object: each is there, has the bytes that the inventory says, and no other is.

use crypto::digest::Sha512Digest;

use super::object::{Look, Sound};
use super::{Depth, Progress, ValidateError};
use crate::damage::Fault;
use crate::inventory::{Content, Inventory, check};
use crate::key::Key;
use crate::layout;
use crate::store::{Kind, StoreError};
use crate::together::{self, Found, Wanted};

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
    let (store, place) = (look.store, look.place);
    let key = |number: usize| place.join(&inventory.contents[number].path).ok();
    for (content, _) in inventory.contents.iter().zip(&there).filter(|(_, there)| !**there) {
        // A path outside the content folders was reported with the inventory.
        if let Ok(key) = place.join(&content.path)
            && check::version_of(&content.path).is_some()
        {
            look.damage("E092", &key, Fault::Missing);
        }
    }
    let begin = look.findings.0.len();
    let files = there.iter().enumerate().filter(|(_, there)| **there);
    let files = files.filter_map(|(number, _)| Some((number, key(number)?)));
    let wanted = Wanted { sha256: true, md5: look.depth == Depth::All };
    let mut sound = vec![None; inventory.contents.len()];
    together::read_back(store, files, wanted, progress, &mut |number, found| {
        let Some(key) = key(number) else { return };
        let content = &inventory.contents[number];
        match found {
            Err(fault) => look.damage("E092", &key, fault),
            Ok(found) => {
                compare(look, &key, content, &found, other);
                let sha256 = found.sha256.filter(|_| found.sha512 == content.sha512);
                sound[number] = sha256.map(|sha256| Sound { sha256, length: found.length });
            }
        }
    })?;
    // They ended in any order.
    look.findings.0[begin..].sort_by(|one, other| one.place.cmp(&other.place));
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
    if content.sha256.is_some() && content.sha256 != found.sha256 {
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
