//! A leaf: one file of the dossier with its place, its checksum, and what it does to an earlier one.
//!
//! Source: ICH eCTD specification 3.2.2, appendix 6, `leaf`.

use std::fmt;
use std::str::FromStr;

use super::node::Node;

/// One entry of the backbone: a `leaf` of v3.2.2, a `document` of v4.0. Every attribute is kept as written. There may be
/// hundreds of thousands: their texts carry no room to grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// Position of its file in [`super::Backbone::documents`].
    pub document: usize,
    /// Position of its heading in [`super::Backbone::headings`]; v4.0 has none.
    pub heading: Option<usize>,
    /// The line on which it begins; not known of a v4.0 document.
    pub line: u64,
    /// Its ID, empty when it has none.
    pub id: String,
    /// What it does, where that is one of the four words.
    pub operation: Option<Operation>,
    /// The same as written.
    pub operation_text: Option<Box<str>>,
    /// The link (`xlink:href`; in v4.0 `reference`).
    pub href: Option<Box<str>>,
    /// The checksum.
    pub checksum: Option<Box<str>>,
    /// Its algorithm (`checksum-type`; in v4.0 `integrityCheckAlgorithm`).
    pub checksum_type: Option<Box<str>>,
    /// The leaf that it replaces, appends to or deletes.
    pub modified_file: Option<Box<str>>,
    /// The title.
    pub title: Option<Box<str>>,
    /// The language (`xml:lang`).
    pub lang: Option<Box<str>>,
    /// The version; STF leaves say here that they are one.
    pub version: Option<Box<str>>,
    /// The version of the software that made the file.
    pub application_version: Option<Box<str>>,
    /// Fonts that the file needs.
    pub font_library: Option<Box<str>>,
    /// Key words.
    pub keywords: Option<Box<str>>,
}

/// What a leaf does over the life cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// A file without relation to an earlier one.
    New,
    /// A file beside an earlier one.
    Append,
    /// A file instead of an earlier one.
    Replace,
    /// An earlier one is withdrawn.
    Delete,
}

/// The text is none of the four operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("none of new, append, replace, delete")]
pub struct NotOperation;

impl Operation {
    /// Returns the word of the DTD.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Append => "append",
            Self::Replace => "replace",
            Self::Delete => "delete",
        }
    }
}

impl FromStr for Operation {
    type Err = NotOperation;

    fn from_str(text: &str) -> Result<Self, NotOperation> {
        [Self::New, Self::Append, Self::Replace, Self::Delete]
            .into_iter()
            .find(|operation| operation.name() == text)
            .ok_or(NotOperation)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Leaf {
    pub(super) fn of(node: &Node) -> Self {
        Self {
            document: 0,
            heading: None,
            line: node.line(),
            id: node.owned("ID").unwrap_or_default(),
            operation: node.attribute("operation").and_then(|word| word.parse().ok()),
            operation_text: node.boxed("operation"),
            href: node.boxed("xlink:href"),
            checksum: node.boxed("checksum"),
            checksum_type: node.boxed("checksum-type"),
            modified_file: node.boxed("modified-file"),
            title: node.text_of("title").map(String::into_boxed_str),
            lang: node.boxed("xml:lang"),
            version: node.boxed("version"),
            application_version: node.boxed("application-version"),
            font_library: node.boxed("font-library"),
            keywords: node.boxed("keywords"),
        }
    }

    /// Tells whether it withdraws an earlier leaf, and then has no file.
    pub fn deletes(&self) -> bool {
        self.operation == Some(Operation::Delete)
    }

    /// Returns the link, unless it is blank.
    pub fn link(&self) -> Option<&str> {
        self.href.as_deref().filter(|href| !href.trim().is_empty())
    }

    /// Returns the leaf it works on, unless that is blank.
    pub fn modifies(&self) -> Option<&str> {
        self.modified_file.as_deref().filter(|target| !target.trim().is_empty())
    }

    /// Tells whether its file is a study tagging file: by its version, or by the name that ICH gives them
    /// (STF specification 2.6.1: `stf-[study].xml`).
    pub fn is_study_tagging(&self) -> bool {
        let says = |version: &str| version.to_ascii_lowercase().starts_with("stf");
        let name = self.link().and_then(|href| href.rsplit('/').next()).unwrap_or_default();
        self.version.as_deref().is_some_and(says) || name.starts_with("stf-") && name.ends_with(".xml")
    }
}
