//! Fonts that a page uses and the file does not carry (9.9).

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, ObjectId};
use serde::{Deserialize, Serialize};

use super::examples::shortened;
use super::objects::{Objects, as_dictionary, words};
use super::pages::Pages;

/// A font that is not embedded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Font {
    /// Its name, without the mark of a subset.
    pub name: String,
    /// The first page that uses it.
    pub page: u64,
}

/// Lists the fonts that are not embedded, by name; at most [`FONTS`].
pub(super) fn foreign<'a>(objects: Objects<'a>, pages: &Pages<'a>) -> Vec<Font> {
    let mut search = Search { objects, page: 0, met: HashSet::new(), found: BTreeMap::new() };
    for page in &pages.list {
        search.page = page.number as u64;
        search.resources(page.resources);
    }
    search.found.into_iter().map(|(name, page)| Font { name, page }).collect()
}

/// Names listed.
const FONTS: usize = 200;

/// What lies below a page's resources; each object is looked at once.
struct Search<'a> {
    objects: Objects<'a>,
    page: u64,
    met: HashSet<ObjectId>,
    found: BTreeMap<String, u64>,
}

impl<'a> Search<'a> {
    /// The fonts, and those of the drawings used (form XObjects).
    fn resources(&mut self, resources: Option<&'a Dictionary>) {
        let mut open: Vec<&'a Dictionary> = resources.into_iter().collect();
        while let Some(resources) = open.pop() {
            for font in self.fresh(resources, b"Font") {
                self.font(font);
            }
            let drawings = self.fresh(resources, b"XObject");
            open.extend(
                drawings.into_iter().filter_map(|drawing| self.objects.dictionary(drawing, b"Resources")),
            );
        }
    }

    /// The dictionaries of one kind that were not met before.
    fn fresh(&mut self, resources: &'a Dictionary, kind: &[u8]) -> Vec<&'a Dictionary> {
        let Some(entries) = self.objects.dictionary(resources, kind) else { return Vec::new() };
        let found = entries.iter().filter_map(|(_, entry)| self.objects.follow(entry));
        let fresh = found.filter(|(id, _)| id.is_none_or(|id| self.met.insert(id)));
        fresh.filter_map(|(_, object)| as_dictionary(object)).collect()
    }

    fn font(&mut self, font: &'a Dictionary) {
        let objects = self.objects;
        let descendant =
            objects.array(font, b"DescendantFonts").and_then(|fonts| objects.follow(fonts.first()?));
        let drawn = descendant.and_then(|(_, font)| as_dictionary(font)).unwrap_or(font);
        // the glyphs of a Type 3 font are drawings in the file
        let own = objects.name(font, b"Subtype") == Some(b"Type3");
        if own || self.is_embedded(drawn) || self.found.len() == FONTS {
            return;
        }
        let name = objects.name(drawn, b"BaseFont").or_else(|| objects.name(font, b"BaseFont"));
        self.found.entry(plain(name.unwrap_or_default())).or_insert(self.page);
    }

    fn is_embedded(&self, font: &'a Dictionary) -> bool {
        let descriptor = self.objects.dictionary(font, b"FontDescriptor");
        let files: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
        descriptor.is_some_and(|found| files.iter().any(|file| self.objects.stream(found, file).is_some()))
    }
}

/// A subset's name begins with six capitals and a plus (9.6.4).
fn plain(name: &[u8]) -> String {
    let subset = name.get(6) == Some(&b'+') && name[..6].iter().all(u8::is_ascii_uppercase);
    let name = if subset { &name[7..] } else { name };
    // Chinese programs write this one name in GBK
    match name.strip_prefix(SIMSUN) {
        Some(cut) => shortened(&format!("宋体{}", words(cut))),
        None => shortened(&words(name)),
    }
}

/// 宋体 in GBK.
const SIMSUN: &[u8] = b"\xcb\xce\xcc\xe5";
