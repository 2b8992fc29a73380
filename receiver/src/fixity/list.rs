//! The list of a dossier's files (`files.json`): read, proven by what R2 signs, and made again from the archive.

use archive::inventory::Inventory;
use crypto::digest::Sha256Digest;
use crypto::tree::Tree;
use package::bag;
use package::remaker::Listed;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use super::object::DOSSIER;
use super::truth::Truth;

/// One line.
#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    bytes: u64,
    sha256: String,
}

/// Reads a list; none when a line is not one of a list.
pub fn read(bytes: &[u8]) -> Option<Vec<Listed>> {
    let line = |line: &[u8]| {
        let Line { path, bytes, sha256 } = serde_json::from_slice(line).ok()?;
        Some(Listed { path: path.parse().ok()?, size: bytes, sha256: sha256.parse().ok()? })
    };
    bytes.split_inclusive(|&byte| byte == b'\n').map(line).collect()
}

/// Tells whether this is the list of the files that R2 signed: their names and digests give its files root, their sizes its
/// sum, and no byte is free.
pub fn is_signed(truth: &Truth, bytes: &[u8]) -> bool {
    let (Some(verification), Some(list)) = (&truth.verification, read(bytes)) else { return false };
    let (mut tree, mut sum) = (Tree::new(), 0_u64);
    for Listed { path, size, sha256 } in &list {
        tree.push(&manifest_line(&truth.row.sequence, path.as_str(), sha256));
        sum = sum.saturating_add(*size);
    }
    sum == verification.bytes
        && tree.root() == verification.files_root.0
        && write(&list).as_deref() == Some(bytes)
}

/// Makes the list again from an inventory and the lengths of its stored files, by content path.
pub fn of_inventory(inventory: &Inventory, lengths: &HashMap<String, u64>) -> Option<Vec<u8>> {
    let by_digest: HashMap<_, _> =
        inventory.contents.iter().map(|content| (content.sha512, content)).collect();
    let mut list = Vec::new();
    for file in &inventory.versions.first()?.state {
        let Some(path) = file.path.strip_prefix(DOSSIER) else { continue };
        let content = by_digest.get(&file.sha512)?;
        let (path, size) = (path.parse().ok()?, *lengths.get(&*content.path)?);
        list.push(Listed { path, size, sha256: content.sha256? });
    }
    list.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    write(&list)
}

/// The tree over the manifest's lines, as R2 signs it, from an inventory alone.
pub fn files_root(inventory: &Inventory, sequence: &str) -> Option<Sha256Digest> {
    let by_digest: HashMap<_, _> =
        inventory.contents.iter().map(|content| (content.sha512, content)).collect();
    let state = &inventory.versions.first()?.state;
    let mut files: Vec<_> =
        state.iter().filter_map(|file| Some((file.path.strip_prefix(DOSSIER)?, file.sha512))).collect();
    files.sort_unstable();
    let mut tree = Tree::new();
    for (path, sha512) in files {
        tree.push(&manifest_line(sequence, path, &by_digest.get(&sha512)?.sha256?));
    }
    Some(tree.root())
}

fn manifest_line(sequence: &str, path: &str, sha256: &Sha256Digest) -> Vec<u8> {
    let mut line = String::new();
    bag::line(&mut line, &format!("data/{sequence}/{path}"), sha256);
    line.pop();
    line.into_bytes()
}

fn write(list: &[Listed]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for Listed { path, size, sha256 } in list {
        let line = Line { path: path.to_string(), bytes: *size, sha256: sha256.to_string() };
        serde_json::to_writer(&mut bytes, &line).ok()?;
        bytes.push(b'\n');
    }
    Some(bytes)
}
