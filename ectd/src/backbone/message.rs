//! submissionunit.xml of eCTD v4.0: the submission unit, its contexts of use, documents and key words, as written.
//!
//! Source: ICH eCTD v4.0 Implementation Guide 1.6. What must stand there once is a list, so that a rule can count it.

use std::fs::File;

use super::Into;
use super::leaf::Leaf;
use super::node::{Capture, Node};
use super::prolog::Prolog;
use crate::xml::visitor::Both;
use crate::xml::{self, Element, Visitor, XmlFault};

/// The message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The implementation guides that the header names: OID and name.
    pub guides: Vec<Item>,
    /// The submission units.
    pub units: Vec<Unit>,
    /// The contexts of use.
    pub contexts: Vec<Context>,
    /// The sequence numbers.
    pub sequence_numbers: Vec<Option<String>>,
    /// The submissions.
    pub submissions: Vec<Identified>,
    /// The applications.
    pub applications: Vec<Identified>,
    /// The documents.
    pub documents: Vec<FileDocument>,
    /// The definitions of key words.
    pub keywords: Vec<KeywordDefinition>,
}

/// A code with the OID of its system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// `code`.
    pub code: Option<String>,
    /// `codeSystem`.
    pub system: Option<String>,
}

/// An identifier with its root and extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// `root`.
    pub root: Option<String>,
    /// `extension`.
    pub extension: Option<String>,
}

/// `submissionUnit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// `id/@root`.
    pub ids: Vec<Option<String>>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `title/@value`.
    pub title: Option<String>,
    /// `statusCode/@code`.
    pub status: Vec<Option<String>>,
}

/// `component` with its `contextOfUse`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// `priorityNumber/@value`.
    pub priorities: Vec<Option<String>>,
    /// `id/@root`.
    pub ids: Vec<Option<String>>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `statusCode/@code`.
    pub status: Vec<Option<String>>,
    /// `replacementOf/relatedContextOfUse/id/@root`.
    pub replaces: Vec<Option<String>>,
    /// `derivedFrom/documentReference/id/@root`.
    pub documents: Vec<Option<String>>,
    /// `referencedBy/keyword/code`.
    pub keywords: Vec<Code>,
}

/// A submission or an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identified {
    /// `id/item`.
    pub ids: Vec<Item>,
    /// `code`.
    pub codes: Vec<Code>,
}

/// `document`; it stands among the leaves, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileDocument {
    /// `id/@root`.
    pub ids: Vec<Option<String>>,
    /// `title/@value`.
    pub title: Option<String>,
    /// `title/@updateMode`: with `R` the document is only given another title.
    pub update_mode: Option<String>,
    /// Whether it has a `text`; one that is only given another title has none.
    pub has_text: bool,
    /// `text/@integrityCheckAlgorithm`.
    pub algorithm: Option<String>,
    /// `text/reference/@value`.
    pub path: Option<String>,
    /// `text/integrityCheck`.
    pub check: Option<String>,
}

/// `keywordDefinition`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeywordDefinition {
    /// `code`: the type of key word.
    pub codes: Vec<Code>,
    /// `statusCode/@code`.
    pub status: Option<String>,
    /// `value`; each with its items.
    pub values: Vec<Vec<KeywordItem>>,
}

/// `item` of a key word's value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeywordItem {
    /// The sender's code and its system.
    pub code: Code,
    /// `displayName/@value`.
    pub name: Option<String>,
}

pub(super) fn read(into: &mut Into<'_>, file: File, prolog: &mut Prolog) -> Result<(), XmlFault> {
    into.backbone.message = Some(Message::default());
    let mut reader = Reader { into, frame: Capture::default(), piece: Capture::default() };
    xml::read(file, &mut Both(prolog, &mut reader))
}

/// Takes the message apart: the pieces of which there may be a hundred thousand each for itself, then the frame.
struct Reader<'a, 'b> {
    into: &'a mut Into<'b>,
    frame: Capture,
    piece: Capture,
}

impl Visitor for Reader<'_, '_> {
    fn open(&mut self, _path: &[String], element: &Element) -> Result<(), XmlFault> {
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
        self.sequence_numbers = frame.below("sequenceNumber").map(|node| node.owned("value")).collect();
        self.submissions = frame.below("submission").map(Identified::of).collect();
        self.applications = frame.below("application").map(Identified::of).collect();
    }

