//! The annotations of the pages (12.5): links, media, and the rest. Form fields are no annotations in the rules' sense.

use lopdf::Dictionary;

use super::Facts;
use super::destination::Destinations;
use super::objects::{Objects, as_dictionary, words};
use super::pages::{Page, Pages};

pub(super) fn look<'a>(
    objects: Objects<'a>,
    pages: &'a Pages<'a>,
    destinations: &Destinations<'a>,
    facts: &mut Facts,
) {
    for page in &pages.list {
        for item in objects.array(page.dictionary, b"Annots").unwrap_or_default() {
            if let Some(item) = objects.follow(item).and_then(|(_, item)| as_dictionary(item)) {
                take(item, page, objects, destinations, facts);
            }
        }
    }
}

fn take<'a>(
    item: &'a Dictionary,
    page: &Page<'a>,
    objects: Objects<'a>,
    destinations: &Destinations<'a>,
    facts: &mut Facts,
) {
    let kind = objects.name(item, b"Subtype").unwrap_or_default();
    let place = || format!("{} ({})", page.number, words(kind));
    match kind {
        b"Link" => facts.links.add(item, objects, destinations, &|| page.number.to_string()),
        b"3D" | b"Movie" | b"RichMedia" | b"Screen" | b"Sound" => facts.media.add(place),
        // a pop-up belongs to another annotation
        b"Widget" | b"Popup" => {}
        _ => facts.annotations.add(place),
    }
}
