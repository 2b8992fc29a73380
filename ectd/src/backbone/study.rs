//! A study tagging file: which leaves belong to a study, and what each of them is.
//!
//! Source: ICH eCTD STF specification 2.6.1, ich-stf-v2-2.dtd.

use std::fs::File;

use super::Into;
use super::node::{Capture, Node};
use crate::xml::visitor::Both;
use crate::xml::{self, Element, Visitor, XmlFault};

/// One STF, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Study {
    /// Position of its file in [`super::Backbone::documents`].
    pub document: usize,
    /// Position of the leaf that brings it in [`super::Backbone::leaves`].
    pub leaf: usize,
    /// `study-identifier/title`.
    pub title: Option<String>,
    /// `study-id`.
    pub id: Option<String>,
    /// The categories.
    pub categories: Vec<Tag>,
    /// The references to leaves, also those in a `content-block`.
    pub contents: Vec<Content>,
    /// Number of `content-block` elements.
    pub blocks: usize,
}

/// A `category`, `file-tag` or `property`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// `name`.
    pub name: Option<String>,
    /// `info-type`.
    pub info_type: Option<String>,
    /// The text, for a category or property.
    pub value: String,
}

/// A `doc-content`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// `xlink:href`: the path to index.xml and a leaf's ID.
    pub href: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its properties.
    pub properties: Vec<Tag>,
    /// Its file tags.
    pub file_tags: Vec<Tag>,
}

pub(super) fn read(
    into: &mut Into<'_>,
    leaf: usize,
    file: File,
    beside: &mut dyn Visitor,
) -> Result<(), XmlFault> {
    let mut reader = Reader { capture: Capture::default(), study: None };
    let result = xml::read(file, &mut Both(beside, &mut reader));
    if let Some(study) = reader.study {
        into.backbone.studies.push(Study { document: into.document, leaf, ..study });
    }
    result
}

struct Reader {
    capture: Capture,
    study: Option<Study>,
}

impl Visitor for Reader {
    fn open(&mut self, _path: &[String], element: &Element) -> Result<(), XmlFault> {
        self.capture.open(element)
    }

    fn text(&mut self, _path: &[String], text: &str) {
        self.capture.text(text);
    }

    fn close(&mut self, _path: &[String]) -> Result<(), XmlFault> {
        if let Some(node) = self.capture.close() {
            self.study = Some(Study::of(&node));
        }
        Ok(())
    }
}

impl Study {
    fn of(node: &Node) -> Self {
        let identifier = node.child("study-identifier");
        Self {
            title: identifier.and_then(|identifier| identifier.text_of("title")),
            id: identifier.and_then(|identifier| identifier.text_of("study-id")),
            categories: identifier.map(|identifier| tags(identifier, "category")).unwrap_or_default(),
            contents: node.below("doc-content").map(Content::of).collect(),
            blocks: node.below("content-block").count(),
            ..Self::default()
        }
    }
}

impl Content {
    fn of(node: &Node) -> Self {
        Self {
            href: node.owned("xlink:href"),
            title: node.text_of("title"),
            properties: tags(node, "property"),
            file_tags: tags(node, "file-tag"),
        }
    }
}

fn tags(node: &Node, name: &str) -> Vec<Tag> {
    let tag = |node: &Node| Tag {
        name: node.owned("name"),
        info_type: node.owned("info-type"),
        value: node.text().to_owned(),
    };
    node.children(name).map(tag).collect()
}
