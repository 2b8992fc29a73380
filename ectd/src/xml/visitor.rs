//! Who takes what the reader finds, and how two take it in one pass.

use super::XmlFault;
use super::doctype::Doctype;
use super::element::Element;

/// Takes what the reader finds; `path` is the local names of the open elements, the current one last.
pub(crate) trait Visitor {
    /// The document type declaration, at most one and before the root.
    fn doctype(&mut self, _doctype: &Doctype) {}

    /// A style sheet named before the root.
    fn stylesheet(&mut self, _href: &str) {}

    fn open(&mut self, path: &[String], element: &Element) -> Result<(), XmlFault>;

    fn text(&mut self, path: &[String], text: &str);

    /// Text in a CDATA section: text like any other, save for whoever asks whether there may be any.
    fn cdata(&mut self, path: &[String], text: &str) {
        self.text(path, text);
    }

    /// A comment or a processing instruction inside the root.
    fn aside(&mut self, _path: &[String]) {}

    fn close(&mut self, path: &[String]) -> Result<(), XmlFault>;
}

/// Two visitors in one pass; what the first calls a fault the second never sees.
pub(crate) struct Both<'a>(pub(crate) &'a mut dyn Visitor, pub(crate) &'a mut dyn Visitor);

impl Visitor for Both<'_> {
    fn doctype(&mut self, doctype: &Doctype) {
        self.0.doctype(doctype);
        self.1.doctype(doctype);
    }

    fn stylesheet(&mut self, href: &str) {
        self.0.stylesheet(href);
        self.1.stylesheet(href);
    }

    fn open(&mut self, path: &[String], element: &Element) -> Result<(), XmlFault> {
        self.0.open(path, element)?;
        self.1.open(path, element)
    }

    fn text(&mut self, path: &[String], text: &str) {
        self.0.text(path, text);
        self.1.text(path, text);
    }

    fn cdata(&mut self, path: &[String], text: &str) {
        self.0.cdata(path, text);
        self.1.cdata(path, text);
    }

    fn aside(&mut self, path: &[String]) {
        self.0.aside(path);
        self.1.aside(path);
    }

    fn close(&mut self, path: &[String]) -> Result<(), XmlFault> {
        self.0.close(path)?;
        self.1.close(path)
    }
}
