//! submissionunit.xml of eCTD v4.0: the submission unit, its contexts of use, documents and key words, as written.
//!
//! Source: ICH eCTD v4.0 Implementation Guide 1.6, chapter 9. What must stand there once is a list, so that a rule can
//! count it.

use std::fs::File;

use super::Into;
use super::node::{Capture, Node};
use crate::xml::visitor::Both;
use crate::xml::{self, Element, Visitor, XmlFault};

pub mod context;
pub mod document;
pub mod keyword;
pub mod submission;
pub mod value;

use context::Context;
use document::FileDocument;
use keyword::KeywordDefinition;
use submission::{Submission, Unit};
use value::{Item, items};

/// The message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The root element.
    pub root: Root,
    /// The implementation guides that the header names: their OIDs.
    pub guides: Vec<Item>,
    /// The submission units.
    pub units: Vec<Unit>,
    /// The contexts of use.
    pub contexts: Vec<Context>,
    /// The submissions with their applications.
    pub submissions: Vec<Submission>,
    /// The documents of all applications.
    pub documents: Vec<FileDocument>,
    /// The definitions of key words.
    pub keywords: Vec<KeywordDefinition>,
}

/// The root element of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
}

pub(super) fn read(into: &mut Into<'_>, file: File, beside: &mut dyn Visitor) -> Result<(), XmlFault> {
    into.backbone.message = Some(Message::default());
    let mut reader = Reader { into, frame: Capture::default(), piece: Capture::default() };
    xml::read(file, &mut Both(beside, &mut reader))
}

/// Takes the message apart: the pieces of which there may be a hundred thousand each for itself, then the frame.
struct Reader<'a, 'b> {
    into: &'a mut Into<'b>,
    frame: Capture,
    piece: Capture,
}

impl Visitor for Reader<'_, '_> {
    fn open(&mut self, _path: &[String], element: &Element) -> Result<(), XmlFault> {
        if let (false, Some(message)) = (self.frame.is_open(), &mut self.into.backbone.message) {
            message.root = Root { name: element.name.clone(), namespace: element.namespace.clone() };
        }
        if self.piece.is_open() || PIECES.contains(&element.name.as_str()) {
            self.piece.open(element)
        } else {
            self.frame.open(element)
        }
    }

    fn text(&mut self, _path: &[String], text: &str) {
        self.piece.text(text);
    }

    fn close(&mut self, _path: &[String]) -> Result<(), XmlFault> {
        if self.piece.is_open() {
            return self.piece.close().map_or(Ok(()), |piece| self.take(&piece));
        }
        if let (Some(frame), Some(message)) = (self.frame.close(), &mut self.into.backbone.message) {
            message.take_frame(&frame);
        }
        Ok(())
    }
}

impl Reader<'_, '_> {
    fn take(&mut self, piece: &Node) -> Result<(), XmlFault> {
        if let Some(message) = &mut self.into.backbone.message {
            let contexts = piece.children("contextOfUse").map(|context| Context::of(piece, context));
            message.contexts.extend(contexts);
            message.keywords.extend(whole(piece, "keywordDefinition").map(KeywordDefinition::of));
        }
        whole(piece, "document").try_for_each(|node| self.document(node))
    }

    fn document(&mut self, node: &Node) -> Result<(), XmlFault> {
        let document = FileDocument::of(node);
        let leaf = document.leaf();
        if let Some(message) = &mut self.into.backbone.message {
            message.documents.push(document);
        }
        self.into.leaf(leaf)
    }
}

impl Message {
    fn take_frame(&mut self, frame: &Node) {
        let header = frame.child("receiver").and_then(|receiver| receiver.child("device"));
        self.guides = header.map(items).unwrap_or_default();
        self.units = frame.below("submissionUnit").map(Unit::of).collect();
        let submissions = frame.below("componentOf1").flat_map(|outer| {
            let submissions = outer.children("submission");
            submissions.map(move |submission| Submission::of(outer, submission))
        });
        self.submissions = submissions.collect();
    }

    /// Iterates over the applications of all submissions.
    pub fn applications(&self) -> impl Iterator<Item = &submission::Application> {
        self.submissions.iter().flat_map(|submission| &submission.applications)
    }

    /// Returns the application's number.
    pub fn application(&self) -> Option<&str> {
        self.applications().find_map(submission::Application::number)
    }

    /// Returns the sequence number.
    pub fn sequence(&self) -> Option<&str> {
        let mut numbers = self.submissions.iter().flat_map(|submission| &submission.sequence_numbers);
        numbers.find_map(Option::as_deref)
    }
}

/// The node itself, if it is of that name, else its children that are.
fn whole<'a>(node: &'a Node, name: &'a str) -> impl Iterator<Item = &'a Node> {
    node.is(name).then_some(node).into_iter().chain(node.children(name))
}

/// Contexts of use, documents and definitions of key words: what there may be many of.
const PIECES: [&str; 4] = ["component", "referencedBy", "document", "keywordDefinition"];
