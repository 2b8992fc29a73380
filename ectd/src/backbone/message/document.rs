//! `document` of an application: a file with its title and checksum.

use super::value::{Item, ids, value};
use crate::backbone::leaf::Leaf;
use crate::backbone::node::Node;

/// `document` (IG 9.2.15); it stands among the leaves, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileDocument {
    /// `id`.
    pub ids: Vec<Item>,
    /// `title/@value`.
    pub title: Option<String>,
    /// `title/@updateMode`: the document was sent before and is given another title.
    pub renames: bool,
    /// `text/@updateMode`: the document was sent before and what is said of its file changes.
    pub amends: bool,
    /// `text/@integrityCheckAlgorithm`.
    pub algorithm: Option<String>,
    /// `text/reference/@value`.
    pub path: Option<String>,
    /// `text/integrityCheck`.
    pub check: Option<String>,
}

impl FileDocument {
    pub(super) fn of(node: &Node) -> Self {
        let updates =
            |child: &str| node.child(child).is_some_and(|child| child.attribute("updateMode").is_some());
        let text = node.child("text");
        Self {
            ids: ids(node),
            title: value(node, "title"),
            renames: updates("title"),
            amends: updates("text"),
            algorithm: text.and_then(|text| text.owned("integrityCheckAlgorithm")),
            path: text.and_then(|text| value(text, "reference")),
            check: text.and_then(|text| text.text_of("integrityCheck")),
        }
    }

    /// Returns what tells it from other documents.
    pub fn key(&self) -> Option<String> {
        self.ids.iter().find_map(Item::key)
    }

    /// Returns the identifier as written.
    pub fn id(&self) -> Option<&str> {
        self.ids.iter().find_map(|id| id.root.as_deref())
    }

    /// Tells whether it was sent before and something about it changes (IG 9.2.17.2).
    pub fn is_update(&self) -> bool {
        self.renames || self.amends
    }

    pub(super) fn leaf(&self) -> Leaf {
        Leaf {
            id: self.id().unwrap_or_default().to_owned(),
            href: self.path.as_deref().map(Box::from),
            checksum: self.check.as_deref().map(|check| check.trim().into()),
            checksum_type: self.algorithm.as_deref().map(Box::from),
            title: self.title.as_deref().map(Box::from),
            ..Leaf::default()
        }
    }
}
