//! The headings of a backbone: the elements around its leaves, each kept once for all leaves below it.

use crate::dossier::FILES;
use crate::xml::{Limit, XmlFault};

/// An element that holds leaves or other headings; `node-extension` is one, with a title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// Position of its file in [`super::Backbone::documents`].
    pub document: usize,
    /// Local name of the element, such as `m3-2-s-drug-substance`.
    pub element: String,
    /// Its attributes as written; those of a namespace with the usual prefix (`xml:lang`, `xlink:href`).
    pub attributes: Vec<(String, String)>,
    /// The line on which its start tag begins.
    pub line: u64,
    /// Position of the heading around it; the root element has none.
    pub parent: Option<usize>,
    /// The title of a `node-extension`, as written.
    pub title: Option<String>,
    /// Number of leaves directly in it.
    pub leaves: usize,
}

impl Heading {
    /// Returns an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Tells whether it is a `node-extension`.
    pub fn is_extension(&self) -> bool {
        self.element == "node-extension"
    }

    /// The attributes that tell one heading from another of the same element: all but its ID, its language and
    /// namespace declarations.
    pub fn distinguishing(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "ID" && !name.starts_with("xml"))
    }
}

/// All headings of a backbone, parents before their children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headings(Vec<Heading>);

impl Headings {
    /// Returns a heading by its position.
    pub fn at(&self, position: usize) -> Option<&Heading> {
        self.0.get(position)
    }

    /// Iterates over the headings in document order.
    pub fn iter(&self) -> std::slice::Iter<'_, Heading> {
        self.0.iter()
    }

    /// Iterates from a heading up to the root element.
    pub fn up(&self, from: Option<usize>) -> impl Iterator<Item = &Heading> {
        let at = |position: usize| self.0.get(position);
        std::iter::successors(from.and_then(at), move |heading| heading.parent.and_then(at))
    }

    /// Returns what a heading is called across sequences: elements, attributes and titles from the top, one a line.
    pub fn key(&self, from: Option<usize>) -> String {
        let mut lines: Vec<String> =
            self.up(from).filter(|heading| heading.parent.is_some()).map(line).collect();
        lines.reverse();
        lines.join("\n")
    }

    pub(super) fn push(&mut self, heading: Heading) -> Result<usize, XmlFault> {
        if self.0.len() == FILES {
            return Err(XmlFault::Limit(Limit::Leaves));
        }
        self.0.push(heading);
        Ok(self.0.len() - 1)
    }

    pub(super) fn at_mut(&mut self, position: usize) -> Option<&mut Heading> {
        self.0.get_mut(position)
    }
}

fn line(heading: &Heading) -> String {
    let mut attributes: Vec<_> = heading.distinguishing().collect();
    attributes.sort_unstable();
    let mut line = heading.element.clone();
    for (name, value) in attributes {
        line.push_str(&format!(" {name}={value:?}"));
    }
    if let Some(title) = &heading.title {
        line.push_str(&format!(" {title:?}"));
    }
    line
}
