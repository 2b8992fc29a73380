//! One object: its structure, its inventories, every byte of its files (OCFL 1.1 §3).

use std::io::{BufReader, Read};

use crypto::digest::{Sha256Digest, Sha512Digest};

use super::root::{extra, fixed};
use super::{Depth, Progress, ValidateError, content, history};
use crate::damage::Fault;
use crate::digests::Digested;
use crate::finding::{Finding, Findings};
use crate::id::ObjectId;
use crate::inventory::{Inventory, check, read};
use crate::key::Key;
use crate::layout;
use crate::object::BLOCK;
use crate::store::{Kind, Store, StoreError};

/// What a validation saw of an object.
#[derive(Debug)]
pub struct Seen {
    /// What is wrong with it; nothing where it is sound.
    pub findings: Vec<Finding>,
    /// Its inventory; none when that cannot be read.
    pub inventory: Option<Inventory>,
    /// For each file of the inventory, in its order, what was read; none where that is not what the inventory says.
    pub files: Vec<Option<Sound>>,
}

/// A file that has the SHA-512 of its inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    /// SHA-256 of the bytes read.
    pub sha256: Sha256Digest,
    /// How many they were.
    pub length: u64,
}

/// Validates the object at a place. Nothing is found in one that is sound.
///
/// # Errors
/// [`ValidateError`]; then nothing is known of the rest.
pub fn validate(
    store: &dyn Store,
    place: &Key,
    progress: &mut dyn Progress,
) -> Result<Vec<Finding>, ValidateError> {
    Ok(examine(store, place, progress)?.findings)
}

/// Validates the object at a place, and returns what it holds.
///
/// # Errors
/// As [`validate`].
pub fn examine(store: &dyn Store, place: &Key, progress: &mut dyn Progress) -> Result<Seen, ValidateError> {
    examine_to(Depth::All, store, place, progress)
}

/// As [`examine`], with a choice of the digests that are compared.
///
/// # Errors
/// As [`validate`].
pub fn examine_to(
    depth: Depth,
    store: &dyn Store,
    place: &Key,
    progress: &mut dyn Progress,
) -> Result<Seen, ValidateError> {
    let mut look = Look { store, place, depth, findings: Findings::default() };
    let key = place.below(layout::DECLARATION);
    match fixed(store, &key, layout::DECLARED.as_bytes()) {
        None => {}
        Some(fault @ Fault::Missing) => extra(store, "E003", &key, fault, &mut look.findings),
        Some(fault) => extra(store, "E007", &key, fault, &mut look.findings),
    }
    let Some(root) = look.inventory(place, progress)? else {
        look.structure(None)?;
        return Ok(Seen { findings: look.findings.0, inventory: None, files: Vec::new() });
    };
    look.structure(Some(root.inventory.head()))?;
    check::check(&root.inventory, place.below(layout::INVENTORY).as_str(), &mut look.findings);
    look.id(&root.inventory);
    let known = history::check(&mut look, &root, progress)?;
    let files = content::check(&mut look, &root.inventory, &known, progress)?;
    Ok(Seen { findings: look.findings.0, inventory: Some(root.inventory), files })
}

/// A look at one object.
pub(super) struct Look<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) place: &'a Key,
    pub(super) depth: Depth,
    pub(super) findings: Findings,
}

