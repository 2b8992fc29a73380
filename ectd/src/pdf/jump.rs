//! Bookmarks and links: both lead somewhere by a destination or an action (12.6), and the same can be wrong with both.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};
use serde::{Deserialize, Serialize};

use super::destination::{Destinations, Landing};
use super::examples::{Examples, shortened};
use super::objects::{Objects, as_dictionary, text};

/// The jumps of one kind in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Jumps {
    /// How many.
    pub total: u64,
    /// What is peculiar about some of them, with examples: a bookmark's title, a link's page.
    pub peculiar: BTreeMap<Peculiarity, Examples>,
    /// Other files to which they lead by a relative path, as written; at most [`FILES`].
    pub files: BTreeMap<String, Examples>,
}

/// What a rule may object to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Peculiarity {
    /// Leads to another file by an absolute path.
    Absolute,
    /// Leads to the web, to mail, to whatever a URI can name.
    External,
    /// An action other than `GoTo`, `GoToR`, `Launch` and `URI`.
    UnknownAction,
    /// Does nothing.
    Inactive,
    /// Destination or action are malformed, or the outline leads in a circle here.
    Corrupt,
    /// Its page or named destination does not exist.
    Missing,
    /// More than one action.
    Multiple,
    /// Changes the magnification.
    Zoom,
}

/// Other files named by the jumps of one kind.
pub const FILES: usize = 1000;

impl Jumps {
    /// Adds the jump that a bookmark or link makes; `at` says where it is.
    pub(super) fn add<'a>(
        &mut self,
        item: &'a Dictionary,
        objects: Objects<'a>,
        destinations: &Destinations<'a>,
        at: &dyn Fn() -> String,
    ) {
        self.total += 1;
        let mut jump = Jump { objects, destinations, jumps: self, at };
        match (objects.get(item, b"A"), item.get(b"Dest").ok()) {
            (Some(action), _) => jump.act(action),
            (None, Some(destination)) => jump.land(destinations.local(destination)),
            (None, None) => jump.is(Peculiarity::Inactive),
        }
    }

    pub(super) fn mark(&mut self, peculiarity: Peculiarity, at: &dyn Fn() -> String) {
        self.peculiar.entry(peculiarity).or_default().add(at);
    }
}

struct Jump<'a, 'b> {
    objects: Objects<'a>,
    destinations: &'b Destinations<'a>,
    jumps: &'b mut Jumps,
    at: &'b dyn Fn() -> String,
}

impl<'a> Jump<'a, '_> {
    fn is(&mut self, peculiarity: Peculiarity) {
        self.jumps.mark(peculiarity, self.at);
    }

    fn act(&mut self, action: &'a Object) {
        let Some(action) = as_dictionary(action) else { return self.is(Peculiarity::Corrupt) };
        match self.objects.name(action, b"S") {
            Some(b"GoTo") => match action.get(b"D") {
                Ok(destination) => self.land(self.destinations.local(destination)),
                Err(_) => self.is(Peculiarity::Inactive),
            },
            Some(b"GoToR") => self.go_elsewhere(action),
            Some(b"Launch") => self.open_file(action),
            Some(b"URI") => self.open_address(action),
            Some(_) => self.is(Peculiarity::UnknownAction),
            None => self.is(Peculiarity::Corrupt),
        }
        let more = match self.objects.get(action, b"Next") {
            Some(Object::Array(actions)) => !actions.is_empty(),
            other => other.is_some(),
        };
        if more {
            self.is(Peculiarity::Multiple);
        }
    }

    fn land(&mut self, landing: Landing) {
        match landing {
            Landing::Sound { inherits_zoom: true } => {}
            Landing::Sound { inherits_zoom: false } => self.is(Peculiarity::Zoom),
            Landing::Missing => self.is(Peculiarity::Missing),
            Landing::Corrupt => self.is(Peculiarity::Corrupt),
        }
    }

    fn go_elsewhere(&mut self, action: &'a Dictionary) {
        self.open_file(action);
        if let Ok(destination) = action.get(b"D") {
            self.land(self.destinations.remote(destination));
        }
    }

    fn open_file(&mut self, action: &'a Dictionary) {
        match self.file(action) {
            None => self.is(Peculiarity::Corrupt),
            Some(path) if is_absolute(&path) => self.is(Peculiarity::Absolute),
            Some(path) => {
                let files = &mut self.jumps.files;
                if files.len() < FILES || files.contains_key(&path) {
                    files.entry(path).or_default().add(self.at);
                }
            }
        }
    }

    /// `file:` is a path, and an absolute one at that; it is no less a URI.
    fn open_address(&mut self, action: &'a Dictionary) {
        let Some(address) = self.objects.text(action, b"URI") else { return self.is(Peculiarity::Corrupt) };
        let at = self.at;
        let example = || format!("{}: {}", at(), shortened(&address));
        self.jumps.mark(Peculiarity::External, &example);
        if is_absolute(&address) {
            self.jumps.mark(Peculiarity::Absolute, &example);
        }
    }

    /// A file specification: a string, or a dictionary with one (7.11); `Launch` may hold it below `Win`.
    fn file(&self, action: &'a Dictionary) -> Option<String> {
        let objects = self.objects;
        let specification =
            objects.get(action, b"F").or_else(|| objects.get(objects.dictionary(action, b"Win")?, b"F"))?;
        match as_dictionary(specification) {
            Some(dictionary) => objects.text(dictionary, b"UF").or_else(|| objects.text(dictionary, b"F")),
            None => text(specification),
        }
    }
}

/// A path from the root, of a drive or a server, or a `file:` address.
fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    let address = path.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    drive || address || path.starts_with(['/', '\\'])
}
