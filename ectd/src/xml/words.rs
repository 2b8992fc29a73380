//! How a fault is said to people: the name of its message in `locales/*/rules.ftl`, and what the message names.

use super::{Limit, XmlFault};

impl XmlFault {
    /// Returns the message's name and its values.
    pub(crate) fn words(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Unreadable(cause) => ("unreadable", vec![("cause", cause.clone())]),
            Self::Encoding(encoding) => ("xml-encoding", vec![("encoding", encoding.clone())]),
            Self::Entity(entity) => ("xml-entity", vec![("entity", entity.clone())]),
            Self::Limit(limit) => ("xml-limit", vec![("limit", name(*limit).to_owned())]),
            Self::Malformed { offset, cause } => {
                ("xml-malformed", vec![("offset", offset.to_string()), ("cause", cause.clone())])
            }
        }
    }
}

/// The name under which the messages know a limit.
fn name(limit: Limit) -> &'static str {
    match limit {
        Limit::Depth => "depth",
        Limit::Attributes => "attributes",
        Limit::Event => "event",
        Limit::File => "file",
        Limit::Leaves => "leaves",
        Limit::Ids => "ids",
    }
}
