//! The walk over a folder: looks at everything once, follows no link, opens no file.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Dossier, Entry, FILES, Refusal, Refused, Stamp, Unreadable};
use crate::fold::{self, Names};
use crate::path::DossierPath;
use crate::platform;

/// Open folders at a time; deeper ones are read whole and closed.
const OPEN_FOLDERS: usize = 32;

pub(super) fn walk(root: PathBuf) -> Dossier {
    let mut dossier = Dossier {
        root,
        files: Vec::new(),
        bytes: 0,
        empty_folders: Vec::new(),
        unreadable: Vec::new(),
        refusals: Vec::new(),
    };
    look_at_everything(&mut dossier);
    dossier.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    dossier.empty_folders.sort_unstable();
    dossier.bytes = dossier.files.iter().map(Entry::size).sum();
    refuse_clashes(&mut dossier);
    if dossier.files.is_empty() && dossier.refusals.is_empty() && dossier.unreadable.is_empty() {
        dossier.refusals.push(Refused { place: String::new(), refusal: Refusal::NoFile });
    }
    dossier
}

fn look_at_everything(dossier: &mut Dossier) {
    let root = dossier.root.clone();
    let mut items = WalkDir::new(&root).follow_links(false).max_open(OPEN_FOLDERS).min_depth(1).into_iter();
    while let Some(item) = items.next() {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                dossier.unreadable.push(unreadable(&root, &error));
                continue;
            }
        };
        let place = place(&root, item.path());
        match look_at(&root, &item) {
            Ok(Item::File(_)) if dossier.files.len() == FILES => {
                dossier.refusals.push(Refused { place, refusal: Refusal::TooManyFiles });
                return;
            }
            Ok(Item::File(entry)) => dossier.files.push(entry),
            Ok(Item::Folder) if is_empty(item.path()) => dossier.empty_folders.push(place),
            Ok(Item::Folder) => {}
            Err(Obstacle::Refused(refusal)) => {
                dossier.refusals.push(Refused { place, refusal });
                if item.file_type().is_dir() {
                    // whatever lies below would be refused for the same name
                    items.skip_current_dir();
                }
            }
            Err(Obstacle::Unreadable(cause)) => dossier.unreadable.push(Unreadable { place, cause }),
        }
    }
}

enum Item {
    File(Entry),
    Folder,
}

enum Obstacle {
    Refused(Refusal),
    Unreadable(String),
}

fn look_at(root: &Path, item: &DirEntry) -> Result<Item, Obstacle> {
    let kind = item.file_type();
    if kind.is_symlink() {
        return Err(Obstacle::Refused(Refusal::Link));
    }
    let relative = item.path().strip_prefix(root).unwrap_or(item.path());
    let path = DossierPath::from_bytes(platform::name_bytes(relative.as_os_str()))
        .map_err(|refusal| Obstacle::Refused(Refusal::Name(refusal)))?;
    if kind.is_dir() {
        return Ok(Item::Folder);
    }
    if !kind.is_file() {
        return Err(Obstacle::Refused(Refusal::Device));
    }
    let metadata = item.metadata().map_err(|error| Obstacle::Unreadable(error.to_string()))?;
    Ok(Item::File(Entry { path, stamp: Stamp::of(&metadata) }))
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut items| items.next().is_none())
}

fn refuse_clashes(dossier: &mut Dossier) {
    let mut names = Names::default();
    let clashing: Vec<usize> =
        (0..dossier.files.len()).filter(|&file| names.take(&dossier.files[file].path).is_err()).collect();
    for file in clashing {
        let path = &dossier.files[file].path;
        let refusal = Refusal::Clash { other: met(&dossier.files[..file], path) };
        dossier.refusals.push(Refused { place: path.to_string(), refusal });
    }
}

/// Finds what `path` fell on; only for a message, hence by searching.
fn met(before: &[Entry], path: &DossierPath) -> String {
    let mine = fold::key(path.as_str());
    let meets = |other: &str| mine == other || is_folder_of(&mine, other) || is_folder_of(other, &mine);
    before
        .iter()
        .map(|entry| entry.path.as_str())
        .find(|other| meets(&fold::key(other)))
        .unwrap_or_default()
        .to_owned()
}

fn is_folder_of(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn place(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Unreadable {
    let place = error.path().map(|path| place(root, path)).unwrap_or_default();
    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Unreadable { place, cause }
}
