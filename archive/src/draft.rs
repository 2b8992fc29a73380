//! A version in the making: files are put, then it appears whole.

use std::collections::HashSet;
use std::io::{self, BufWriter, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use crypto::digest::Sha512Digest;

use crate::digests::{Digested, Digests};
use crate::id::ObjectId;
use crate::inventory::{Content, Inventory, Logical, User, Version, check, write};
use crate::key::{Key, NotAKey};
use crate::layout;
use crate::object::{BLOCK, Object};
use crate::recovery;
use crate::store::{Batch, Store, StoreError};

/// A version that nobody sees yet. Dropping it leaves a pending batch, which [`crate::root::Root::recover`] clears.
pub struct Draft {
    store: Arc<dyn Store>,
    /// The object.
    place: Key,
    /// The folder that will appear: the object, or that of its next version.
    into: Key,
    batch: Box<dyn Batch>,
    inventory: Inventory,
    state: Vec<Logical>,
    /// What the versions before show: later ones add to it and change nothing.
    earlier: Vec<Logical>,
    stored: HashSet<Sha512Digest>,
}

/// What a version says of itself.
#[derive(Clone, Debug)]
pub struct Facts {
    /// When it was made, RFC 3339 in UTC.
    pub created: String,
    /// Why.
    pub message: String,
    /// Who made it.
    pub name: String,
    /// A URI for them.
    pub address: String,
}

/// A file that could not be put into a version, or a version that could not be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The path is none.
    #[error(transparent)]
    Path(#[from] NotAKey),
    /// An earlier version has another file of that path; later ones only add.
    #[error("{0} is in an earlier version with other bytes")]
    Changed(String),
    /// The path was given to two files, or is a folder of another path.
    #[error("{0} stands for two files, or is a folder of another one")]
    Twice(String),
    /// The time is none of RFC 3339.
    #[error("{0:?} is no time of RFC 3339")]
    Time(String),
}

impl Draft {
    pub(crate) fn of_new(store: Arc<dyn Store>, id: &ObjectId) -> Result<Self, StoreError> {
        let place = id.place();
        let mut batch = store.begin(&place)?;
        batch.put(&Key::root().below(layout::DECLARATION), &mut layout::DECLARED.as_bytes())?;
        let inventory = Inventory { id: id.to_string(), ..Inventory::default() };
        Ok(Self {
            into: place.clone(),
            place,
            store,
            batch,
            inventory,
            state: Vec::new(),
            earlier: Vec::new(),
            stored: HashSet::new(),
        })
    }

    pub(crate) fn of_next(object: Object) -> Result<Self, StoreError> {
        let (store, place) = (Arc::clone(object.store()), object.place().clone());
        let inventory = object.into_inventory();
        let into = place.below(&layout::version(inventory.head() + 1));
        let mut earlier = inventory.versions.last().map(|version| version.state.clone()).unwrap_or_default();
        earlier.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let stored = inventory.contents.iter().map(|content| content.sha512).collect();
        let batch = store.begin(&into)?;
        Ok(Self { store, place, into, batch, inventory, state: Vec::new(), earlier, stored })
    }

    /// Takes a local file over under a logical path, without reading it: its digests are known.
    ///
    /// A file whose bytes the object holds already stays where it is; the path then shows those.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn adopt(&mut self, logical: &str, file: &Path, digests: &Digests) -> Result<(), DraftError> {
        let name = self.name(logical)?;
        if self.is_there(logical, &digests.sha512)? {
            return Ok(());
        }
        if !self.stored.contains(&digests.sha512) {
            self.batch.adopt(&name, file)?;
            self.store_as(logical, digests);
        }
        self.show(logical, digests.sha512);
        Ok(())
    }

    /// Writes a file under a logical path; its digests are taken while it is written.
    ///
    /// # Errors
    /// [`DraftError`].
    pub fn write(&mut self, logical: &str, from: &mut dyn Read) -> Result<Digests, DraftError> {
        let name = self.name(logical)?;
        let mut digested = Digested::new(from);
        self.batch.put(&name, &mut digested)?;
        let digests = digested.finish();
        let known = self.stored.contains(&digests.sha512);
        let there = self.is_there(logical, &digests.sha512);
        if known || there.is_err() {
            self.batch.take_back(&name)?;
        }
        if !there? {
            if !known {
                self.store_as(logical, &digests);
            }
            self.show(logical, digests.sha512);
        }
        Ok(digests)
    }

    /// Makes the version durable and visible. One to which nothing was added is not made: the object stays as it is.
    ///
    /// # Errors
    /// [`DraftError`]; then the object is as before, or as after, and [`crate::root::Root::recover`] makes sure of that.
    pub fn finish(mut self, facts: Facts) -> Result<Object, DraftError> {
        if !check::is_time(&facts.created) {
            return Err(DraftError::Time(facts.created));
        }
        if self.state.is_empty() && self.inventory.head() > 0 {
            drop(self.batch);
            self.store.settle(&self.into)?;
            return Ok(Object::new(self.store, self.place, self.inventory));
        }
        self.state.append(&mut self.earlier);
        if let Some(path) = check::clashes(self.state.iter().map(|file| &*file.path)).first() {
            return Err(DraftError::Twice((*path).to_owned()));
        }
        self.state.sort_unstable();
        self.inventory.contents.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        self.inventory.versions.push(Version {
            created: facts.created,
            message: Some(facts.message),
            user: Some(User { name: facts.name, address: Some(facts.address) }),
            state: self.state,
        });
        let is_new = self.place == self.into;
        let version = if is_new { Key::root().below("v1") } else { Key::root() };
        put_inventory(&mut *self.batch, &version, &self.inventory)?;
        if is_new {
            put_inventory(&mut *self.batch, &Key::root(), &self.inventory)?;
        }
        self.batch.publish()?;
        if !is_new {
            recovery::finish(&*self.store, &self.place)?;
        }
        self.store.settle(&self.into)?;
        Ok(Object::new(self.store, self.place, self.inventory))
    }

    /// The place of a file below the folder that will appear.
    fn name(&self, logical: &str) -> Result<Key, NotAKey> {
        let logical = Key::new(logical)?;
        let content = if self.place == self.into { "v1/content" } else { layout::CONTENT };
        Ok(Key::root().below(content).below(logical.as_str()))
    }

    /// Tells whether the versions before show the same bytes under a path.
    fn is_there(&self, logical: &str, sha512: &Sha512Digest) -> Result<bool, DraftError> {
        match self.earlier.binary_search_by(|file| (*file.path).cmp(logical)) {
            Err(_) => Ok(false),
            Ok(at) if self.earlier[at].sha512 == *sha512 => Ok(true),
            Ok(_) => Err(DraftError::Changed(logical.to_owned())),
        }
    }

    fn store_as(&mut self, logical: &str, digests: &Digests) {
        let version = layout::version(self.inventory.head() + 1);
        let path = format!("{version}/{}/{logical}", layout::CONTENT).into_boxed_str();
        let Digests { sha512, sha256, md5 } = *digests;
        self.inventory.contents.push(Content { path, sha512, sha256: Some(sha256), md5: Some(md5) });
        self.stored.insert(sha512);
    }

    fn show(&mut self, logical: &str, sha512: Sha512Digest) {
        self.state.push(Logical { sha512, path: logical.into() });
    }
}

