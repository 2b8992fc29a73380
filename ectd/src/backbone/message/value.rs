//! The small parts of a message: codes and identifiers.

use crate::backbone::node::Node;

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
    /// `root`: a UUID, or the OID of what gives the extension.
    pub root: Option<String>,
    /// `extension`.
    pub extension: Option<String>,
}

impl Item {
    /// Returns what tells it from others; nothing where it has no root. Case says nothing in a UUID (RFC 9562, 4).
    pub fn key(&self) -> Option<String> {
        let root = self.root.as_deref().map(str::trim).filter(|root| !root.is_empty())?.to_ascii_lowercase();
        let extension = self.extension.as_ref().map(|extension| format!("{root}#{extension}"));
        Some(extension.unwrap_or(root))
    }

    /// Tells whether it means a leaf of eCTD v3.2.2 (IG 8.1.1).
    pub fn is_leaf_reference(&self) -> bool {
        self.root.as_deref() == Some(LEAF_REFERENCES)
    }

    pub(super) fn of(node: &Node) -> Self {
        Self { root: node.owned("root"), extension: node.owned("extension") }
    }
}

/// The OID under which leaves of v3.2.2 are referred to (IG 8.1.1).
const LEAF_REFERENCES: &str = "2.16.840.1.113883.3.989.2.2.1.13.1";

/// An attribute of each child of that name.
pub(super) fn values(node: &Node, child: &str, attribute: &str) -> Vec<Option<String>> {
    node.children(child).map(|child| child.owned(attribute)).collect()
}

/// The attribute `value` of the first child of that name.
pub(super) fn value(node: &Node, child: &str) -> Option<String> {
    node.child(child).and_then(|child| child.owned("value"))
}

/// `code`, as often as it stands.
pub(super) fn codes(node: &Node) -> Vec<Code> {
    node.children("code").map(code).collect()
}

pub(super) fn code(node: &Node) -> Code {
    Code { code: node.owned("code"), system: node.owned("codeSystem") }
}

/// `id/item`.
pub(super) fn items(node: &Node) -> Vec<Item> {
    node.children("id").flat_map(|id| id.children("item")).map(Item::of).collect()
}

/// `id`.
pub(super) fn ids(node: &Node) -> Vec<Item> {
    node.children("id").map(Item::of).collect()
}
