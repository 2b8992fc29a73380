//! Random damage to the files of a centre, repeatable by its seed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A repeatable source of choices (xorshift).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("an index")
    }
}

/// The folders of a centre that hold what is kept: label of the copy, folder in the home.
pub(super) const COPIES: [(&str, &str); 5] = [
    ("sealed", "sealed"),
    ("backup", "backup/sealed"),
    ("backup", "backup/receipts"),
    ("receipts", "receipts"),
    ("archive", "archive"),
];

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kept {
    /// The label of its copy.
    pub(super) copy: &'static str,
    /// Its path below the root of the copy.
    pub(super) file: String,
    /// Where it lies.
    pub(super) path: PathBuf,
    /// What of the submission it is: two files of one group may hold what only they hold.
    group: (String, u8),
}

/// Every file that a sweep reads. `objects` tells which folder of the archive is whose.
pub(super) fn kept(home: &Path, objects: &[(String, String)]) -> Vec<Kept> {
    let mut files = Vec::new();
    for (copy, folder) in COPIES {
        let root = home.join(folder);
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("folder") {
                let path = entry.expect("entry").path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let below = path.strip_prefix(&root).expect("below").to_str().expect("text").to_owned();
                let whose = match copy {
                    "archive" => {
                        objects.iter().find(|(place, _)| below.starts_with(place)).map(|(_, n)| n.clone())
                    }
                    _ => below.get(.."CDE-2026-000001".len()).map(str::to_owned),
                };
                let file = match folder_of(home, &path) {
                    "backup" => path
                        .strip_prefix(home.join("backup"))
                        .expect("below")
                        .to_str()
                        .expect("text")
                        .to_owned(),
                    _ => below,
                };
                let part = if copy == "archive" {
                    1
                } else if path.ends_with("files.json") {
                    2
                } else {
                    0
                };
                files.push(Kept { copy, file, group: (whose.unwrap_or_default(), part), path });
            }
        }
    }
    files.sort();
    files
}

fn folder_of(home: &Path, path: &Path) -> &'static str {
    if path.starts_with(home.join("backup")) { "backup" } else { "other" }
}

/// Does so many damages, each to a file of its own, so that every submission stays repairable: of one submission either files
/// of the stores or one of the archive, and of the list of files only one copy. Gives the damaged files and what was done.
pub(super) fn damage(files: &[Kept], count: usize, chance: &mut Chance) -> Vec<(Kept, &'static str)> {
    let mut done: Vec<(Kept, &'static str)> = Vec::new();
    let mut groups: BTreeSet<(String, u8)> = BTreeSet::new();
    let mut hit: BTreeSet<PathBuf> = BTreeSet::new();
    for _ in 0..count * 100 {
        if done.len() >= count {
            break;
        }
        let kept = &files[chance.below(files.len())];
        let (number, part) = &kept.group;
        let taken = |part| groups.contains(&(number.clone(), part));
        let free = match part {
            1 => !taken(0) && !taken(1) && !taken(2),
            2 => !taken(1) && !taken(2),
            _ => !taken(1),
        };
        if !free || hit.contains(&kept.path) {
            continue;
        }
        // The other of two that are swapped is damaged too.
        let other = files.iter().find(|other| {
            other.path != kept.path
                && other.group.1 == 0
                && *part == 0
                && !hit.contains(&other.path)
                && !groups.contains(&(other.group.0.clone(), 1))
                && other.path.extension() == kept.path.extension()
                && fs::read(&other.path).ok() != fs::read(&kept.path).ok()
        });
        let Some(what) = once(&kept.path, other.map(|other| other.path.as_path()), chance) else { continue };
        groups.insert(kept.group.clone());
        hit.insert(kept.path.clone());
        done.push((kept.clone(), what));
        if let Some(other) = other.filter(|_| what == "swapped") {
            groups.insert(other.group.clone());
            hit.insert(other.path.clone());
            done.push((other.clone(), what));
        }
    }
    assert!(done.len() >= count, "only {} files could be damaged", done.len());
    done
}

/// Damages a file in one way; none when this way changes nothing.
fn once(path: &Path, other: Option<&Path>, chance: &mut Chance) -> Option<&'static str> {
    let mut bytes = fs::read(path).expect("file");
    let before = bytes.clone();
    let at = if bytes.is_empty() { 0 } else { chance.below(bytes.len()) };
    let what = match chance.below(7) {
        0 | 1 if !bytes.is_empty() => {
            bytes[at] ^= 1 << chance.below(8);
            "flipped"
        }
        2 if !bytes.is_empty() => {
            bytes.truncate(at);
            "truncated"
        }
        3 => {
            let end = (at + 1 + chance.below(5_000)).min(bytes.len());
            bytes[at..end].fill(0);
            "zeroed"
        }
        4 => {
            bytes.extend_from_slice(b"more");
            "lengthened"
        }
        5 => {
            fs::remove_file(path).expect("removed");
            return Some("deleted");
        }
        6 => {
            let other = other?;
            let beside = path.with_extension("swapping");
            fs::rename(path, &beside).and_then(|()| fs::rename(other, path)).expect("renamed");
            fs::rename(&beside, other).expect("renamed");
            return Some("swapped");
        }
        _ => return None,
    };
    if bytes == before {
        return None;
    }
    fs::write(path, bytes).expect("written");
    Some(what)
}
