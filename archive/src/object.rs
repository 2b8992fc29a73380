//! An object that is there: its versions, its files, its bytes read back.

use std::io::{BufReader, Read};
use std::sync::Arc;

use crate::damage::{Damage, Fault};
use crate::inventory::read::{self, InventoryError};
use crate::inventory::{Content, Inventory};
use crate::key::Key;
use crate::layout;
use crate::root::RootError;
use crate::store::{Store, StoreError};
use crate::together::{self, Wanted};
use crate::validate::{Progress, ValidateError};

/// An object with its inventory.
#[derive(Clone)]
pub struct Object {
    store: Arc<dyn Store>,
    place: Key,
    inventory: Inventory,
}

impl Object {
    /// Opens the object at a place.
    pub(crate) fn open(store: Arc<dyn Store>, place: Key) -> Result<Self, RootError> {
        let key = place.below(layout::INVENTORY);
        let inventory = inventory(&*store, &key)?;
        Ok(Self { store, place, inventory })
    }

    /// The object whose inventory is in hand.
    pub(crate) fn new(store: Arc<dyn Store>, place: Key, inventory: Inventory) -> Self {
        Self { store, place, inventory }
    }

    /// Its inventory.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    pub(crate) fn into_inventory(self) -> Inventory {
        self.inventory
    }

    /// Where it lies below the storage root.
    #[must_use]
    pub fn place(&self) -> &Key {
        &self.place
    }

    /// The store in which it lies.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Finds the stored file behind a logical path of the newest version.
    #[must_use]
    pub fn find(&self, logical: &str) -> Option<&Content> {
        let file = self.inventory.versions.last()?.find(logical)?;
        self.inventory.contents.iter().find(|content| content.sha512 == file.sha512)
    }

    /// Where a stored file lies in the store.
    ///
    /// # Errors
    /// When the inventory names a path that is none.
    pub fn key(&self, content: &Content) -> Result<Key, crate::key::NotAKey> {
        self.place.join(&content.path)
    }

    /// Reads the file of a logical path of the newest version; none when there is none. The bytes are not checked.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(&self, logical: &str) -> Result<Option<Box<dyn Read + Send>>, StoreError> {
        let key = self.find(logical).and_then(|content| self.key(content).ok());
        key.map(|key| self.store.read(&key, 0)).transpose()
    }

    /// Reads every file back from the medium and compares its SHA-512 with the inventory. Returns what is damaged.
    ///
    /// No other digest: bytes with that SHA-512 are those of which the others were taken when the version was made. A sweep,
    /// years later, takes SHA-256 too ([`crate::validate::Depth`]).
    ///
    /// # Errors
    /// When `progress` stops it.
    pub fn read_back(&self, progress: &mut dyn Progress) -> Result<Vec<Damage>, ValidateError> {
        let contents = &self.inventory.contents;
        let mut faults: Vec<Option<Fault>> = vec![None; contents.len()];
        let mut files = Vec::with_capacity(contents.len());
        for (number, content) in contents.iter().enumerate() {
            match self.key(content) {
                Ok(key) => files.push((number, key)),
                Err(error) => faults[number] = Some(Fault::Unreadable { reason: error.to_string() }),
            }
        }
        together::read_back(
            &*self.store,
            files.into_iter(),
            Wanted::default(),
            progress,
            &mut |number, found| {
                let expected = contents[number].sha512;
                faults[number] = match found {
                    Ok(found) if found.sha512 == expected => None,
                    Ok(found) => Some(Fault::Altered { expected, found: found.sha512 }),
                    Err(fault) => Some(fault),
                };
            },
        )?;
        let damaged = contents.iter().zip(faults).filter_map(|(content, fault)| Some((content, fault?)));
        let damage = |(content, fault): (&Content, _)| Damage {
            copy: self.store.label().to_owned(),
            file: self.place.below(&content.path).to_string(),
            fault,
        };
        Ok(damaged.map(damage).collect())
    }
}

/// Reads an inventory.
pub(crate) fn inventory(store: &dyn Store, key: &Key) -> Result<Inventory, RootError> {
    let reader = BufReader::with_capacity(BLOCK, store.read(key, 0)?);
    read::read(reader).map_err(|error| unread(store, key, error))
}

fn unread(store: &dyn Store, key: &Key, error: InventoryError) -> RootError {
    match error.into_read_failure() {
        Ok(failure) => StoreError::new("read", store.label(), key, failure).into(),
        Err(source) => RootError::Inventory { place: key.to_string(), source },
    }
}

/// Bytes per read.
pub(crate) const BLOCK: usize = 1 << 18;
