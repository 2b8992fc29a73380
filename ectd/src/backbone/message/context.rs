//! `component` of a submission unit: a context of use with its place in the order.

use super::value::{Code, Item, code, codes, ids, values};
use crate::backbone::node::Node;

/// `component` with its `contextOfUse` (IG 9.2.5 to 9.2.9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// `priorityNumber/@value`.
    pub priorities: Vec<Option<String>>,
    /// `priorityNumber/@updateMode`: an earlier context is only put at another place in the order.
    pub reorders: bool,
    /// `id`.
    pub ids: Vec<Item>,
    /// `code`.
    pub codes: Vec<Code>,
    /// `statusCode/@code`.
    pub status: Vec<Option<String>>,
    /// `replacementOf/relatedContextOfUse/id`; one without identifier is empty.
    pub replaces: Vec<Item>,
    /// `derivedFrom/documentReference/id`; one without identifier is empty.
    pub documents: Vec<Item>,
    /// `referencedBy/keyword/code`.
    pub keywords: Vec<Code>,
}

impl Context {
    pub(super) fn of(component: &Node, node: &Node) -> Self {
        let inner = |outer: &'static str, middle: &'static str| {
            node.children(outer).flat_map(move |outer| outer.children(middle))
        };
        let id = |node: &Node| node.child("id").map(Item::of).unwrap_or_default();
        Self {
            priorities: values(component, "priorityNumber", "value"),
            reorders: component
                .children("priorityNumber")
                .any(|number| number.attribute("updateMode").is_some()),
            ids: ids(node),
            codes: codes(node),
            status: values(node, "statusCode", "code"),
            replaces: inner("replacementOf", "relatedContextOfUse").map(id).collect(),
            documents: inner("derivedFrom", "documentReference").map(id).collect(),
            keywords: inner("referencedBy", "keyword")
                .map(|node| node.child("code").map(code).unwrap_or_default())
                .collect(),
        }
    }

    /// Returns what tells it from other contexts of use.
    pub fn key(&self) -> Option<String> {
        self.ids.iter().find_map(Item::key)
    }

    /// Returns its heading: the code, such as `ich_3.2.s.2.3`.
    pub fn heading(&self) -> Option<&str> {
        self.codes.iter().find_map(|code| code.code.as_deref())
    }

    /// Tells whether its status is this one.
    pub fn is(&self, status: &str) -> bool {
        self.status.iter().flatten().any(|known| known == status)
    }

    /// Tells whether it brings a document to a heading: it is active and does not only reorder an earlier one.
    pub fn is_new(&self) -> bool {
        self.is(ACTIVE) && !self.reorders
    }

    /// Returns the codes of its key words, in their alphabetical order.
    pub fn keyword_codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> =
            self.keywords.iter().filter_map(|keyword| keyword.code.as_deref()).collect();
        codes.sort_unstable();
        codes
    }
}

/// Status of what is in use.
pub const ACTIVE: &str = "active";

/// Status of what is withdrawn.
pub const SUSPENDED: &str = "suspended";
