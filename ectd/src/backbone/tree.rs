//! index.xml and the regional files of eCTD v3.2.2: headings, the leaves in them, and the envelope of the region.
//!
//! Sources: ICH eCTD specification 3.2.2, appendix 6; us-regional 3.3, eu-regional 3.1, cn-regional 1.0.

use std::fs::File;

use super::Into;
use super::envelope::Envelope;
use super::heading::Heading;
use super::leaf::Leaf;
use super::node::{Capture, attributes};
use crate::xml::visitor::Both;
use crate::xml::{self, Element, Visitor, XmlFault};

pub(super) fn read(into: &mut Into<'_>, file: File, beside: &mut dyn Visitor) -> Result<(), XmlFault> {
    let mut tree =
        Tree { into, open: Vec::new(), leaf: Capture::default(), envelope: Capture::default(), title: None };
    xml::read(file, &mut Both(beside, &mut tree))
}

struct Tree<'a, 'b> {
    into: &'a mut Into<'b>,
    /// For each open element the heading that it is or stands in.
    open: Vec<Option<usize>>,
    leaf: Capture,
    envelope: Capture,
    /// The title of a `node-extension` that is open.
    title: Option<String>,
}

impl Visitor for Tree<'_, '_> {
    fn open(&mut self, _path: &[String], element: &Element) -> Result<(), XmlFault> {
        let around = self.open.last().copied().flatten();
        let mut inside = around;
        if self.envelope.is_open() || Envelope::is(&element.name) {
            self.envelope.open(element)?;
        }
        if self.leaf.is_open() || element.name == "leaf" {
            self.leaf.open(element)?;
        } else if element.name == "title" {
            self.title = Some(String::new());
        } else if !self.envelope.is_open() || element.name == "form" {
            // the form of a US submission holds leaves although it stands in the envelope
            inside = Some(self.into.heading(heading(element, around))?);
        }
        self.open.push(inside);
        Ok(())
    }

    fn text(&mut self, _path: &[String], text: &str) {
        self.leaf.text(text);
        self.envelope.text(text);
        if let Some(title) = self.title.as_mut().filter(|title| title.len() + text.len() <= TITLE_BYTES) {
            title.push_str(text);
        }
    }

    fn close(&mut self, _path: &[String]) -> Result<(), XmlFault> {
        let heading = self.open.pop().flatten();
        if let Some(node) = self.envelope.close() {
            self.into.backbone.envelope.take(&node);
        }
        if self.leaf.is_open() {
            let Some(node) = self.leaf.close() else { return Ok(()) };
            return self.into.leaf(Leaf { heading, ..Leaf::of(&node) });
        }
        if let Some(title) = self.title.take()
            && let Some(heading) = heading.and_then(|heading| self.into.backbone.headings.at_mut(heading))
        {
            heading.title.get_or_insert(title);
        }
        Ok(())
    }
}

fn heading(element: &Element, parent: Option<usize>) -> Heading {
    Heading {
        element: element.name.clone(),
        attributes: attributes(element),
        line: element.line,
        parent,
        ..Heading::default()
    }
}

/// Longest title of a `node-extension` that is kept, in bytes.
const TITLE_BYTES: usize = 16 << 10;
