//! Whether there is text to search in, or only pictures of it.
//!
//! A page has text when its content, or a drawing that it uses, shows a string (9.4.3). Up to [`PAGES`] pages are looked at,
//! spread evenly over the file: for "no page has text" that is enough, and a file of 10,000 pages stays cheap.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId, Stream};
use serde::{Deserialize, Serialize};

use super::objects::{Objects, as_dictionary};
use super::pages::{Page, Pages};

/// What the pages looked at show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text {
    /// Pages looked at.
    pub pages: u64,
    /// Those with text.
    pub with_text: u64,
    /// Those with an image and without text.
    pub only_images: u64,
    /// Those whose content cannot be read.
    pub unread: u64,
}

/// Pages looked at.
pub const PAGES: usize = 100;

pub(super) fn text<'a>(objects: Objects<'a>, pages: &Pages<'a>) -> Text {
    let mut text = Text::default();
    let step = pages.list.len().div_ceil(PAGES).max(1);
    for page in pages.list.iter().step_by(step) {
        let mut look = Look { objects, met: HashSet::new(), text: false, image: false, unread: false };
        look.page(page);
        text.pages += 1;
        text.with_text += u64::from(look.text);
        text.only_images += u64::from(look.image && !look.text && !look.unread);
        text.unread += u64::from(look.unread && !look.text);
    }
    text
}

struct Look<'a> {
    objects: Objects<'a>,
    met: HashSet<ObjectId>,
    text: bool,
    image: bool,
    unread: bool,
}

impl<'a> Look<'a> {
    fn page(&mut self, page: &Page<'a>) {
        let content = self.objects.get(page.dictionary, b"Contents");
        let parts = match content {
            Some(Object::Array(parts)) => parts.as_slice(),
            Some(part) => std::slice::from_ref(part),
            None => &[],
        };
        for part in parts {
            if let Some((_, Object::Stream(stream))) = self.objects.follow(part) {
                self.content(stream);
            }
        }
        let mut open: Vec<&'a Dictionary> = page.resources.into_iter().collect();
        while let Some(resources) = open.pop()
            && !self.text
        {
            self.drawings(resources, &mut open);
        }
    }

    fn drawings(&mut self, resources: &'a Dictionary, open: &mut Vec<&'a Dictionary>) {
        let drawings = self.objects.dictionary(resources, b"XObject").into_iter().flat_map(Dictionary::iter);
        for (_, drawing) in drawings {
            let Some((id, drawing)) = self.objects.follow(drawing) else { continue };
            let Some(dictionary) = as_dictionary(drawing) else { continue };
            if id.is_some_and(|id| !self.met.insert(id)) {
                continue;
            }
            match (self.objects.name(dictionary, b"Subtype"), drawing) {
                (Some(b"Image"), _) => self.image = true,
                (Some(b"Form"), Object::Stream(stream)) => {
                    self.content(stream);
                    open.extend(self.objects.dictionary(dictionary, b"Resources"));
                }
                _ => {}
            }
        }
    }

    fn content(&mut self, stream: &Stream) {
        if self.text {
            return;
        }
        match stream.get_plain_content_with_limit(CONTENT) {
            Ok(content) => self.text = shows_text(&content),
            Err(_) => self.unread = true,
        }
    }
}

/// Bytes of one content stream that are read.
const CONTENT: usize = 16 << 20;

/// Looks for an operator that shows a string, right after the string or array. The same letters within a string are
/// harmless: that string is shown, too.
fn shows_text(content: &[u8]) -> bool {
    let mut before = b' ';
    for (place, byte) in content.iter().enumerate() {
        if matches!(before, b')' | b'>' | b']') && !byte.is_ascii_whitespace() {
            let rest = &content[place..];
            if matches!(byte, b'\'' | b'"') || rest.starts_with(b"Tj") || rest.starts_with(b"TJ") {
                return true;
            }
        }
        if !byte.is_ascii_whitespace() {
            before = *byte;
        }
    }
    false
}
