//! JavaScript and embedded files, wherever in the file they hang: in the catalog's names, at a page, a field or a bookmark.
//!
//! All objects are looked at, so there is no list of places to be complete.

use lopdf::{Dictionary, Object};

use super::Facts;
use super::objects::Objects;

pub(super) fn look(objects: Objects<'_>, facts: &mut Facts) {
    for ((number, _), object) in objects.all() {
        let mut open = vec![object];
        while let Some(object) = open.pop() {
            match object {
                Object::Array(items) => open.extend(items),
                Object::Dictionary(dictionary) => {
                    take(dictionary, number, objects, facts);
                    open.extend(dictionary.iter().map(|(_, value)| value));
                }
                Object::Stream(stream) => open.extend(stream.dict.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
    }
}

fn take<'a>(dictionary: &'a Dictionary, number: u32, objects: Objects<'a>, facts: &mut Facts) {
    if objects.name(dictionary, b"S") == Some(b"JavaScript") {
        facts.scripts.add(|| number.to_string());
    }
    // a file specification with the file in it (7.11.4)
    if objects.dictionary(dictionary, b"EF").is_some() {
        let name = objects.text(dictionary, b"UF").or_else(|| objects.text(dictionary, b"F"));
        facts.attachments.add(|| name.unwrap_or_default());
    }
}
