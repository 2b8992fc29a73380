//! What the backbones of eCTD v3.2.2 may look like: the published content models as tables of our own, and a validator.
//!
//! An applicant's own DTD is never read: it may be altered, and following it would open addresses of somebody's choice.
//! Names are compared as a DTD compares them: as written, prefix included (XML 1.0, section 3).

use std::collections::HashMap;

mod breach;
pub mod cn;
pub mod eu;
pub mod ich;
mod leaf;
mod notation;
pub mod stf;
pub mod us;
pub(crate) mod validator;

pub use breach::{Breach, What};
pub use validator::{Root, Verdict, validate};

/// The grammar of one kind of document.
#[derive(Debug)]
pub struct Grammar {
    /// Name of the root element.
    pub root: &'static str,
    /// How names are compared.
    pub names: Names,
    /// Elements with a model of their own; they come before a heading of the same name.
    pub elements: &'static [Element],
    /// The headings of the table of contents.
    pub outline: Outline,
}

/// How a grammar compares names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As written: a DTD knows no namespaces, and `xmlns` is an attribute like any other.
    AsWritten,
    /// By namespace, as XML Schema does: prefixes are free, and so are declarations of namespaces.
    InNamespace(&'static str),
}

/// An element: what it holds and which attributes it has.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub content: Content,
    /// Its attributes, in two groups of which the second is shared with other elements.
    pub attributes: [&'static [Attribute]; 2],
}

/// What an element holds.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// Nothing, not even white space.
    Empty,
    /// Text only.
    Text,
    /// Text and these elements in any order.
    Mixed(&'static [&'static str]),
    /// Elements in this order, one part after the other.
    Children(&'static [Part]),
    /// What headings of the outline hold: leaves or headings.
    Headings(Container, &'static [Heading]),
}

/// One step of a sequence: a choice between elements, so many times.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Names of elements to choose from.
    pub names: &'static [&'static str],
    /// Headings to choose from, too.
    pub headings: &'static [Heading],
    /// How often one of them comes.
    pub times: Times,
}

/// How often something may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    Once,
    /// At most once: `?`.
    Optional,
    /// Any number of times: `*`.
    Any,
    /// Once or more: `+`.
    Many,
}

/// A heading of the table of contents and what stands below it.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    /// The element's name.
    pub name: &'static str,
    /// How often it may come under its parent.
    pub times: Times,
    /// Attributes that not every heading has.
    pub attributes: &'static [Attribute],
    /// The headings below it, in their order; a lowest heading has none.
    pub below: &'static [Heading],
}

/// All headings of a document.
#[derive(Clone, Copy, Debug)]
pub struct Outline {
    /// The topmost headings, in their order.
    pub headings: &'static [Heading],
    /// Attributes that each heading has.
    pub attributes: &'static [Attribute],
    /// What a heading with others below it holds.
    pub container: Container,
}

/// What a heading with others below it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// The headings below it, in their order.
    Below,
    /// Leaves first, then the headings below it, in their order.
    LeavesFirst,
    /// Leaves and the headings below it as they come.
    Mingled,
}

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name as a DTD writes it.
    pub name: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
}

/// Which values an attribute takes (XML 1.0, section 3.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text: `CDATA`.
    Text,
    /// An XML name that no other `ID` of the document has.
    Id,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// Whether an attribute must be there (XML 1.0, section 3.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
    /// It need not; but its value is this one.
    Fixed(&'static str),
}

impl Grammar {
    /// Returns every element by its name.
    pub fn index(&self) -> HashMap<&'static str, Element> {
        let mut index = HashMap::new();
        self.outline.collect(self.outline.headings, &mut index);
        index.extend(self.elements.iter().map(|element| (element.name, *element)));
        index
    }
}

impl Outline {
    fn collect(&self, headings: &'static [Heading], index: &mut HashMap<&'static str, Element>) {
        for heading in headings {
            index.insert(heading.name, self.element(heading));
            self.collect(heading.below, index);
        }
    }

    fn element(&self, heading: &'static Heading) -> Element {
        let content = if heading.below.is_empty() {
            Content::Children(notation::LEAVES)
        } else {
            Content::Headings(self.container, heading.below)
        };
        Element { name: heading.name, content, attributes: [heading.attributes, self.attributes] }
    }
}

impl Element {
    /// Iterates over its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &'static Attribute> + use<> {
        self.attributes.into_iter().flatten()
    }
}

impl Content {
    /// Returns one part of the sequence of children, counted from 0; none where there are no children.
    pub fn part(&self, number: usize) -> Option<Part> {
        match *self {
            Self::Empty | Self::Text | Self::Mixed(_) => None,
            Self::Children(parts) => parts.get(number).copied(),
            Self::Headings(Container::Below, below) => below.get(number).map(Part::of),
            Self::Headings(Container::LeavesFirst, below) => match number {
                0 => Some(Part { names: &["leaf"], headings: &[], times: Times::Any }),
                _ => below.get(number - 1).map(Part::of),
            },
            Self::Headings(Container::Mingled, below) => {
                (number == 0).then_some(Part { headings: below, ..notation::LEAVES[0] })
            }
        }
    }

    /// Iterates over the parts of the sequence of children.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        (0..).map_while(|number| self.part(number))
    }
}

impl Part {
    fn of(heading: &'static Heading) -> Self {
        Self { names: &[], headings: std::slice::from_ref(heading), times: heading.times }
    }

    /// Iterates over the names to choose from.
    pub fn choice(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.iter().copied().chain(self.headings.iter().map(|heading| heading.name))
    }

    /// Tells whether an element of this name may stand here.
    pub fn has(&self, name: &str) -> bool {
        self.choice().any(|choice| choice == name)
    }
}

impl Times {
    /// Tells whether there must be one.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Once | Self::Many)
    }

    /// Tells whether there may be two.
    pub fn repeats(self) -> bool {
        matches!(self, Self::Any | Self::Many)
    }
}
