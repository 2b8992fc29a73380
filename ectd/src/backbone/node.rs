//! An element taken whole out of a stream: a leaf, an envelope, a context of use. Only small ones are taken.

use crate::dossier::FILES;
use crate::xml::element::Attribute;
use crate::xml::{Element, Limit, XmlFault};

/// An element with its attributes, its own text and its children, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
    line: u64,
}

impl Node {
    fn of(element: &Element) -> Self {
        Self {
            name: element.name.clone(),
            attributes: attributes(element),
            line: element.line,
            ..Self::default()
        }
    }

    /// The line on which its start tag begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The attributes, named as [`attributes`] does.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }

    /// As [`Node::owned`], for what is kept of many.
    pub(super) fn boxed(&self, name: &str) -> Option<Box<str>> {
        self.attribute(name).map(Box::from)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first child's text.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        self.child(name).map(|child| child.text.clone())
    }

    /// All elements of that name below this one, in document order.
    pub(super) fn below<'a>(&'a self, name: &'a str) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.children.iter().flat_map(move |child| {
            (child.name == name).then_some(child).into_iter().chain(child.below(name))
        }))
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Collects one element after another.
#[derive(Debug, Default)]
pub(super) struct Capture {
    open: Vec<Node>,
    nodes: usize,
}

impl Capture {
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn open(&mut self, element: &Element) -> Result<(), XmlFault> {
        self.nodes = if self.is_open() { self.nodes + 1 } else { 1 };
        if self.nodes > NODES {
            return Err(XmlFault::Limit(Limit::Leaves));
        }
        self.open.push(Node::of(element));
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut()
            && node.text.len() + text.len() <= TEXT_BYTES
        {
            node.text.push_str(text);
        }
    }

    /// Gives the node when its last element is closed.
    pub(super) fn close(&mut self) -> Option<Node> {
        let node = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(node);
                None
            }
            None => Some(node),
        }
    }
}

/// Names the attributes as one knows them: `xlink:href` in either of the two namespaces that the authorities' files
/// use, `xml:lang`, `xsi:schemaLocation`; those of no namespace, and declarations, as written.
pub(super) fn attributes(element: &Element) -> Vec<(String, String)> {
    let named = |attribute: &Attribute| {
        let namespace = attribute.namespace.as_deref();
        let prefix = PREFIXES.iter().find(|(known, _)| Some(*known) == namespace);
        let name = prefix.map_or_else(
            || attribute.qualified.clone(),
            |(_, prefix)| format!("{prefix}:{}", attribute.name()),
        );
        (name, attribute.value.clone())
    };
    element.attributes.iter().map(named).collect()
}

const PREFIXES: [(&str, &str); 4] = [
    ("http://www.w3c.org/1999/xlink", "xlink"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("http://www.w3.org/2001/XMLSchema-instance", "xsi"),
];

/// Longest text of one element that is kept, in bytes; a longer one is cut between two pieces.
const TEXT_BYTES: usize = 16 << 10;

/// Most elements of one node: an STF of some hundred thousand tags.
const NODES: usize = FILES;
