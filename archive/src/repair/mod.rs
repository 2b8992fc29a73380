//! An object made whole again: its inventories from each other, its files from a source of good bytes.
//!
//! What is needed is one inventory of the newest version that can be [`trusted`]. Everything that has fixed bytes follows
//! from it; each file comes from a [`Source`] and is believed only when it has the SHA-512 of the inventory. Where no such
//! inventory is left, the object is to be made anew by whoever made it.

pub mod root;
pub mod trusted;

use std::collections::BTreeMap;
use std::io::{self, Read};

use crypto::digest::{Sha512, Sha512Digest};

use crate::damage::Fault;
use crate::finding::Finding;
use crate::id::ObjectId;
use crate::inventory::{Content, Inventory};
use crate::key::Key;
use crate::store::Store;
use trusted::{Fixed, Trusted};

/// Gives good bytes, and keeps bad ones aside before they are replaced or removed.
pub trait Source {
    /// Opens good bytes of a file of the object; `paths` are its logical paths. None when there are none.
    fn open(&mut self, content: &Content, paths: &[&str]) -> Option<Box<dyn Read>>;

    /// Keeps the bytes of a file that is about to go.
    ///
    /// # Errors
    /// Then nothing is replaced.
    fn aside(&mut self, key: &Key, bytes: &mut dyn Read) -> io::Result<()>;
}

/// A file that was not repaired, by its path in the store, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub file: Key,
    /// Why it is as it was.
    pub reason: String,
}

/// Repairs what `findings` name in the object of an id. Gives what was left, or none when no inventory can be trusted.
/// Whoever calls it validates the object again.
pub fn repair(
    store: &dyn Store,
    id: &ObjectId,
    findings: &[Finding],
    source: &mut dyn Source,
) -> Option<Vec<Left>> {
    let place = id.place();
    let trusted = Trusted::of(store, id)?;
    let mut repair = Repair { store, place: &place, source, left: Vec::new() };
    for finding in findings {
        repair.clear(finding);
    }
    for fixed in trusted.fixed().iter().filter(|fixed| !fixed.holds(store)) {
        repair.fix(&trusted, fixed);
    }
    repair.contents(&trusted.inventory, findings);
    Some(repair.left)
}

struct Repair<'a> {
    store: &'a dyn Store,
    place: &'a Key,
    source: &'a mut dyn Source,
    left: Vec<Left>,
}

impl Repair<'_> {
    /// Takes away what does not belong there: files, links, empty folders.
    fn clear(&mut self, finding: &Finding) {
        let (path, is_file) = match &finding.damage {
            Some(damage) if matches!(damage.fault, Fault::Extra | Fault::NotAFile) => (&damage.file, true),
            None if matches!(finding.code.0, "E024" | "W003") => (&finding.place, false),
            _ => return,
        };
        let Ok(key) = Key::new(path) else { return };
        let kept = if is_file { self.aside(&key) } else { Ok(()) };
        let removed = kept.and_then(|()| Ok(self.store.remove(&key)?));
        self.note(&key, removed);
    }

    /// Gives a file the bytes that follow from the inventory.
    fn fix(&mut self, trusted: &Trusted, fixed: &Fixed) {
        let replaced = trusted.open(self.store, fixed).and_then(|mut good| {
            self.aside(&fixed.key)?;
            self.replace(&fixed.key, &mut good, &fixed.sha512)
        });
        self.note(&fixed.key, replaced);
    }

    /// The files that are missing or have other bytes.
    fn contents(&mut self, inventory: &Inventory, findings: &[Finding]) {
        let prefix = format!("{}/", self.place);
        let mut paths: BTreeMap<Sha512Digest, Vec<&str>> = BTreeMap::new();
        for logical in inventory.versions.iter().flat_map(|version| &version.state) {
            paths.entry(logical.sha512).or_default().push(&logical.path);
        }
        for damage in findings.iter().filter_map(|finding| finding.damage.as_ref()) {
            let content = damage.file.strip_prefix(&prefix).and_then(|path| inventory.content(path));
            let Some(content) = content.map(|at| &inventory.contents[at]) else { continue };
            let key = self.place.below(&content.path);
            let given = paths.get(&content.sha512).map(Vec::as_slice).unwrap_or_default();
            let replaced = match self.source.open(content, given) {
                Some(mut good) => {
                    self.aside(&key).and_then(|()| self.replace(&key, &mut good, &content.sha512))
                }
                None => Err(io::Error::new(io::ErrorKind::NotFound, "no good copy is left")),
            };
            self.note(&key, replaced);
        }
    }

    /// Writes a file when what comes has the digest, and reads it back.
    fn replace(&self, key: &Key, from: &mut dyn Read, sha512: &Sha512Digest) -> io::Result<()> {
        self.store.replace(key, &mut Proven { inner: from, sha512: Sha512::new(), expected: *sha512 })?;
        let mut back =
            Proven { inner: &mut *self.store.read_back(key)?, sha512: Sha512::new(), expected: *sha512 };
        io::copy(&mut back, &mut io::sink()).map(drop)
    }

    fn aside(&mut self, key: &Key) -> io::Result<()> {
        match self.store.read(key, 0) {
            Ok(mut bytes) => self.source.aside(key, &mut bytes),
            // What is not there or gives no byte cannot be kept.
            Err(_) => Ok(()),
        }
    }

    fn note(&mut self, key: &Key, done: io::Result<()>) {
        if let Err(error) = done {
            self.left.push(Left { file: key.clone(), reason: error.to_string() });
        }
    }
}

/// A reader that fails at its end when the bytes do not have the digest: what is written from it never takes its place.
struct Proven<'a> {
    inner: &'a mut dyn Read,
    sha512: Sha512,
    expected: Sha512Digest,
}

impl Read for Proven<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.sha512.update(&buffer[..read]);
        if read == 0 && !buffer.is_empty() && self.sha512.clone().finish() != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the bytes are not those of the inventory",
            ));
        }
        Ok(read)
    }
}
