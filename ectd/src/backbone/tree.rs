//! index.xml and the regional files of eCTD v3.2.2: leaves wherever they stand, and the envelope of the region.
//!
//! Sources: ICH eCTD specification 3.2.2, appendix 6 (`leaf`); us-regional 3.3, eu-regional 3.1, cn-regional 1.0.

use std::fs::File;

use super::{Into, Leaf};
use crate::xml::{self, Element, Visitor, XmlFault};

pub(super) fn read(into: &mut Into<'_>, file: File) -> Result<(), XmlFault> {
    xml::read(file, &mut Tree { into, text: String::new(), holds_files: false })
}

struct Tree<'a, 'b> {
    into: &'a mut Into<'b>,
    text: String,
    /// Whether the US `application` that is open is the one which contains the files.
    holds_files: bool,
}

impl Visitor for Tree<'_, '_> {
    fn open(&mut self, _path: &[String], element: &Element) -> Result<(), XmlFault> {
        self.text.clear();
        match element.name.as_str() {
            "leaf" => self.into.leaf(leaf(element)),
            "application" => {
                self.holds_files = element.attribute("application-containing-files") == Some("true");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, path: &[String], text: &str) {
        if field(path).is_some() && self.text.len() + text.len() <= FIELD_BYTES {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, path: &[String]) -> Result<(), XmlFault> {
        let envelope = &mut self.into.backbone.envelope;
        let place = match field(path) {
            Some(Field::Application) => &mut envelope.application,
            Some(Field::Sequence) => &mut envelope.sequence,
            None => return Ok(()),
        };
        let value = self.text.trim();
        if !value.is_empty() && (place.is_none() || self.holds_files) {
            *place = Some(value.to_owned());
        }
        self.text.clear();
        Ok(())
    }
}

fn leaf(element: &Element) -> Leaf {
    Leaf {
        document: 0,
        id: element.attribute("ID").unwrap_or_default().to_owned(),
        deletes: element.attribute("operation") == Some("delete"),
        href: element.href().filter(|href| !href.trim().is_empty()).map(str::to_owned),
        checksum: element.attribute("checksum").map(str::to_owned),
    }
}

enum Field {
    Application,
    Sequence,
}

/// Finds the meaning of an element by its name and its parent's; no two regions use the same pair differently.
fn field(path: &[String]) -> Option<Field> {
    let [.., parent, name] = path else { return None };
    match (parent.as_str(), name.as_str()) {
        ("application-information", "application-number")
        | ("envelope", "identifier")
        | ("cn-envelope", "application-id") => Some(Field::Application),
        ("submission-information", "sequence-number")
        | ("envelope", "sequence")
        | ("cn-envelope", "sequence-number") => Some(Field::Sequence),
        _ => None,
    }
}

/// Longest text of a field that is kept.
const FIELD_BYTES: usize = 1024;
