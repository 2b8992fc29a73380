//! The attributes of one element.

use std::borrow::Cow;

use super::Validator;
use crate::grammar::breach::{What, clip};
use crate::grammar::{Attribute, Element, Kind, Names, Presence};
use crate::xml;
use crate::xml::element::XLINK;
use crate::xml::wellformed::is_name;

impl Validator {
    /// Checks all attributes of an element that the grammar knows.
    pub(super) fn attributes(&mut self, element: &xml::Element, known: &Element) {
        let mut found = Vec::with_capacity(element.attributes.len());
        for attribute in &element.attributes {
            let Some(name) = self.grammar.names.attribute(attribute) else { continue };
            match known.attributes().find(|known| known.name == name) {
                Some(known) => {
                    found.push(known.name);
                    self.value(element, known, &attribute.value);
                }
                None => self.tell(element, What::UnknownAttribute { attribute: clip(&attribute.qualified) }),
            }
        }
        for lacking in known.attributes().filter(|known| known.presence == Presence::Required) {
            if !found.contains(&lacking.name) {
                self.tell(element, What::LacksAttribute { attribute: lacking.name });
            }
        }
    }

    fn value(&mut self, element: &xml::Element, known: &Attribute, value: &str) {
        let attribute = known.name;
        match (known.kind, known.presence) {
            (_, Presence::Fixed(expected)) if value != expected => {
                self.tell(element, What::Fixed { attribute, expected, found: clip(value) });
            }
            (Kind::Text, _) => {}
            (Kind::Id, _) => self.id(element, value.trim_matches(' ')),
            (Kind::OneOf(listed), _) => {
                if !listed.contains(&value.trim_matches(' ')) {
                    self.tell(element, What::Unlisted { attribute, listed, found: clip(value) });
                }
            }
        }
    }

    fn id(&mut self, element: &xml::Element, id: &str) {
        if !is_name(id) {
            return self.tell(element, What::NotName { found: clip(id) });
        }
        let mut digest = [0; 16];
        blake3::Hasher::new().update(id.as_bytes()).finalize_xof().fill(&mut digest);
        if let Some(first) = self.ids.get(&digest).copied() {
            self.tell(element, What::Duplicate { found: clip(id), first });
        } else {
            self.ids.insert(digest, element.line);
        }
    }

    fn tell(&mut self, element: &xml::Element, what: What) {
        self.breaches.add(element.line, &element.qualified, what);
    }
}

impl Names {
    /// Returns the name of an attribute as the tables write it; none where any element may have it.
    fn attribute(self, attribute: &xml::element::Attribute) -> Option<Cow<'_, str>> {
        let qualified = attribute.qualified.as_str();
        if self == Self::AsWritten {
            return Some(Cow::Borrowed(qualified));
        }
        match attribute.namespace.as_deref() {
            _ if qualified == "xmlns" || qualified.starts_with("xmlns:") => None,
            Some(INSTANCE) => None,
            Some(namespace) if XLINK.contains(&namespace) => {
                Some(Cow::Owned(format!("xlink:{}", attribute.name())))
            }
            _ => Some(Cow::Borrowed(qualified)),
        }
    }
}

/// Namespace of what XML Schema puts into documents, such as `xsi:schemaLocation`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
