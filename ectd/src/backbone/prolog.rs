//! What stands before the root element of a backbone file.

use crate::xml::{Doctype, Element, Visitor, XmlFault};

/// The head of an XML file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prolog {
    /// The document type declaration.
    pub doctype: Option<Doctype>,
    /// The style sheet that it asks to be shown with; the first of several.
    pub stylesheet: Option<String>,
}

impl Visitor for Prolog {
    fn doctype(&mut self, doctype: &Doctype) {
        self.doctype.get_or_insert_with(|| doctype.clone());
    }

    fn stylesheet(&mut self, href: &str) {
        self.stylesheet.get_or_insert_with(|| href.to_owned());
    }

    fn open(&mut self, _path: &[String], _element: &Element) -> Result<(), XmlFault> {
        Ok(())
    }

    fn text(&mut self, _path: &[String], _text: &str) {}

    fn close(&mut self, _path: &[String]) -> Result<(), XmlFault> {
        Ok(())
    }
}
