//! submissionunit.xml of eCTD v4.0: the documents with their references and integrity checks.
//!
//! Source: ICH eCTD v4.0 Implementation Guide 1.6, `document` (text, reference, integrityCheck), `sequenceNumber`, `application`.

use std::fs::File;

use super::{Into, Leaf};
use crate::xml::{self, Element, Visitor, XmlFault};

pub(super) fn read(into: &mut Into<'_>, file: File) -> Result<(), XmlFault> {
    xml::read(file, &mut Message { into, document: None, text: String::new() })
}

struct Message<'a, 'b> {
    into: &'a mut Into<'b>,
    /// The `document` that is open.
    document: Option<Leaf>,
    text: String,
}

impl Visitor for Message<'_, '_> {
    fn open(&mut self, path: &[String], element: &Element) -> Result<(), XmlFault> {
        self.text.clear();
        let parent = path.iter().rev().nth(1).map_or("", String::as_str);
        match (parent, element.name.as_str()) {
            (_, "document") => self.document = Some(Leaf::default()),
            ("document", "id") => self.note(|leaf| &mut leaf.id, element.attribute("root")),
            ("text", "reference") => {
                self.note(|leaf| leaf.href.get_or_insert_default(), element.attribute("value"));
            }
            (_, "sequenceNumber") => self.note_envelope(false, element.attribute("value")),
            ("id", "item") if path.iter().rev().nth(2).is_some_and(|name| name == "application") => {
                self.note_envelope(true, element.attribute("extension"));
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, path: &[String], text: &str) {
        if is_check(path) && self.text.len() + text.len() <= CHECK_BYTES {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, path: &[String]) -> Result<(), XmlFault> {
        if is_check(path) {
            let checksum = self.text.trim().to_owned();
            self.note(|leaf| leaf.checksum.get_or_insert_default(), Some(&checksum));
        }
        if path.last().is_some_and(|name| name == "document")
            && let Some(leaf) = self.document.take()
        {
            self.into.leaf(leaf)?;
        }
        Ok(())
    }
}

impl Message<'_, '_> {
    fn note(&mut self, place: impl Fn(&mut Leaf) -> &mut String, value: Option<&str>) {
        if let (Some(leaf), Some(value)) = (&mut self.document, value) {
            value.clone_into(place(leaf));
        }
    }

    fn note_envelope(&mut self, is_application: bool, value: Option<&str>) {
        let envelope = &mut self.into.backbone.envelope;
        let place = if is_application { &mut envelope.application } else { &mut envelope.sequence };
        if place.is_none() {
            *place = value.map(str::to_owned);
        }
    }
}

fn is_check(path: &[String]) -> bool {
    path.last().is_some_and(|name| name == "integrityCheck")
}

/// Longest text of an integrity check that is kept; a SHA-256 has 64 characters.
const CHECK_BYTES: usize = 256;