    /// Returns the application's number.
    pub fn application(&self) -> Option<&str> {
        self.applications
            .iter()
            .flat_map(|application| &application.ids)
            .find_map(|id| id.extension.as_deref())
    }

    /// Returns the sequence number.
    pub fn sequence(&self) -> Option<&str> {
        self.sequence_numbers.iter().find_map(Option::as_deref)
    }
}

impl Unit {
    fn of(node: &Node) -> Self {
        Self {
            ids: values(node, "id", "root"),
            codes: codes(node),
            title: node.child("title").and_then(|title| title.owned("value")),
            status: values(node, "statusCode", "code"),
        }
    }
}

impl Context {
    fn of(component: &Node, node: &Node) -> Self {
        let inner = |outer: &'static str, middle: &'static str| {
            node.children(outer).flat_map(move |outer| outer.children(middle))
        };
        Self {
            priorities: values(component, "priorityNumber", "value"),
            ids: values(node, "id", "root"),
            codes: codes(node),
            status: values(node, "statusCode", "code"),
            replaces: inner("replacementOf", "relatedContextOfUse").map(root).collect(),
            documents: inner("derivedFrom", "documentReference").map(root).collect(),
            keywords: inner("referencedBy", "keyword")
                .map(|node| node.child("code").map(code).unwrap_or_default())
                .collect(),
        }
    }
}

impl Identified {
    fn of(node: &Node) -> Self {
        Self { ids: items(node), codes: codes(node) }
    }
}

impl FileDocument {
    fn of(node: &Node) -> Self {
        let title = node.child("title");
        let text = node.child("text");
        Self {
            ids: values(node, "id", "root"),
            title: title.and_then(|title| title.owned("value")),
            update_mode: title.and_then(|title| title.owned("updateMode")),
            has_text: text.is_some(),
            algorithm: text.and_then(|text| text.owned("integrityCheckAlgorithm")),
            path: text
                .and_then(|text| text.child("reference"))
                .and_then(|reference| reference.owned("value")),
            check: text.and_then(|text| text.text_of("integrityCheck")),
        }
    }

    fn leaf(&self) -> Leaf {
        Leaf {
            id: self.ids.iter().flatten().next().cloned().unwrap_or_default(),
            href: self.path.clone(),
            checksum: self.check.as_deref().map(|check| check.trim().to_owned()),
            checksum_type: self.algorithm.clone(),
            title: self.title.clone(),
            ..Leaf::default()
        }
    }
}

impl KeywordDefinition {
    fn of(node: &Node) -> Self {
        let value = |value: &Node| value.children("item").map(KeywordItem::of).collect();
        Self {
            codes: codes(node),
            status: node.child("statusCode").and_then(|status| status.owned("code")),
            values: node.children("value").map(value).collect(),
        }
    }
}

impl KeywordItem {
    fn of(node: &Node) -> Self {
        Self { code: code(node), name: node.child("displayName").and_then(|name| name.owned("value")) }
    }
}

/// The node itself, if it is of that name, else its children that are.
fn whole<'a>(node: &'a Node, name: &'a str) -> impl Iterator<Item = &'a Node> {
    node.is(name).then_some(node).into_iter().chain(node.children(name))
}

fn values(node: &Node, child: &str, attribute: &str) -> Vec<Option<String>> {
    node.children(child).map(|child| child.owned(attribute)).collect()
}

fn codes(node: &Node) -> Vec<Code> {
    node.children("code").map(code).collect()
}

fn code(node: &Node) -> Code {
    Code { code: node.owned("code"), system: node.owned("codeSystem") }
}

fn root(node: &Node) -> Option<String> {
    node.child("id").and_then(|id| id.owned("root"))
}

fn items(node: &Node) -> Vec<Item> {
    let item = |node: &Node| Item { root: node.owned("root"), extension: node.owned("extension") };
    node.children("id").flat_map(|id| id.children("item")).map(item).collect()
}

const PIECES: [&str; 4] = ["component", "referencedBy", "document", "keywordDefinition"];
