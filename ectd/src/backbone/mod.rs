//! The backbone: the XML that says which file stands where in the dossier, and with which checksum.
//!
//! eCTD v3.2.2 has index.xml, a regional file under m1 and study tagging files; v4.0 has one message,
//! submissionunit.xml. Both come down to leaves, each with a link and a checksum, and an envelope. All texts are kept
//! as written: what is wrong with them is for the rules to say.

use std::fs::File;

use crate::dossier::FILES;
use crate::grammar::validator::Validator;
use crate::grammar::{self, Grammar, Verdict};
use crate::profile::Profile;
use crate::xml::visitor::Both;
use crate::xml::{Limit, Visitor, XmlFault};

pub mod envelope;
pub mod heading;
pub mod leaf;
pub mod message;
mod node;
pub mod prolog;
pub mod source;
pub mod study;
pub mod target;
mod tree;

use envelope::Envelope;
use heading::{Heading, Headings};
use leaf::Leaf;
use message::Message;
use prolog::Prolog;
use source::Source;
use study::Study;

/// The backbone files of a dossier, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backbone {
    /// The files, in the order in which they were read; the main one first.
    pub documents: Vec<Document>,
    /// The headings of all of them.
    pub headings: Headings,
    /// Their leaves, in document order.
    pub leaves: Vec<Leaf>,
    /// The study tagging files.
    pub studies: Vec<Study>,
    /// What the region's envelope says.
    pub envelope: Envelope,
    /// The message of v4.0.
    pub message: Option<Message>,
}

/// One XML file of the backbone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path in the dossier.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Its document type and style sheet.
    pub prolog: Prolog,
    /// What the grammar says of it, where this version has one for it.
    pub verdict: Option<Verdict>,
    /// What kept it from being read to its end; its leaves before that are kept.
    pub fault: Option<XmlFault>,
}

/// What a file of the backbone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// index.xml.
    Index,
    /// `m1/<cc>/<cc>-regional.xml`.
    Regional,
    /// A study tagging file.
    Study,
    /// submissionunit.xml.
    Message,
}

impl Backbone {
    /// Reads the files that `profile` has; whatever is wrong with them is kept with the document.
    pub fn read(source: &dyn Source, profile: Profile) -> Self {
        let mut backbone = Self::default();
        match profile {
            Profile::Generic => {}
            Profile::V4 => backbone.read_one(source, MESSAGE, Kind::Message, message::read),
            Profile::Cn | Profile::Us | Profile::Eu | Profile::Ich => {
                backbone.read_one(source, INDEX, Kind::Index, tree::read);
                for path in source.regional() {
                    backbone.read_one(source, &path, Kind::Regional, tree::read);
                }
                backbone.read_studies(source);
            }
        }
        backbone.leaves.shrink_to_fit();
        backbone
    }

    /// Returns the file that holds a leaf.
    pub fn document_of(&self, leaf: &Leaf) -> Option<&Document> {
        self.documents.get(leaf.document)
    }

    /// Returns the path of the file that holds a leaf.
    pub fn path_of(&self, leaf: &Leaf) -> &str {
        self.document_of(leaf).map_or("", |document| &document.path)
    }

    /// Returns the kind of the file that holds a leaf.
    pub fn kind_of(&self, leaf: &Leaf) -> Option<Kind> {
        self.document_of(leaf).map(|document| document.kind)
    }

    /// Returns the documents of one kind.
    pub fn documents_of(&self, kind: Kind) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(move |document| document.kind == kind)
    }

    /// Returns a document's root element.
    pub fn root(&self, document: usize) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.document == document && heading.parent.is_none())
    }

    /// Returns the heading around a leaf.
    pub fn heading_of(&self, leaf: &Leaf) -> Option<&Heading> {
        self.headings.at(leaf.heading?)
    }

    /// Returns the application that the envelope or the message names.
    pub fn application(&self) -> Option<&str> {
        self.envelope.application().or_else(|| self.message.as_ref()?.application())
    }

    /// Returns the sequence that the envelope or the message names.
    pub fn sequence(&self) -> Option<&str> {
        self.envelope.sequence().or_else(|| self.message.as_ref()?.sequence())
    }

    fn read_studies(&mut self, source: &dyn Source) {
        let paths: Vec<(usize, String)> = self
            .leaves
            .iter()
            .enumerate()
            .filter(|(_, leaf)| leaf.is_study_tagging())
            .filter_map(|(position, leaf)| Some((position, target::path(self.path_of(leaf), leaf.link()?)?)))
            .collect();
        for (leaf, path) in paths {
            if self.documents.iter().all(|document| document.path != path) {
                self.read_one(source, &path, Kind::Study, |into, file, beside| {
                    study::read(into, leaf, file, beside)
                });
            }
        }
    }

    fn read_one(
        &mut self,
        source: &dyn Source,
        path: &str,
        kind: Kind,
        read: impl FnOnce(&mut Into<'_>, File, &mut dyn Visitor) -> Result<(), XmlFault>,
    ) {
        let Some(file) = source.open(path) else { return };
        let document = self.documents.len();
        let mut prolog = Prolog::default();
        let mut judge = grammar(kind, path).map(Validator::new);
        let fault = match (file, &mut judge) {
            (Err(error), _) => Some(XmlFault::Unreadable(error.to_string())),
            (Ok(file), None) => read(&mut Into { backbone: self, document }, file, &mut prolog).err(),
            (Ok(file), Some(judge)) => {
                read(&mut Into { backbone: self, document }, file, &mut Both(&mut prolog, judge)).err()
            }
        };
        let verdict = judge.map(|judge| judge.finish(fault.clone()));
        self.documents.push(Document { path: path.to_owned(), kind, prolog, verdict, fault });
    }
}

/// The grammar that a file is held against while it is read; none for v4.0 and for regions without one.
fn grammar(kind: Kind, path: &str) -> Option<&'static Grammar> {
    match kind {
        Kind::Index => Some(&grammar::ich::GRAMMAR),
        Kind::Study => Some(&grammar::stf::GRAMMAR),
        Kind::Regional => match path.split('/').nth(1)? {
            "cn" => Some(&grammar::cn::GRAMMAR),
            "us" => Some(&grammar::us::GRAMMAR),
            "eu" => Some(&grammar::eu::GRAMMAR),
            _ => None,
        },
        Kind::Message => None,
    }
}

/// The main file of eCTD v3.2.2.
pub const INDEX: &str = "index.xml";

/// The main file of eCTD v4.0.
pub const MESSAGE: &str = "submissionunit.xml";

/// Where a reader puts what it finds.
struct Into<'a> {
    backbone: &'a mut Backbone,
    document: usize,
}

impl Into<'_> {
    fn leaf(&mut self, leaf: Leaf) -> Result<(), XmlFault> {
        if self.backbone.leaves.len() == FILES {
            return Err(XmlFault::Limit(Limit::Leaves));
        }
        if let Some(heading) = leaf.heading.and_then(|heading| self.backbone.headings.at_mut(heading)) {
            heading.leaves += 1;
        }
        self.backbone.leaves.push(Leaf { document: self.document, ..leaf });
        Ok(())
    }

    fn heading(&mut self, heading: Heading) -> Result<usize, XmlFault> {
        self.backbone.headings.push(Heading { document: self.document, ..heading })
    }
}