impl Look<'_> {
    pub(super) fn damage(&mut self, code: &'static str, key: &Key, fault: Fault) {
        extra(self.store, code, key, fault, &mut self.findings);
    }

    /// What lies directly in the object.
    fn structure(&mut self, head: Option<u32>) -> Result<(), StoreError> {
        for entry in self.store.list(self.place)? {
            let key = self.place.below(&entry.name);
            match entry.kind {
                Kind::File { .. }
                    if [layout::DECLARATION, layout::INVENTORY, layout::SIDECAR].contains(&&*entry.name) => {}
                Kind::File { .. } if entry.name.starts_with("0=") => self.damage("E003", &key, Fault::Extra),
                Kind::File { .. } => self.damage("E001", &key, Fault::Extra),
                Kind::Other => self.damage("E090", &key, Fault::NotAFile),
                Kind::Folder => match read::number(&entry.name) {
                    Some(number) if head.is_none_or(|head| number <= head) => {}
                    Some(_) => {
                        self.findings.add("E046", key.as_str(), "the inventory has no version of this name");
                    }
                    None if entry.name == "logs" => {}
                    None if entry.name == layout::EXTENSIONS => {
                        self.findings.add("W013", key.as_str(), "this archive's objects have no extensions");
                    }
                    None => self.findings.add("E001", key.as_str(), "an object has no folder of this name"),
                },
            }
        }
        Ok(())
    }

    /// An object lies where its id belongs.
    fn id(&mut self, inventory: &Inventory) {
        let place = self.place.below(layout::INVENTORY);
        match inventory.id.parse::<ObjectId>() {
            Ok(id) if id.place() == *self.place => {}
            Ok(_) => self.findings.add(
                "E083",
                format!("{place}#id"),
                format!("the object of {} does not lie here", inventory.id),
            ),
            Err(error) => self.findings.add("E037", format!("{place}#id"), error.to_string()),
        }
    }

    /// Reads the inventory of a folder with its sidecar; none when it cannot be read.
    pub(super) fn inventory(
        &mut self,
        folder: &Key,
        progress: &mut dyn Progress,
    ) -> Result<Option<Copy>, ValidateError> {
        let key = folder.below(layout::INVENTORY);
        let reader = match self.store.read_back(&key) {
            Ok(reader) => reader,
            Err(error) => {
                self.damage("E063", &key, fault_of(&error));
                return Ok(None);
            }
        };
        let mut digested = Digested::new(reader);
        let read = read::reading(BufReader::with_capacity(BLOCK, &mut digested), key.as_str());
        // To its end, also when it is no inventory: the digest says whether it rotted.
        if let Err(error) = std::io::copy(&mut digested, &mut std::io::sink()) {
            self.damage("E063", &key, Fault::Unreadable { reason: error.to_string() });
            return Ok(None);
        }
        progress.read(digested.length())?;
        let found = digested.finish().sha512;
        let said = self.sidecar(folder);
        match read {
            Ok(reading) => {
                self.findings.0.extend(reading.findings.0);
                Ok(Some(Copy { inventory: reading.inventory, found, said }))
            }
            Err(error) => {
                self.findings.add("E033", key.as_str(), error.to_string());
                self.blame(folder, &found, said.as_ref(), None);
                Ok(None)
            }
        }
    }

    /// Reads the digest in a folder's sidecar; what keeps it from being read is reported.
    fn sidecar(&mut self, folder: &Key) -> Option<Sha512Digest> {
        let key = folder.below(layout::SIDECAR);
        let mut text = String::new();
        let fault = match self.store.read_back(&key) {
            Err(error) => fault_of(&error),
            Ok(reader) => match reader.take(LONGEST_SIDECAR).read_to_string(&mut text) {
                Err(error) => Fault::Unreadable { reason: error.to_string() },
                Ok(_) => match said(&text) {
                    Some(digest) => return Some(digest),
                    None => Fault::Otherwise,
                },
            },
        };
        self.damage(if fault == Fault::Missing { "E058" } else { "E061" }, &key, fault);
        None
    }

    /// Where inventory and sidecar do not agree, one of them rotted: which, is known by the digest that the inventory
    /// must have by another copy.
    pub(super) fn blame(
        &mut self,
        folder: &Key,
        found: &Sha512Digest,
        said: Option<&Sha512Digest>,
        truth: Option<&Sha512Digest>,
    ) {
        let Some(expected) = said.filter(|said| *said != found) else { return };
        if truth == Some(found) {
            self.damage("E060", &folder.below(layout::SIDECAR), Fault::Otherwise);
        } else {
            let fault = Fault::Altered { expected: *expected, found: *found };
            self.damage("E060", &folder.below(layout::INVENTORY), fault);
        }
    }
}

/// An inventory as it was found.
pub(super) struct Copy {
    pub(super) inventory: Inventory,
    /// The digest of its bytes.
    pub(super) found: Sha512Digest,
    /// The digest in its sidecar.
    pub(super) said: Option<Sha512Digest>,
}

fn fault_of(error: &StoreError) -> Fault {
    if error.is_missing() { Fault::Missing } else { Fault::Unreadable { reason: error.to_string() } }
}

/// The digest that a sidecar gives.
fn said(text: &str) -> Option<Sha512Digest> {
    let (digest, name) = text.trim_end().split_once([' ', '\t'])?;
    (name.trim_start() == layout::INVENTORY).then(|| digest.to_ascii_lowercase().parse().ok())?
}

/// Longest sidecar that is read, in bytes.
const LONGEST_SIDECAR: u64 = 1 << 12;