/// Puts an inventory and its sidecar into a folder of the batch, the sidecar last (OCFL 1.1 §3.7).
fn put_inventory(batch: &mut dyn Batch, folder: &Key, inventory: &Inventory) -> Result<(), StoreError> {
    let name = folder.below(layout::INVENTORY);
    let (reader, writer) = io::pipe().map_err(|error| StoreError::new("write", "memory", &name, error))?;
    let mut digested = Digested::new(reader);
    // Through a pipe: it is never whole in memory.
    let written = thread::scope(|scope| {
        let writing = scope.spawn(move || write::write(inventory, BufWriter::with_capacity(BLOCK, writer)));
        let put = batch.put(&name, &mut digested);
        // A reader that gave up lets the writer end.
        if put.is_err() {
            let _ = io::copy(&mut digested, &mut io::sink());
        }
        let written =
            writing.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes it failed")));
        put.map(|_| written)
    })?;
    written.map_err(|error| StoreError::new("write", "memory", &name, error))?;
    let sidecar = sidecar(&digested.finish().sha512);
    batch.put(&folder.below(layout::SIDECAR), &mut sidecar.as_bytes())?;
    Ok(())
}

/// The text of a sidecar (OCFL 1.1 §3.7).
pub(crate) fn sidecar(digest: &Sha512Digest) -> String {
    format!("{digest} {}\n", layout::INVENTORY)
}
