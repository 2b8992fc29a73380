//! A storage root of this archive: made, opened, walked.

use std::io::Read;
use std::sync::Arc;

use crate::draft::Draft;
use crate::id::ObjectId;
use crate::inventory::read::InventoryError;
use crate::key::Key;
use crate::layout;
use crate::object::Object;
use crate::recovery::{self, Recovered};
use crate::store::{Kind, Store, StoreError};

/// A storage root whose declaration, layout and extension are those of this archive, byte for byte.
#[derive(Clone)]
pub struct Root {
    store: Arc<dyn Store>,
}

/// A storage root or an object that could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RootError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file that makes it a root is missing.
    #[error("{store} is no storage root: {file} is missing; `sealpost-receiver sweep` makes it again")]
    Missing {
        /// The store's label.
        store: String,
        /// The file.
        file: &'static str,
    },
    /// A file that makes it a root has other bytes: it was laid out by another program, or is damaged.
    #[error(
        "{store} is not laid out as this archive lays out a storage root: {file} has other content; if it rotted, `sealpost-receiver sweep` repairs it"
    )]
    Otherwise {
        /// The store's label.
        store: String,
        /// The file.
        file: &'static str,
    },
    /// There is no such object.
    #[error("there is no object {id} in {store}")]
    NoObject {
        /// The object's id.
        id: String,
        /// The store's label.
        store: String,
    },
    /// An object's inventory cannot be read.
    #[error("{place}: {source}")]
    Inventory {
        /// Path of the inventory below the root.
        place: String,
        /// Why.
        #[source]
        source: InventoryError,
    },
}

impl Root {
    /// Makes a storage root in an empty store; one that is there already is opened.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn create(store: Arc<dyn Store>) -> Result<Self, RootError> {
        // Where nothing can be renamed, a making that was cut short shows in the root itself.
        let unfinished = store.pending()?.iter().any(|batch| batch.into == Key::root() && !batch.published);
        if unfinished || store.list(&Key::root())?.is_empty() {
            let mut batch = store.begin(&Key::root())?;
            for (name, bytes) in layout::ROOT {
                batch.put(&Key::root().below(name), &mut bytes.as_bytes())?;
            }
            batch.publish()?;
            store.settle(&Key::root())?;
        }
        Self::open(store)
    }

    /// Opens a storage root.
    ///
    /// # Errors
    /// [`RootError`]; a store that holds something else is refused.
    pub fn open(store: Arc<dyn Store>) -> Result<Self, RootError> {
        for (file, expected) in layout::ROOT.into_iter().rev() {
            let label = || store.label().to_owned();
            let mut found = Vec::new();
            match store.read(&Key::root().below(file), 0) {
                Err(error) if error.is_missing() => return Err(RootError::Missing { store: label(), file }),
                reader => {
                    let key = Key::root().below(file);
                    let longest = expected.len() as u64 + 1;
                    let read = reader?.take(longest).read_to_end(&mut found);
                    read.map_err(|error| StoreError::new("read", store.label(), &key, error))?;
                }
            }
            if found != expected.as_bytes() {
                return Err(RootError::Otherwise { store: label(), file });
            }
        }
        Ok(Self { store })
    }

    /// The store in which it lies.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Tells whether there is an object of this id, without reading it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn holds(&self, id: &ObjectId) -> Result<bool, StoreError> {
        Ok(!self.store.list(&id.place())?.is_empty())
    }

    /// The number of the newest version of an object, by its folders alone; none without an object.
    ///
    /// # Errors
    /// When the store fails.
    pub fn newest(&self, id: &ObjectId) -> Result<Option<u32>, StoreError> {
        recovery::newest(&*self.store, &id.place())
    }

    /// Opens an object.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn object(&self, id: &ObjectId) -> Result<Object, RootError> {
        let missing = || RootError::NoObject { id: id.to_string(), store: self.store.label().to_owned() };
        match Object::open(Arc::clone(&self.store), id.place()) {
            Err(RootError::Store(error)) if error.is_missing() => Err(missing()),
            opened => opened,
        }
    }

    /// Walks over the places of all objects, in the order of their folders. What does not belong there is passed over;
    /// [`crate::validate::root`] names it.
    #[must_use]
    pub fn places(&self) -> Places<'_> {
        Places { store: &*self.store, open: vec![(Key::root(), 0)] }
    }

    /// Opens the object at a place that [`Root::places`] gave.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn object_at(&self, place: &Key) -> Result<Object, RootError> {
        Object::open(Arc::clone(&self.store), place.clone())
    }

    /// Begins an object.
    ///
    /// # Errors
    /// When there is one of this id (see [`StoreError::is_present`]), or the store fails.
    pub fn begin(&self, id: &ObjectId) -> Result<Draft, StoreError> {
        Draft::of_new(Arc::clone(&self.store), id)
    }

    /// Begins the next version of an object, which has all files of the one before.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn amend(&self, id: &ObjectId) -> Result<Draft, RootError> {
        // What a crash left of an earlier attempt comes first: the new version follows it.
        if recovery::is_unfinished(&*self.store, &id.place())? {
            recovery::finish(&*self.store, &id.place())?;
        }
        Ok(Draft::of_next(self.object(id)?)?)
    }

    /// Removes an object. Only for one of which no receipt speaks: whoever calls this has made sure.
    ///
    /// # Errors
    /// When the store fails.
    pub fn danger_withdraw(&self, id: &ObjectId) -> Result<(), StoreError> {
        self.store.remove(&id.place())
    }

    /// Finishes or clears away what a crash left. Whoever writes calls it at the start.
    ///
    /// # Errors
    /// When the store fails; then it is to be called again.
    pub fn recover(&self) -> Result<Vec<Recovered>, StoreError> {
        recovery::recover(&*self.store)
    }
}

/// The places of objects, see [`Root::places`].
pub struct Places<'a> {
    store: &'a dyn Store,
    open: Vec<(Key, usize)>,
}

impl Iterator for Places<'_> {
    type Item = Result<Key, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((folder, depth)) = self.open.pop() {
            if depth > layout::TUPLES {
                return Some(Ok(folder));
            }
            let entries = match self.store.list(&folder) {
                Ok(entries) => entries,
                Err(error) => return Some(Err(error)),
            };
            let wanted = |name: &str| depth == layout::TUPLES || layout::is_tuple(name);
            let folders =
                entries.iter().rev().filter(|entry| entry.kind == Kind::Folder && wanted(&entry.name));
            self.open.extend(folders.map(|entry| (folder.below(&entry.name), depth + 1)));
        }
        None
    }
}
