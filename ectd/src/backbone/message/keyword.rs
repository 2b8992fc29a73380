//! `keywordDefinition` of an application: what a key word of the sender's own means.

use super::value::{Code, code, codes, value};
use crate::backbone::node::Node;

/// `keywordDefinition` (IG 9.2.18).
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
    /// `displayName/@updateMode`: the name given before is changed.
    pub renames: bool,
}

impl KeywordDefinition {
    pub(super) fn of(node: &Node) -> Self {
        let value = |value: &Node| value.children("item").map(KeywordItem::of).collect();
        Self {
            codes: codes(node),
            status: node.child("statusCode").and_then(|status| status.owned("code")),
            values: node.children("value").map(value).collect(),
        }
    }

    /// Returns the type of key word, such as `ich_keyword_type_8`.
    pub fn kind(&self) -> Option<&str> {
        self.codes.iter().find_map(|code| code.code.as_deref())
    }

    /// Iterates over what it defines.
    pub fn items(&self) -> impl Iterator<Item = &KeywordItem> {
        self.values.iter().flatten()
    }

    /// Returns the sender's code, by which key words refer to it.
    pub fn code(&self) -> Option<&str> {
        self.items().find_map(|item| item.code.code.as_deref())
    }
}

impl KeywordItem {
    fn of(node: &Node) -> Self {
        Self {
            code: code(node),
            name: value(node, "displayName"),
            renames: node.child("displayName").is_some_and(|name| name.attribute("updateMode").is_some()),
        }
    }
}
