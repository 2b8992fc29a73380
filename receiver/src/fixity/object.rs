//! The archive's copy of a submission: validated as an OCFL object, compared with what R2 signed, and made whole from the
//! sealed package.

use archive::finding::Finding;
use archive::id::ObjectId;
use archive::inventory::Inventory;
use archive::key::Key;
use archive::repair::trusted::Trusted;
use archive::store::{Kind, Store};
use archive::validate::{Depth, ValidateError, object};
use crypto::digest::Sha512Digest;
use std::collections::HashMap;
use std::io::Read;

use super::damage::{Damage, Fault};
use super::list;
use super::pace::{Pace, Stopped};
use super::papers::Archived;
use super::truth::Truth;
use crate::desk::state::Desk;

/// What a read of an object showed.
pub struct Shown {
    /// Its name in the archive.
    pub id: ObjectId,
    /// The label of the archive.
    pub copy: String,
    /// What is not as the specification wants it.
    pub findings: Vec<Finding>,
    /// What else is wrong.
    pub others: Vec<Damage>,
    /// The newest inventory, when one can be trusted.
    pub inventory: Option<Inventory>,
    /// Whether that inventory is not the one of what R2 signed.
    is_other: bool,
}

/// Reads the object of a submission to its end; none when R2 does not name the archive.
///
/// # Errors
/// [`Stopped`].
pub fn examine(desk: &Desk, truth: &Truth, pace: &Pace) -> Result<Option<Shown>, Stopped> {
    let copy = desk.archive.label().to_owned();
    let row = &truth.row;
    let Ok(id) = ObjectId::new(&row.organisation, &row.application, &row.sequence) else { return Ok(None) };
    if !truth.has_copy(&copy) {
        return Ok(None);
    }
    let store = &**desk.archive.root().store();
    let mut shown =
        Shown { id, copy, findings: Vec::new(), others: Vec::new(), inventory: None, is_other: false };
    let place = shown.id.place();
    match store.list(&place) {
        Ok(entries) if entries.is_empty() => {
            shown.others.push(Damage::of(&shown.copy, place.to_string(), Fault::Missing));
            return Ok(Some(shown));
        }
        Ok(_) => {}
        Err(error) => {
            shown.others.push(unreadable(&shown.copy, place.as_str(), &error));
            return Ok(Some(shown));
        }
    }
    let mut progress = pace;
    match object::examine_to(Depth::Strong, store, &place, &mut progress) {
        Ok(seen) => shown.findings = seen.findings,
        Err(ValidateError::Stopped(_)) => return Err(Stopped),
        Err(error) => shown.others.push(unreadable(&shown.copy, place.as_str(), &error)),
    }
    if let Some(trusted) = Trusted::of(store, &shown.id) {
        shown.add_misfits(&trusted.misfits(store));
        shown.inventory = Some(trusted.inventory);
    }
    shown.compare(truth);
    Ok(Some(shown))
}

impl Shown {
    /// Tells whether nothing is wrong.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty() && self.others.is_empty()
    }

    /// Tells whether no inventory is left that can be trusted, or the one that is left is not of what was filed.
    pub fn is_beyond_repair(&self) -> bool {
        self.inventory.is_none() || self.is_other
    }

    /// Names what is wrong.
    pub fn damages(&self) -> Vec<Damage> {
        let named = self.findings.iter().map(|finding| Damage::of_finding(&self.copy, finding));
        named.chain(self.others.iter().cloned()).collect()
    }

    /// Names files with other bytes than they must have, where the validation is not as strict.
    fn add_misfits(&mut self, misfits: &[Key]) {
        for key in misfits.iter().map(Key::as_str) {
            if !self.findings.iter().any(|finding| finding.place == key) {
                self.others.push(Damage::of(&self.copy, key, Fault::Altered));
            }
        }
    }

    /// Compares the inventory with what R2 signed: names and SHA-256 of the dossier's files give the files root.
    fn compare(&mut self, truth: &Truth) {
        let (Some(inventory), Some(verification)) = (&self.inventory, &truth.verification) else { return };
        if list::files_root(inventory, &truth.row.sequence) != Some(verification.files_root.0) {
            self.is_other = true;
            let reason = "its files are not those that R2 names".to_owned();
            let place = self.id.place().to_string();
            self.others.push(Damage::of(&self.copy, place, Fault::Shape { reason }));
        }
        // A crash between R3 and the last version, and no start of the desk since.
        if truth.row.registered_at.is_some() && inventory.head() == FIRST {
            let place = format!("{}/v2", self.id.place());
            self.others.push(Damage::of(&self.copy, place, Fault::Missing));
        }
    }
}

/// The evidence in an object, each file proven by its digest.
pub struct Evidence<'a> {
    /// The archive.
    pub store: &'a dyn Store,
    /// The object, as far as it could be read.
    pub shown: Option<&'a Shown>,
}

impl Archived for Evidence<'_> {
    fn evidence(&self, name: &str) -> Option<Vec<u8>> {
        let shown = self.shown?;
        let inventory = shown.inventory.as_ref()?;
        let file = inventory.versions.last()?.find(&format!("evidence/{name}"))?;
        let content = inventory.contents.iter().find(|content| content.sha512 == file.sha512)?;
        let key = shown.id.place().join(&content.path).ok()?;
        let mut bytes = Vec::new();
        self.store.read(&key, 0).ok()?.read_to_end(&mut bytes).ok()?;
        (Sha512Digest::of(&bytes) == content.sha512).then_some(bytes)
    }

    fn list(&self) -> Option<Vec<u8>> {
        let shown = self.shown?;
        let place = shown.id.place();
        let mut lengths = HashMap::new();
        let mut open = vec![place.clone()];
        while let Some(folder) = open.pop() {
            for entry in self.store.list(&folder).ok()? {
                let key = folder.join(&entry.name).ok()?;
                match entry.kind {
                    Kind::Folder => open.push(key),
                    Kind::File { length } => {
                        let path = key.as_str().strip_prefix(place.as_str())?.trim_start_matches('/');
                        lengths.insert(path.to_owned(), length);
                    }
                    Kind::Other => {}
                }
            }
        }
        list::of_inventory(shown.inventory.as_ref()?, &lengths)
    }
}

fn unreadable(copy: &str, place: &str, error: &dyn std::error::Error) -> Damage {
    Damage::of(copy, place, Fault::Unreadable { reason: error.to_string() })
}

/// Where the dossier lies among the logical paths.
pub const DOSSIER: &str = "dossier/";
/// The version without the last receipts.
const FIRST: u32 = 1;
