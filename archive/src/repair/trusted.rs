//! An inventory of the newest version that can be trusted, and the files of the object whose bytes follow from it.

use std::io::{self, BufReader, Cursor, Read};

use crypto::digest::{Sha512, Sha512Digest};

use crate::draft;
use crate::id::ObjectId;
use crate::inventory::{Inventory, read, write};
use crate::key::Key;
use crate::layout;
use crate::object::BLOCK;
use crate::store::Store;

/// An inventory that two files of the object agree about: a sidecar has its digest, or the other copy of it has.
pub struct Trusted {
    /// The inventory.
    pub inventory: Inventory,
    place: Key,
    /// Where it lies, and its digest.
    key: Key,
    sha512: Sha512Digest,
}

/// A file of the object whose bytes follow from the inventory.
pub struct Fixed {
    /// The file.
    pub key: Key,
    /// The digest that it must have.
    pub sha512: Sha512Digest,
    bytes: Bytes,
}

/// Where the bytes of such a file come from.
enum Bytes {
    Text(String),
    /// The inventory itself.
    Newest,
    /// The inventory as it was.
    AsOf(u32),
}

impl Trusted {
    /// Finds the inventory of an object; none when every copy is damaged, or only an earlier version's is left: that one speaks of less
    /// than lies there.
    #[must_use]
    pub fn of(store: &dyn Store, id: &ObjectId) -> Option<Self> {
        let place = id.place();
        let entries = store.list(&place).ok()?;
        let mut versions: Vec<u32> = entries.iter().filter_map(|entry| read::number(&entry.name)).collect();
        versions.sort_unstable_by(|one, other| other.cmp(one));
        let newest = versions.first().copied().unwrap_or_default();
        let mut folders = vec![place.clone()];
        folders.extend(versions.into_iter().map(|version| place.below(&layout::version(version))));
        let said: Vec<Vec<u8>> = folders.iter().filter_map(|folder| sidecar(store, folder)).collect();
        let digest_in = |folder: &Key| digest(store, &folder.below(layout::INVENTORY)).ok();
        let digests: Vec<Option<Sha512Digest>> = folders.iter().map(digest_in).collect();
        let is_agreed = |sha512: &Sha512Digest| {
            let twins = digests.iter().flatten().filter(|digest| *digest == sha512).count();
            twins > 1 || said.iter().any(|said| said == draft::sidecar(sha512).as_bytes())
        };
        folders.iter().zip(&digests).find_map(|(folder, sha512)| {
            let sha512 = sha512.filter(&is_agreed)?;
            let key = folder.below(layout::INVENTORY);
            let reader = BufReader::with_capacity(BLOCK, store.read(&key, 0).ok()?);
            let inventory = read::read(reader).ok()?;
            let is_it = inventory.id == id.to_string() && inventory.head() >= newest;
            is_it.then(|| Self { inventory, place: place.clone(), key, sha512 })
        })
    }

    /// Lists the files that have other bytes than follow from the inventory: to the last line feed, also where the
    /// specification is not as strict.
    #[must_use]
    pub fn misfits(&self, store: &dyn Store) -> Vec<Key> {
        self.fixed().into_iter().filter(|fixed| !fixed.holds(store)).map(|fixed| fixed.key).collect()
    }

    /// The declaration, and in each folder the inventory with its sidecar; those of the object last.
    pub(super) fn fixed(&self) -> Vec<Fixed> {
        let mut all = vec![Fixed::text(self.place.below(layout::DECLARATION), layout::DECLARED.to_owned())];
        for version in 1..self.inventory.head() {
            let folder = self.place.below(&layout::version(version));
            let sha512 = write::digest(&self.inventory.as_of(version));
            all.extend(Fixed::inventory(&folder, sha512, Bytes::AsOf(version)));
        }
        for folder in [&self.place.below(&layout::version(self.inventory.head())), &self.place] {
            all.extend(Fixed::inventory(folder, self.sha512, Bytes::Newest));
        }
        all
    }

    /// Opens the bytes that a file must have.
    pub(super) fn open(&self, store: &dyn Store, fixed: &Fixed) -> io::Result<Box<dyn Read>> {
        Ok(match &fixed.bytes {
            Bytes::Text(text) => Box::new(Cursor::new(text.clone())),
            Bytes::Newest => Box::new(store.read(&self.key, 0)?),
            Bytes::AsOf(version) => {
                let mut bytes = Vec::new();
                write::write(&self.inventory.as_of(*version), &mut bytes)?;
                Box::new(Cursor::new(bytes))
            }
        })
    }
}

impl Fixed {
    fn text(key: Key, text: String) -> Self {
        Self { key, sha512: Sha512Digest::of(text.as_bytes()), bytes: Bytes::Text(text) }
    }

    /// An inventory and its sidecar.
    fn inventory(folder: &Key, sha512: Sha512Digest, bytes: Bytes) -> [Self; 2] {
        let sidecar = Self::text(folder.below(layout::SIDECAR), draft::sidecar(&sha512));
        [Self { key: folder.below(layout::INVENTORY), sha512, bytes }, sidecar]
    }

    /// Tells whether the file has these bytes.
    pub(super) fn holds(&self, store: &dyn Store) -> bool {
        holds(store, &self.key, &self.sha512)
    }
}

/// Tells whether a file has this digest.
pub(super) fn holds(store: &dyn Store, key: &Key, sha512: &Sha512Digest) -> bool {
    digest(store, key).is_ok_and(|found| found == *sha512)
}

fn digest(store: &dyn Store, key: &Key) -> io::Result<Sha512Digest> {
    let (mut reader, mut sha512, mut buffer) = (store.read_back(key)?, Sha512::new(), vec![0; BLOCK]);
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(sha512.finish()),
            read => sha512.update(&buffer[..read]),
        }
    }
}

fn sidecar(store: &dyn Store, folder: &Key) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let reader = store.read_back(&folder.below(layout::SIDECAR)).ok()?;
    reader.take(LONGEST_SIDECAR).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Longest sidecar that is read, in bytes.
const LONGEST_SIDECAR: u64 = 1 << 12;
