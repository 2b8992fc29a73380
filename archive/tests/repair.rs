//! Repair of objects: whatever one file of an object suffers is undone, and what cannot be is left and said.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use archive::id::ObjectId;
use archive::inventory::Content;
use archive::key::Key;
use archive::repair::trusted::Trusted;
use archive::repair::{Source, repair, root};
use archive::validate::{Depth, object};
use support::{DOSSIER, Place, facts, id};

/// Good bytes by logical path, and what was kept aside.
#[derive(Default)]
struct Good {
    files: BTreeMap<String, Vec<u8>>,
    aside: BTreeMap<String, Vec<u8>>,
}

impl Source for Good {
    fn open(&mut self, _: &Content, paths: &[&str]) -> Option<Box<dyn Read>> {
        let bytes = paths.iter().find_map(|path| self.files.get(*path))?;
        Some(Box::new(Cursor::new(bytes.clone())))
    }

    fn aside(&mut self, key: &Key, bytes: &mut dyn Read) -> io::Result<()> {
        let mut kept = Vec::new();
        bytes.read_to_end(&mut kept)?;
        self.aside.insert(key.to_string(), kept);
        Ok(())
    }
}

impl Good {
    fn new() -> Self {
        let mut files: BTreeMap<_, _> =
            DOSSIER.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        files.insert("evidence/R2".into(), b"receipt".to_vec());
        Self { files, aside: BTreeMap::new() }
    }
}

/// An object of two versions.
fn object_of_two(place: &Place, id: &ObjectId) {
    let root = place.open();
    let mut draft = root.begin(id).unwrap();
    for (path, bytes) in DOSSIER {
        draft.write(path, &mut &bytes[..]).unwrap();
    }
    draft.finish(facts("verified")).unwrap();
    let mut draft = root.amend(id).unwrap();
    draft.write("evidence/R2", &mut &b"receipt"[..]).unwrap();
    draft.finish(facts("registered")).unwrap();
}

fn files_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    files
}

/// Validates, repairs, and validates again; gives what was found and what was left.
fn mend(place: &Place, id: &ObjectId, good: &mut Good) -> (usize, Option<usize>) {
    let root = place.open();
    let store = &**root.store();
    let look = || object::examine_to(Depth::Strong, store, &id.place(), &mut ()).unwrap().findings;
    let found = look();
    let misfits = Trusted::of(store, id).map(|trusted| trusted.misfits(store).len());
    let left = repair(store, id, &found, good);
    assert!(left.is_none() || left.as_deref() != Some(&[]) || look().is_empty(), "{:?}", look());
    (found.len().max(misfits.unwrap_or_default()), left.map(|left| left.len()))
}

#[test]
fn every_file_of_an_object_is_made_whole_again() {
    let (place, id) = (Place::new(), id("0000"));
    object_of_two(&place, &id);
    let folder = id.place().below_folder(&place.root());
    let whole = files_of(&folder);
    assert_eq!(whole.len(), 3 + 2 + 4 + 2 + 1);
    for (path, bytes) in &whole {
        for way in ["deleted", "flipped", "truncated", "lengthened"] {
            match way {
                "deleted" => fs::remove_file(path).unwrap(),
                _ if bytes.is_empty() && way != "lengthened" => continue,
                "flipped" => {
                    let mut other = bytes.clone();
                    other[bytes.len() / 2] ^= 1;
                    fs::write(path, other).unwrap();
                }
                "truncated" => fs::write(path, &bytes[..bytes.len() - 1]).unwrap(),
                _ => fs::write(path, [bytes, &b"x"[..]].concat()).unwrap(),
            }
            let mut good = Good::new();
            let (found, left) = mend(&place, &id, &mut good);
            assert!(found > 0, "{way} {}", path.display());
            assert_eq!(left, Some(0), "{way} {}", path.display());
            assert!(files_of(&folder) == whole, "{way} {}", path.display());
            assert_eq!(good.aside.is_empty(), way == "deleted", "{way} {}", path.display());
        }
    }
}

#[test]
fn what_does_not_belong_there_is_taken_away_and_kept_aside() {
    let (place, id) = (Place::new(), id("0000"));
    object_of_two(&place, &id);
    let folder = id.place().below_folder(&place.root());
    let whole = files_of(&folder);
    for stray in ["stray", "v1/stray", "v1/content/m3/stray"] {
        fs::write(folder.join(stray), b"stray").unwrap();
    }
    let mut good = Good::new();
    assert_eq!(mend(&place, &id, &mut good), (3, Some(0)));
    assert!(files_of(&folder) == whole);
    assert!(good.aside.values().all(|bytes| bytes == b"stray") && good.aside.len() == 3);
}

#[test]
fn bad_bytes_never_take_a_place_and_without_a_source_it_is_said() {
    let (place, id) = (Place::new(), id("0000"));
    object_of_two(&place, &id);
    let file = place.file(&id, "v1/content/index.xml");
    fs::write(&file, b"rotten").unwrap();
    let mut good = Good::new();
    good.files.insert("index.xml".into(), b"other bytes".to_vec());
    assert_eq!(mend(&place, &id, &mut good), (1, Some(1)));
    assert_eq!(fs::read(&file).unwrap(), b"rotten");
    assert_eq!(mend(&place, &id, &mut Good::default()), (1, Some(1)));
}

#[test]
fn without_an_inventory_of_the_newest_version_nothing_is_guessed() {
    let (place, id) = (Place::new(), id("0000"));
    object_of_two(&place, &id);
    for copy in ["inventory.json", "v2/inventory.json"] {
        fs::write(place.file(&id, copy), b"{}").unwrap();
    }
    // The inventory of version 1 is sound, and would make version 2 vanish.
    let (_, left) = mend(&place, &id, &mut Good::new());
    assert_eq!(left, None);
}

#[test]
fn the_files_of_the_root_are_made_again() {
    let place = Place::new();
    object_of_two(&place, &id("0000"));
    let whole = files_of(&place.root());
    fs::remove_file(place.root().join("0=ocfl_1.1")).unwrap();
    fs::write(place.root().join("ocfl_layout.json"), b"{}").unwrap();
    let store = archive::store::local::Local::open(
        "archive",
        &place.root(),
        &archive::store::local::Local::staging_of(&place.root()),
    )
    .unwrap();
    let mut kept = Vec::new();
    let mended = root::repair(&store, &mut |key, _| {
        kept.push(key.to_string());
        Ok(())
    });
    assert_eq!(mended.unwrap(), ["ocfl_layout.json", "0=ocfl_1.1"]);
    assert_eq!(kept, ["ocfl_layout.json"]);
    assert!(files_of(&place.root()) == whole);
}

#[test]
fn inventories_are_believed_when_two_files_agree() {
    let (place, id) = (Place::new(), id("0000"));
    object_of_two(&place, &id);
    let folder = id.place().below_folder(&place.root());
    let whole = files_of(&folder);
    for gone in [
        ["inventory.json", "v2/inventory.json.sha512"],
        ["inventory.json.sha512", "v2/inventory.json"],
        ["inventory.json.sha512", "v2/inventory.json.sha512"],
        ["v1/inventory.json", "v1/inventory.json.sha512"],
    ] {
        gone.iter().for_each(|file| fs::write(folder.join(file), b"rotten").unwrap());
        assert_eq!(mend(&place, &id, &mut Good::new()).1, Some(0), "{gone:?}");
        assert!(files_of(&folder) == whole, "{gone:?}");
    }
}
