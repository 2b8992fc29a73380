//! Reads an inventory from a stream of JSON: digests become bytes as they come, no tree of values is made.

use std::fmt;
use std::io::Read;
use std::marker::PhantomData;
use std::str::FromStr;

use crypto::digest::{Md5Digest, Sha256Digest, Sha512Digest};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{ALGORITHM, Content, Inventory, Logical, TYPE, User, Version};
use crate::finding::Findings;
use crate::layout;

/// An inventory that was read, and what is wrong with its keys and values.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) inventory: Inventory,
    pub(crate) findings: Findings,
}

/// A text that is no inventory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InventoryError {
    /// It is not the JSON of the specification (OCFL 1.1 §3.5), or could not be read.
    #[error("no inventory: {0}")]
    Json(#[from] serde_json::Error),
}

impl InventoryError {
    /// Takes out the failure of the reader, if it was that.
    pub(crate) fn into_read_failure(self) -> Result<std::io::Error, Self> {
        let Self::Json(error) = self;
        if error.is_io() { Ok(error.into()) } else { Err(Self::Json(error)) }
    }
}

/// Reads an inventory.
///
/// # Errors
/// [`InventoryError`].
pub fn read(from: impl Read) -> Result<Inventory, InventoryError> {
    reading(from, "").map(|reading| reading.inventory)
}

/// Reads an inventory that findings name as `place`.
pub(crate) fn reading(from: impl Read, place: &str) -> Result<Reading, InventoryError> {
    let raw: Raw = serde_json::from_reader(from)?;
    let mut notes = Notes { findings: Findings::default(), place };
    let inventory = raw.assemble(&mut notes);
    Ok(Reading { inventory, findings: notes.findings })
}

struct Notes<'a> {
    findings: Findings,
    place: &'a str,
}

impl Notes<'_> {
    fn add(&mut self, code: &'static str, within: &str, message: impl Into<String>) {
        self.findings.add(code, format!("{}#{within}", self.place), message);
    }

    /// Demands a key, and where this archive has one value only, that value.
    fn demand(&mut self, code: &'static str, key: &str, found: Option<&str>, expected: Option<&str>) {
        match (found, expected) {
            (None, _) => self.add("E036", key, "the key is missing"),
            (Some(found), Some(expected)) if found != expected => {
                self.add(code, key, format!("{found:?} stands where this archive has {expected:?}"));
            }
            _ => {}
        }
    }

    /// Reports digests of a wrong form and digests that stand in a block twice, and returns the good ones.
    fn pairs<D>(
        &mut self,
        block: Block<D>,
        within: &str,
        (form, twice): (&'static str, &'static str),
    ) -> Vec<(D, Box<str>)> {
        for digest in block.strange {
            self.add(form, within, format!("{digest:?} is no digest of the algorithm"));
        }
        for digest in block.twice {
            self.add(twice, within, format!("{digest} stands there twice"));
        }
        block.pairs
    }
}

/// The keys as they come, in any order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Raw {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    digest_algorithm: Option<String>,
    head: Option<String>,
    content_directory: Option<String>,
    manifest: Option<Block<Sha512Digest>>,
    #[serde(default)]
    fixity: RawFixity,
    versions: Option<RawVersions>,
}

