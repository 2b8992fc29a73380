//! Writes an inventory as JSON, straight into a writer.

use std::fmt::Display;
use std::io::Write;

use crypto::digest::{Sha512, Sha512Digest};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::{ALGORITHM, Inventory, TYPE, User, Version};
use crate::layout;

/// Writes the inventory, with a line feed at the end.
///
/// # Errors
/// When the writer fails.
pub fn write(inventory: &Inventory, mut to: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut to, inventory)?;
    to.write_all(b"\n")?;
    to.flush()
}

/// The digest of an inventory as this archive writes it.
pub(crate) fn digest(inventory: &Inventory) -> Sha512Digest {
    struct Hashed(Sha512);

    impl Write for Hashed {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut hashed = Hashed(Sha512::new());
    // Memory takes everything; were it not so, the digest would be that of no inventory.
    let _ = write(inventory, &mut hashed);
    hashed.0.finish()
}

impl Serialize for Inventory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("inventory", 7)?;
        object.serialize_field("id", &self.id)?;
        object.serialize_field("type", TYPE)?;
        object.serialize_field("digestAlgorithm", ALGORITHM)?;
        object.serialize_field("head", &layout::version(self.head()))?;
        object.serialize_field("fixity", &Fixity(self))?;
        object.serialize_field("manifest", &manifest(self))?;
        object.serialize_field("versions", &Versions(&self.versions))?;
        object.end()
    }
}

/// Digests with the paths of files that have them: pairs, sorted by digest.
struct Block<'a, D>(Vec<(&'a D, &'a str)>);

impl<D: Display + PartialEq> Serialize for Block<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for group in self.0.chunk_by(|(one, _), (other, _)| one == other) {
            map.serialize_entry(&group[0].0.to_string(), &Paths(group))?;
        }
        map.end()
    }
}

struct Paths<'a, D>(&'a [(&'a D, &'a str)]);

impl<D> Serialize for Paths<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(_, path)| path))
    }
}

fn manifest(inventory: &Inventory) -> Block<'_, Sha512Digest> {
    let contents = inventory.by_digest().into_iter().map(|at| &inventory.contents[at]);
    Block(contents.map(|content| (&content.sha512, &*content.path)).collect())
}

struct Fixity<'a>(&'a Inventory);

impl Serialize for Fixity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("md5", &fixity(self.0, |content| content.md5.as_ref()))?;
        map.serialize_entry("sha256", &fixity(self.0, |content| content.sha256.as_ref()))?;
        map.end()
    }
}

fn fixity<D: Ord>(inventory: &Inventory, digest: impl Fn(&super::Content) -> Option<&D>) -> Block<'_, D> {
    let contents = inventory.contents.iter();
    let mut pairs: Vec<_> =
        contents.filter_map(|content| digest(content).map(|digest| (digest, &*content.path))).collect();
    pairs.sort_unstable();
    Block(pairs)
}

struct Versions<'a>(&'a [Version]);

impl Serialize for Versions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (number, version) in (1..).zip(self.0) {
            map.serialize_entry(&layout::version(number), version)?;
        }
        map.end()
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("created", &self.created)?;
        if let Some(message) = &self.message {
            map.serialize_entry("message", message)?;
        }
        if let Some(user) = &self.user {
            map.serialize_entry("user", user)?;
        }
        map.serialize_entry(
            "state",
            &Block(self.state.iter().map(|file| (&file.sha512, &*file.path)).collect()),
        )?;
        map.end()
    }
}

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        if let Some(address) = &self.address {
            map.serialize_entry("address", address)?;
        }
        map.end()
    }
}
