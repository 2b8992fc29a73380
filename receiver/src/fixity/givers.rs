//! Gives good bytes of an object's files: the evidence as other copies have it, the dossier as it was made from the package.

use std::collections::BTreeSet;
use std::io::{self, Read};

use archive::damage::Fault;
use archive::inventory::Content;
use archive::key::Key;
use archive::repair::Source;
use crypto::digest::Sha512Digest;
use durable::file::File;

use super::aside::Aside;
use super::object::{DOSSIER, Shown};
use crate::desk::bench::Place;

/// Gives good bytes of an object's files.
pub struct Givers<'a> {
    /// The evidence as it is elsewhere: path below `evidence/`, and bytes. What has the right digest is taken.
    pub evidence: &'a [(String, Vec<u8>)],
    /// The files of the dossier, when a package could be opened for them.
    pub dossier: Option<&'a Place>,
    /// Where bad bytes go.
    pub aside: &'a Aside,
    /// The label of the archive.
    pub copy: &'a str,
}

impl Source for Givers<'_> {
    fn open(&mut self, content: &Content, paths: &[&str]) -> Option<Box<dyn Read>> {
        for path in paths {
            if let Some(name) = path.strip_prefix("evidence/") {
                let mut given = self.evidence.iter().filter(|(given, _)| given == name);
                if let Some((_, bytes)) = given.find(|(_, bytes)| Sha512Digest::of(bytes) == content.sha512) {
                    return Some(Box::new(io::Cursor::new(bytes.clone())));
                }
            } else if let (Some(path), Some(place)) = (path.strip_prefix(DOSSIER), self.dossier)
                && let Ok(file) = File::open(&place.path().join(path))
            {
                return Some(Box::new(file.into_reader()));
            }
        }
        None
    }

    fn aside(&mut self, key: &Key, bytes: &mut dyn Read) -> io::Result<()> {
        Ok(self.aside.keep(self.copy, key.as_str(), bytes)?)
    }
}

/// The files of the dossier that an object misses, by their paths in the dossier.
pub fn wanted(shown: &Shown) -> BTreeSet<String> {
    let Some(inventory) = &shown.inventory else { return BTreeSet::new() };
    let prefix = format!("{}/", shown.id.place());
    let damages = shown.findings.iter().filter_map(|finding| finding.damage.as_ref());
    let bad = damages.filter(|damage| damage.fault != Fault::Extra);
    let contents: BTreeSet<Sha512Digest> = bad
        .filter_map(|damage| inventory.content(damage.file.strip_prefix(&prefix)?))
        .map(|at| inventory.contents[at].sha512)
        .collect();
    let states = inventory.versions.iter().flat_map(|version| &version.state);
    let paths = states.filter(|file| contents.contains(&file.sha512));
    paths.filter_map(|file| file.path.strip_prefix(DOSSIER)).map(str::to_owned).collect()
}
