//! An object made whole again: its inventories from each other, its files from a source of good bytes.
//!
//! What is needed is one inventory of the newest version that a sidecar vouches for. Everything that has fixed bytes follows
//! from it; each file comes from a [`Source`] and is believed only when it has the SHA-512 of the inventory. Where no such
//! inventory is left, the object is to be made anew by whoever made it.

use std::collections::BTreeMap;
use std::io::{self, Read};

use crypto::digest::{Sha512, Sha512Digest};

use crate::damage::Fault;
use crate::draft;
use crate::finding::Finding;
use crate::id::ObjectId;
use crate::inventory::{Content, Inventory, read, write};
use crate::key::Key;
use crate::layout;
use crate::object::BLOCK;
use crate::store::{Kind, Store, StoreError};

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
    let trusted = trusted(store, id)?;
    let mut repair = Repair { store, place: &place, source, left: Vec::new() };
    for finding in findings {
        repair.clear(finding);
    }
    trusted.each_fixed(&place, &mut |key, bytes| repair.hold(key, bytes));
    repair.contents(&trusted.inventory, findings);
    Some(repair.left)
}

/// The newest inventory of an object with its bytes: it names the object and has the digest of a sidecar beside one of its
/// copies.
#[must_use]
pub fn trusted(store: &dyn Store, id: &ObjectId) -> Option<Trusted> {
    let place = id.place();
    let mut folders = vec![place.clone()];
    let entries = store.list(&place).ok()?;
    let mut versions: Vec<u32> = entries.iter().filter_map(|entry| read::number(&entry.name)).collect();
    versions.sort_unstable();
    folders.extend(versions.iter().rev().map(|version| place.below(&layout::version(*version))));
    let small = |folder: &Key| contents(store, &folder.below(layout::SIDECAR), LONGEST_SIDECAR).ok();
    let said: Vec<Vec<u8>> = folders.iter().filter_map(small).collect();
    let found = folders.iter().filter_map(|folder| {
        let bytes = contents(store, &folder.below(layout::INVENTORY), u64::MAX).ok()?;
        let sidecar = draft::sidecar(&Sha512Digest::of(&bytes));
        if !said.iter().any(|said| said == sidecar.as_bytes()) {
            return None;
        }
        let inventory = read::read(&bytes[..]).ok()?;
        (inventory.id == id.to_string()).then_some(Trusted { inventory, bytes })
    });
    // An earlier version's inventory is sound too, but speaks of less than lies there.
    let newest = versions.last().copied().unwrap_or_default();
    found.max_by_key(|found| found.inventory.head()).filter(|found| found.inventory.head() >= newest)
}

/// An inventory that can be trusted, with its bytes.
pub struct Trusted {
    /// The inventory.
    pub inventory: Inventory,
    bytes: Vec<u8>,
}

impl Trusted {
    /// Lists the files of the object at a place whose bytes follow from the inventory and that have others: to the last line feed,
    /// also where the specification is not as strict.
    #[must_use]
    pub fn misfits(&self, store: &dyn Store, place: &Key) -> Vec<Key> {
        let mut misfits = Vec::new();
        self.each_fixed(place, &mut |key, bytes| {
            if !holds(store, key, bytes) {
                misfits.push(key.clone());
            }
        });
        misfits
    }

    /// The declaration, and in each folder the inventory with its sidecar; those of the object last.
    fn each_fixed(&self, place: &Key, each: &mut dyn FnMut(&Key, &[u8])) {
        each(&place.below(layout::DECLARATION), layout::DECLARED.as_bytes());
        for version in 1..self.inventory.head() {
            let mut bytes = Vec::new();
            // Memory takes everything.
            if write::write(&self.inventory.as_of(version), &mut bytes).is_ok() {
                inventory(&place.below(&layout::version(version)), &bytes, each);
            }
        }
        for folder in [&place.below(&layout::version(self.inventory.head())), place] {
            inventory(folder, &self.bytes, each);
        }
    }
}

/// An inventory and its sidecar.
fn inventory(folder: &Key, bytes: &[u8], each: &mut dyn FnMut(&Key, &[u8])) {
    each(&folder.below(layout::INVENTORY), bytes);
    each(&folder.below(layout::SIDECAR), draft::sidecar(&Sha512Digest::of(bytes)).as_bytes());
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

    /// Makes a file hold these bytes.
    fn hold(&mut self, key: &Key, bytes: &[u8]) {
        if holds(self.store, key, bytes) {
            return;
        }
        let replaced =
            self.aside(key).and_then(|()| self.replace(key, &mut &bytes[..], &Sha512Digest::of(bytes)));
        self.note(key, replaced);
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

/// Makes the files that make a folder a storage root hold what they must. Gives those that did not; `aside` is told before one
/// is replaced.
///
/// # Errors
/// When the store fails. A store in which none of the three files is right and nothing else lies is left alone.
pub fn root(
    store: &dyn Store,
    aside: &mut dyn FnMut(&Key, &mut dyn Read) -> io::Result<()>,
) -> Result<Vec<&'static str>, StoreError> {
    let is_right = |file: &str, expected: &str| holds(store, &Key::root().below(file), expected.as_bytes());
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

/// Tells whether a file holds these bytes.
fn holds(store: &dyn Store, key: &Key, bytes: &[u8]) -> bool {
    contents(store, key, bytes.len() as u64 + 1).is_ok_and(|found| found == bytes)
}

fn contents(store: &dyn Store, key: &Key, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(BLOCK.min(usize::try_from(most).unwrap_or(BLOCK)));
    store.read_back(key)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Longest sidecar that is read, in bytes.
const LONGEST_SIDECAR: u64 = 1 << 12;
