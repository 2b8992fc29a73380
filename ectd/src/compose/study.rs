//! A study with its study tagging file.
//!
//! ICH M2 "The eCTD Backbone File Specification for Study Tagging Files" 2.6.1, DTD 2.2.

use super::ctd::{Heading, open};
use super::element::Element;
use super::leaf::{Content, File, Leaf};
use super::plan::Document;
use super::render::relative;

/// A study, or what one sequence adds to it.
pub(super) struct Study {
    pub(super) headings: &'static [Heading],
    /// Folder of the study's files.
    pub(super) folder: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) categories: &'static [Category],
    pub(super) documents: Vec<Tagged>,
}

/// Name, info-type and value.
pub(super) type Category = (&'static str, &'static str, &'static str);

/// A leaf with its file tag and the tag's info-type.
pub(super) struct Tagged(pub(super) Leaf, pub(super) &'static str, pub(super) &'static str);

impl Study {
    /// Puts the leaves under their heading; with a tagging file, whose leaf has the ID `tagging`, if one is named.
    pub(super) fn put<'a>(self, root: &'a mut Element, tagging: Option<&str>) -> Option<&'a mut Leaf> {
        let tagging = tagging.map(|id| self.tagging(id));
        let heading = open(root, self.headings);
        heading.leaves.extend(self.documents.into_iter().map(|Tagged(leaf, ..)| leaf));
        heading.leaves.push(tagging?);
        heading.leaves.last_mut()
    }

    fn tagging(&self, id: &str) -> Leaf {
        let path = format!("{}/stf-{}.xml", self.folder, self.id);
        let document = Document {
            doctype: Some(relative(&path, "util/dtd/ich-stf-v2-2.dtd")),
            stylesheet: Some(relative(&path, "util/style/ich-stf-stylesheet-2-3.xsl")),
            root: self.root(&relative(&path, "index.xml")),
        };
        let file = File { path, content: Content::Document(Box::new(document)) };
        Leaf::new(id, &self.title, file).with("version", "stf version 2.2")
    }

    fn root(&self, index: &str) -> Element {
        let mut identifier =
            Element::new("study-identifier").field("title", &self.title).field("study-id", &self.id);
        for (name, info, value) in self.categories {
            let category = Element::new("category").with("name", *name).with("info-type", *info);
            identifier = identifier.child(category.text(*value));
        }
        let mut documents = Element::new("study-document");
        for Tagged(leaf, tag, info) in &self.documents {
            let tag = Element::new("file-tag").with("name", *tag).with("info-type", *info);
            let content = Element::new("doc-content").with("xlink:href", format!("{index}#{}", leaf.id));
            documents = documents.child(content.child(tag));
        }
        Element::new("ectd:study")
            .with("xmlns:ectd", "http://www.ich.org/ectd")
            .with("xmlns:xlink", "http://www.w3.org/1999/xlink")
            .with("xml:lang", "en")
            .with("dtd-version", "2.2")
            .child(identifier)
            .child(documents)
    }
}
