//! Holds a document against its grammar while it is read.
//!
//! The verdict is that of a validating parser (`xmllint --valid`) which has our tables for its DTD; whether the text is
//! well-formed, the reader says. What is kept grows with the depth of the document and the number of its IDs only.

use std::collections::HashMap;
use std::io::Read;

use super::breach::{Breach, Breaches, What, clip};
use super::{Content, Element, Grammar, Names};
use crate::xml::doctype::Doctype;
use crate::xml::visitor::Visitor;
use crate::xml::{self, Limit, XmlFault};

mod attributes;

/// What became of reading a document against a grammar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The document type declaration, where there is one.
    pub doctype: Option<Doctype>,
    /// The path of the style sheet, where the document names one.
    pub stylesheet: Option<String>,
    /// The root element, where there is one.
    pub root: Option<Root>,
    /// Departures from the grammar in the order of the document.
    pub breaches: Vec<Breach>,
    /// How many more there are.
    pub more: u64,
    /// What kept the document from being read to its end.
    pub fault: Option<XmlFault>,
}

/// A root element as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its name, prefix included.
    pub name: String,
    /// Names and values of all its attributes, in their order, declarations of namespaces among them.
    pub attributes: Vec<(String, String)>,
}

impl Verdict {
    /// Tells whether the document was read to its end and keeps to the grammar.
    pub fn is_valid(&self) -> bool {
        self.fault.is_none() && self.breaches.is_empty()
    }
}

impl Root {
    /// Returns the value of an attribute by its name as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document to its end and holds it against a grammar.
pub fn validate(source: impl Read, grammar: &'static Grammar) -> Verdict {
    let mut validator = Validator::new(grammar);
    let fault = xml::read(source, &mut validator).err();
    validator.finish(fault)
}

/// A visitor that holds what it sees against a grammar; with [`Both`](crate::xml::visitor::Both) it shares a pass.
pub(crate) struct Validator {
    grammar: &'static Grammar,
    index: HashMap<&'static str, Element>,
    open: Vec<Open>,
    ids: Ids,
    breaches: Breaches,
    verdict: Verdict,
}

/// An element that is open.
struct Open {
    /// Its name as written.
    name: String,
    line: u64,
    /// What the grammar says of it, where it knows it.
    element: Option<Element>,
    /// The part of its content that is reached.
    part: usize,
    /// Whether that part is filled.
    is_filled: bool,
    /// Whether it was said that it holds what it must not.
    is_told: bool,
}

/// Digests of the IDs, and the line of each. Not the IDs themselves: they may be long.
type Ids = HashMap<[u8; 16], u64>;

impl Validator {
    pub(crate) fn new(grammar: &'static Grammar) -> Self {
        Self {
            grammar,
            index: grammar.index(),
            open: Vec::new(),
            ids: Ids::new(),
            breaches: Breaches::default(),
            verdict: Verdict::default(),
        }
    }

    /// Ends the reading, with what kept it from its end.
    pub(crate) fn finish(self, fault: Option<XmlFault>) -> Verdict {
        Verdict { breaches: self.breaches.list, more: self.breaches.more, fault, ..self.verdict }
    }

    /// Checks the root, which is no child of anything.
    fn root(&mut self, element: &xml::Element, name: Option<&str>) {
        let attributes = &element.attributes;
        self.verdict.root = Some(Root {
            name: element.qualified.clone(),
            attributes: attributes.iter().map(|one| (one.qualified.clone(), one.value.clone())).collect(),
        });
        if name != Some(self.grammar.root) {
            let what = What::Root { expected: self.grammar.root };
            self.breaches.add(element.line, &element.qualified, what);
        }
        if let Some(doctype) =
            self.verdict.doctype.as_ref().filter(|doctype| doctype.name != element.qualified)
        {
            let what = What::Doctype { found: clip(&doctype.name) };
            self.breaches.add(element.line, &element.qualified, what);
        }
    }

    /// Checks text of the innermost element.
    fn tell_of_text(&mut self, is_blank: bool) {
        let Some(open) = self.open.last_mut().filter(|open| !open.is_told) else { return };
        let what = match open.element.map(|element| element.content) {
            Some(Content::Empty) => What::NotEmpty,
            Some(Content::Children(_) | Content::Headings(..)) if !is_blank => What::Text,
            _ => return,
        };
        open.is_told = true;
        self.breaches.add(open.line, &open.name, what);
    }
}

impl Visitor for Validator {
    fn doctype(&mut self, doctype: &Doctype) {
        self.verdict.doctype = Some(doctype.clone());
    }

