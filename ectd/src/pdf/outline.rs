//! The bookmarks: items of the outline (12.3.3), each met once.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use super::destination::Destinations;
use super::jump::{Jumps, Peculiarity};
use super::objects::{Objects, as_dictionary};

pub(super) fn bookmarks<'a>(objects: Objects<'a>, destinations: &Destinations<'a>) -> Jumps {
    let mut jumps = Jumps::default();
    let outline = objects.catalog().and_then(|catalog| objects.dictionary(catalog, b"Outlines"));
    let mut open: Vec<&'a Object> =
        outline.and_then(|outline| outline.get(b"First").ok()).into_iter().collect();
    let mut met = HashSet::new();
    while let Some(item) = open.pop() {
        let Some((id, item)) = objects.follow(item) else { continue };
        let Some(item) = as_dictionary(item) else { continue };
        let at = || title(objects, item);
        if id.is_some_and(|id| !met.insert(id)) {
            jumps.mark(Peculiarity::Corrupt, &at);
            continue;
        }
        jumps.add(item, objects, destinations, &at);
        // children come before what follows their parent
        open.extend(item.get(b"Next").ok());
        open.extend(item.get(b"First").ok());
    }
    jumps
}

fn title<'a>(objects: Objects<'a>, item: &'a Dictionary) -> String {
    objects.text(item, b"Title").unwrap_or_default()
}
