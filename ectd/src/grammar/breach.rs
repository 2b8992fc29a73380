//! Where a document departs from its grammar, and the material of the message about it.

/// One departure at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The line on which the element starts, counted from 1.
    pub line: u64,
    /// The element's name as written.
    pub element: String,
    /// What is wrong with it.
    pub what: What,
}

/// What is wrong with an element.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The DOCTYPE announces another root element.
    Doctype {
        /// The element that it announces.
        found: String,
    },
    /// Not the root element of this kind of document.
    Root {
        /// What it should be.
        expected: &'static str,
    },
    /// The grammar has no such element.
    Unknown,
    /// The element above it never holds one of these.
    Misplaced {
        /// The element above.
        parent: String,
    },
    /// It comes after an element that it should come before.
    Disorder {
        /// The element above.
        parent: String,
    },
    /// The element above it holds only one of these.
    Repeated {
        /// The element above.
        parent: String,
    },
    /// It lacks an element.
    Lacks {
        /// That element, or the choice.
        child: String,
    },
    /// It holds text, where there may only be elements.
    Text,
    /// It holds something, where there may be nothing.
    NotEmpty,
    /// The grammar has no such attribute for it.
    UnknownAttribute {
        /// The attribute.
        attribute: String,
    },
    /// It lacks an attribute.
    LacksAttribute {
        /// The attribute.
        attribute: &'static str,
    },
    /// An attribute that has one value only has another.
    Fixed {
        /// The attribute.
        attribute: &'static str,
        /// Its only value.
        expected: &'static str,
        /// What is written.
        found: String,
    },
    /// The value of an attribute is none of its list.
    Unlisted {
        /// The attribute.
        attribute: &'static str,
        /// The list.
        listed: &'static [&'static str],
        /// What is written.
        found: String,
    },
    /// An ID that is no XML name (XML 1.0, section 2.3): for instance, one that starts with a digit.
    NotName {
        /// What is written.
        found: String,
    },
    /// An ID that another element of the document has.
    Duplicate {
        /// The ID.
        found: String,
        /// The line of the element that has it, too.
        first: u64,
    },
}

impl Breach {
    /// Returns the name of the message in `locales/*/grammar.ftl`.
    pub fn key(&self) -> &'static str {
        match self.what {
            What::Doctype { .. } => "grammar-doctype",
            What::Root { .. } => "grammar-root",
            What::Unknown => "grammar-unknown",
            What::Misplaced { .. } => "grammar-misplaced",
            What::Disorder { .. } => "grammar-disorder",
            What::Repeated { .. } => "grammar-repeated",
            What::Lacks { .. } => "grammar-lacks",
            What::Text => "grammar-text",
            What::NotEmpty => "grammar-not-empty",
            What::UnknownAttribute { .. } => "grammar-unknown-attribute",
            What::LacksAttribute { .. } => "grammar-lacks-attribute",
            What::Fixed { .. } => "grammar-fixed",
            What::Unlisted { .. } => "grammar-unlisted",
            What::NotName { .. } => "grammar-not-name",
            What::Duplicate { .. } => "grammar-duplicate",
        }
    }

    /// Returns the arguments of the message.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let mut arguments = vec![("line", self.line.to_string()), ("element", self.element.clone())];
        arguments.extend(self.what.arguments());
        arguments
    }
}

impl What {
    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unknown | Self::Text | Self::NotEmpty => Vec::new(),
            Self::Doctype { found } | Self::NotName { found } => vec![("found", found.clone())],
            Self::Root { expected } => vec![("expected", (*expected).to_owned())],
            Self::Misplaced { parent } | Self::Disorder { parent } | Self::Repeated { parent } => {
                vec![("parent", parent.clone())]
            }
            Self::Lacks { child } => vec![("child", child.clone())],
            Self::UnknownAttribute { attribute } => vec![("attribute", attribute.clone())],
            Self::LacksAttribute { attribute } => vec![("attribute", (*attribute).to_owned())],
            Self::Fixed { attribute, expected, found } => vec![
                ("attribute", (*attribute).to_owned()),
                ("expected", (*expected).to_owned()),
                ("found", found.clone()),
            ],
            Self::Unlisted { attribute, listed, found } => vec![
                ("attribute", (*attribute).to_owned()),
                ("expected", listed.join(", ")),
                ("found", found.clone()),
            ],
            Self::Duplicate { found, first } => vec![("found", found.clone()), ("first", first.to_string())],
        }
    }
}

/// Breaches up to a number, and the count of the rest.
#[derive(Debug, Default)]
pub(super) struct Breaches {
    pub(super) list: Vec<Breach>,
    pub(super) more: u64,
}

impl Breaches {
    pub(super) fn add(&mut self, line: u64, element: &str, what: What) {
        if self.list.len() < BREACHES {
            self.list.push(Breach { line, element: clip(element), what });
        } else {
            self.more += 1;
        }
    }
}

/// Shortens what was found to what fits a message.
pub(super) fn clip(text: &str) -> String {
    text.char_indices().nth(CLIP).map_or_else(|| text.to_owned(), |(end, _)| format!("{}…", &text[..end]))
}

/// Most breaches that are kept of one document; whoever mends a hundred checks again anyway.
pub(super) const BREACHES: usize = 100;

/// Most characters of a name or value that are kept: the longest heading has 117.
const CLIP: usize = 160;