/// Algorithms that this archive does not use are ignored, as the specification asks (§3.4).
#[derive(Default, Deserialize)]
#[serde(default)]
struct RawFixity {
    md5: Block<Md5Digest>,
    sha256: Block<Sha256Digest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVersion {
    created: Option<String>,
    message: Option<String>,
    user: Option<RawUser>,
    state: Option<Block<Sha512Digest>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUser {
    name: Option<String>,
    address: Option<String>,
}

impl Raw {
    fn assemble(self, notes: &mut Notes<'_>) -> Inventory {
        notes.demand("E037", "id", self.id.as_deref(), None);
        notes.demand("E038", "type", self.kind.as_deref(), Some(TYPE));
        notes.demand("E025", "digestAlgorithm", self.digest_algorithm.as_deref(), Some(ALGORITHM));
        notes.demand(
            "E020",
            "contentDirectory",
            self.content_directory.as_deref().or(Some(layout::CONTENT)),
            Some(layout::CONTENT),
        );
        notes.demand("E040", "head", self.head.as_deref(), None);
        if self.manifest.is_none() {
            notes.add("E041", "manifest", "the key is missing");
        }
        let manifest = notes.pairs(self.manifest.unwrap_or_default(), "manifest", ("E025", "E096"));
        let contents =
            manifest.into_iter().map(|(sha512, path)| Content { path, sha512, sha256: None, md5: None });
        let mut inventory = Inventory {
            id: self.id.unwrap_or_default(),
            contents: contents.collect(),
            versions: versions(self.versions, self.head.as_deref(), notes),
        };
        inventory.contents.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        for (sha256, path) in notes.pairs(self.fixity.sha256, "fixity/sha256", ("E057", "E097")) {
            put(&mut inventory, notes, &path, |content| content.sha256.replace(sha256).is_some());
        }
        for (md5, path) in notes.pairs(self.fixity.md5, "fixity/md5", ("E057", "E097")) {
            put(&mut inventory, notes, &path, |content| content.md5.replace(md5).is_some());
        }
        inventory
    }
}

/// Puts a digest of the fixity block to its file.
fn put(inventory: &mut Inventory, notes: &mut Notes<'_>, path: &str, put: impl FnOnce(&mut Content) -> bool) {
    match inventory.content(path) {
        None => notes.add("E057", "fixity", format!("{path} is not in the manifest")),
        Some(at) if put(&mut inventory.contents[at]) => {
            notes.add("E057", "fixity", format!("{path} stands there twice"));
        }
        Some(_) => {}
    }
}

fn versions(raw: Option<RawVersions>, head: Option<&str>, notes: &mut Notes<'_>) -> Vec<Version> {
    let Some(RawVersions(raw)) = raw else {
        notes.add("E043", "versions", "the key is missing");
        return Vec::new();
    };
    let mut versions: Vec<(u32, Version)> = Vec::new();
    for (name, raw) in raw {
        match number(&name) {
            None => notes.add("E046", &name, "this archive has no version of that name"),
            Some(number) if versions.iter().any(|(other, _)| *other == number) => {
                notes.add("E046", &name, "the version stands there twice");
            }
            Some(number) => versions.push((number, raw.assemble(&name, notes))),
        }
    }
    versions.sort_unstable_by_key(|(number, _)| *number);
    match (versions.first(), versions.last()) {
        (Some((first, _)), _) if *first != 1 => {
            notes.add("E009", "versions", "the versions do not begin with v1");
        }
        (_, Some((last, _))) if usize::try_from(*last) != Ok(versions.len()) => {
            notes.add("E010", "versions", "the versions do not follow each other");
        }
        (_, Some((last, _))) if head.is_some_and(|head| number(head) != Some(*last)) => {
            notes.add("E040", "head", "this is not the newest version");
        }
        (None, _) => notes.add("E008", "versions", "there is no version"),
        _ => {}
    }
    versions.into_iter().map(|(_, version)| version).collect()
}

impl RawVersion {
    fn assemble(self, name: &str, notes: &mut Notes<'_>) -> Version {
        if self.state.is_none() {
            notes.add("E048", name, "the key state is missing");
        }
        let user = self.user.map(|user| {
            if user.name.is_none() {
                notes.add("E054", name, "the user has no name");
            }
            User { name: user.name.unwrap_or_default(), address: user.address }
        });
        let state = notes.pairs(self.state.unwrap_or_default(), name, ("E050", "E050"));
        let mut state: Vec<Logical> =
            state.into_iter().map(|(sha512, path)| Logical { sha512, path }).collect();
        state.sort_unstable();
        Version { created: self.created.unwrap_or_default(), message: self.message, user, state }
    }
}

/// The number of a version's folder; none for a name that this archive never gives.
pub(crate) fn number(name: &str) -> Option<u32> {
    let number: u32 = name.strip_prefix('v')?.parse().ok()?;
    (number > 0 && layout::version(number) == name).then_some(number)
}

/// Digests with the paths of the files that have them.
struct Block<D> {
    pairs: Vec<(D, Box<str>)>,
    strange: Vec<String>,
    twice: Vec<String>,
}

impl<D> Default for Block<D> {
    fn default() -> Self {
        Self { pairs: Vec::new(), strange: Vec::new(), twice: Vec::new() }
    }
}

impl<'de, D: FromStr + Copy + Ord + fmt::Display> Deserialize<'de> for Block<D> {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        deserializer.deserialize_map(BlockVisitor(PhantomData))
    }
}

struct BlockVisitor<D>(PhantomData<D>);

impl<'de, D: FromStr + Copy + Ord + fmt::Display> Visitor<'de> for BlockVisitor<D> {
    type Value = Block<D>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of digests with arrays of paths")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Block<D>, A::Error> {
        let mut block = Block::default();
        let mut keys = Vec::new();
        while let Some((digest, paths)) = map.next_entry::<String, Vec<Box<str>>>()? {
            // Digests are alike in both cases (§3.4).
            match digest.to_ascii_lowercase().parse::<D>() {
                Ok(digest) => {
                    keys.push(digest);
                    block.pairs.extend(paths.into_iter().map(|path| (digest, path)));
                }
                Err(_) => block.strange.push(digest),
            }
        }
        keys.sort_unstable();
        block.twice =
            keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_string()).collect();
        Ok(block)
    }
}

/// Versions by name, also one that stands there twice.
struct RawVersions(Vec<(String, RawVersion)>);

impl<'de> Deserialize<'de> for RawVersions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Versions;

        impl<'de> Visitor<'de> for Versions {
            type Value = RawVersions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of versions")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawVersions, A::Error> {
                let mut versions = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    versions.push(entry);
                }
                Ok(RawVersions(versions))
            }
        }

        deserializer.deserialize_map(Versions)
    }
}