    fn stylesheet(&mut self, href: &str) {
        self.verdict.stylesheet.get_or_insert_with(|| href.to_owned());
    }

    fn open(&mut self, _path: &[String], element: &xml::Element) -> Result<(), XmlFault> {
        let name = self.grammar.names.name(element);
        match self.open.last_mut() {
            Some(parent) => parent.take(element, name, &mut self.breaches),
            None => self.root(element, name),
        }
        let known = name.and_then(|name| self.index.get(name)).copied();
        match &known {
            Some(known) => self.attributes(element, known),
            None => self.breaches.add(element.line, &element.qualified, What::Unknown),
        }
        if self.ids.len() > IDS {
            return Err(XmlFault::Limit(Limit::Ids));
        }
        self.open.push(Open::new(element, known));
        Ok(())
    }

    fn text(&mut self, _path: &[String], text: &str) {
        if !text.is_empty() {
            self.tell_of_text(text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')));
        }
    }

    fn cdata(&mut self, _path: &[String], _text: &str) {
        self.tell_of_text(false);
    }

    fn aside(&mut self, _path: &[String]) {
        self.tell_of_text(true);
    }

    fn close(&mut self, _path: &[String]) -> Result<(), XmlFault> {
        if let Some(open) = self.open.pop() {
            open.end(&mut self.breaches);
        }
        Ok(())
    }
}

impl Open {
    fn new(element: &xml::Element, known: Option<Element>) -> Self {
        let (name, line) = (element.qualified.clone(), element.line);
        Self { name, line, element: known, part: 0, is_filled: false, is_told: false }
    }

    /// Takes a child; `name` is the one that the grammar compares.
    fn take(&mut self, child: &xml::Element, name: Option<&str>, breaches: &mut Breaches) {
        let Some(content) = self.element.map(|element| element.content) else { return };
        let parent = || clip(&self.name);
        let name = name.unwrap_or_default();
        let what = match content {
            Content::Mixed(names) if names.contains(&name) => return,
            Content::Empty if self.is_told => return,
            Content::Empty => {
                self.is_told = true;
                return breaches.add(self.line, &self.name, What::NotEmpty);
            }
            Content::Text | Content::Mixed(_) => What::Misplaced { parent: parent() },
            Content::Children(_) | Content::Headings(..) => {
                match content.parts().position(|part| part.has(name)) {
                    None => What::Misplaced { parent: parent() },
                    Some(part) if part < self.part => What::Disorder { parent: parent() },
                    Some(part) if self.is_full(part) => What::Repeated { parent: parent() },
                    Some(part) => return self.advance(part, breaches),
                }
            }
        };
        breaches.add(child.line, &child.qualified, what);
    }

    /// Tells whether a part takes no more.
    fn is_full(&self, number: usize) -> bool {
        let part = self.element.and_then(|element| element.content.part(number));
        self.is_filled && number == self.part && part.is_some_and(|part| !part.times.repeats())
    }

    /// Goes on to a part, and says which needed parts are passed over.
    fn advance(&mut self, to: usize, breaches: &mut Breaches) {
        self.pass(to, breaches);
        self.part = to;
        self.is_filled = true;
    }

    fn pass(&self, to: usize, breaches: &mut Breaches) {
        let Some(content) = self.element.map(|element| element.content) else { return };
        let first = self.part + usize::from(self.is_filled);
        for part in content.parts().take(to).skip(first).filter(|part| part.times.is_needed()) {
            let child = part.choice().collect::<Vec<_>>().join(" | ");
            breaches.add(self.line, &self.name, What::Lacks { child });
        }
    }

    fn end(self, breaches: &mut Breaches) {
        self.pass(usize::MAX, breaches);
    }
}

impl Names {
    /// Returns the name of an element as the grammar compares it; none where it is of another namespace.
    fn name(self, element: &xml::Element) -> Option<&str> {
        match self {
            Self::AsWritten => Some(&element.qualified),
            Self::InNamespace(namespace) => {
                (element.namespace.as_deref() == Some(namespace)).then_some(&element.name)
            }
        }
    }
}

/// Most IDs of a document: those of as many leaves as a dossier has files, and of as many titles.
const IDS: usize = 2_000_000;
