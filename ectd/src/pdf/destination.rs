//! Where a jump within the file leads (12.3.2): explicit destinations and those that have a name.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object};

use super::objects::{Objects, as_dictionary};
use super::pages::Pages;

/// Names and pages that can be jumped to.
pub(super) struct Destinations<'a> {
    objects: Objects<'a>,
    pages: &'a Pages<'a>,
    names: HashMap<&'a [u8], &'a Object>,
}

/// What is to be said of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Landing {
    /// It is there.
    Sound {
        /// The magnification stays as it is.
        inherits_zoom: bool,
    },
    /// Name or page do not exist.
    Missing,
    /// It is none of the forms of a destination.
    Corrupt,
}

impl<'a> Destinations<'a> {
    pub(super) fn of(objects: Objects<'a>, pages: &'a Pages<'a>) -> Self {
        Self { objects, pages, names: names(objects) }
    }

    /// Follows a destination within the file.
    pub(super) fn local(&self, destination: &'a Object) -> Landing {
        let Some((_, destination)) = self.objects.follow(destination) else { return Landing::Corrupt };
        match destination {
            Object::Array(parts) => self.explicit(parts, true),
            Object::Name(name) | Object::String(name, _) => self.named(name),
            _ => Landing::Corrupt,
        }
    }

    /// Judges a destination in another file, of which only the form is known.
    pub(super) fn remote(&self, destination: &'a Object) -> Landing {
        match self.objects.follow(destination) {
            Some((_, Object::Array(parts))) => self.explicit(parts, false),
            Some((_, Object::Name(_) | Object::String(..))) => Landing::Sound { inherits_zoom: true },
            _ => Landing::Corrupt,
        }
    }

    /// A name stands for an array, or for a dictionary with the array in it.
    fn named(&self, name: &[u8]) -> Landing {
        let Some((_, target)) = self.names.get(name).and_then(|target| self.objects.follow(target)) else {
            return Landing::Missing;
        };
        let target = match target {
            Object::Dictionary(dictionary) => self.objects.get(dictionary, b"D"),
            other => Some(other),
        };
        match target {
            Some(Object::Array(parts)) => self.explicit(parts, true),
            _ => Landing::Corrupt,
        }
    }

    fn explicit(&self, parts: &'a [Object], here: bool) -> Landing {
        let page = match parts.first() {
            Some(Object::Reference(id)) => !here || self.pages.has(*id),
            Some(Object::Integer(index)) => {
                !here || usize::try_from(*index).is_ok_and(|index| index < self.pages.list.len())
            }
            Some(Object::Null) => false,
            _ => return Landing::Corrupt,
        };
        let Some(fit) = parts.get(1).and_then(|fit| fit.as_name().ok()) else { return Landing::Corrupt };
        if page { Landing::Sound { inherits_zoom: inherits_zoom(fit, parts) } } else { Landing::Missing }
    }
}

/// Only `XYZ` without a zoom, or with 0, keeps the reader's magnification (table 151).
fn inherits_zoom(fit: &[u8], parts: &[Object]) -> bool {
    let zoom = parts.get(4).unwrap_or(&Object::Null);
    fit == b"XYZ" && (zoom.is_null() || zoom.as_float().is_ok_and(|zoom| zoom == 0.0))
}

/// The names of PDF 1.1 in the catalog, and those of the name tree.
fn names<'a>(objects: Objects<'a>) -> HashMap<&'a [u8], &'a Object> {
    let Some(catalog) = objects.catalog() else { return HashMap::new() };
    let old = objects.dictionary(catalog, b"Dests");
    let mut names: HashMap<&[u8], &Object> =
        old.into_iter().flat_map(Dictionary::iter).map(|(name, target)| (name.as_slice(), target)).collect();
    let tree = objects.dictionary(catalog, b"Names").and_then(|trees| trees.get(b"Dests").ok());
    let mut open: Vec<&Object> = tree.into_iter().collect();
    let mut met = HashSet::new();
    while let Some(node) = open.pop() {
        let Some((id, node)) = objects.follow(node) else { continue };
        let Some(node) = as_dictionary(node) else { continue };
        if id.is_some_and(|id| !met.insert(id)) {
            continue;
        }
        open.extend(objects.array(node, b"Kids").unwrap_or_default());
        for pair in objects.array(node, b"Names").unwrap_or_default().chunks_exact(2) {
            if let Some((_, Object::String(name, _))) = objects.follow(&pair[0]) {
                names.insert(name, &pair[1]);
            }
        }
    }
    names
}
