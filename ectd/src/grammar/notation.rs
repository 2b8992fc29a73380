//! The notation of the tables: short words for elements, parts and attributes, and an outline with the signs of a DTD.

use super::{Attribute, Content, Element, Kind, Part, Presence, Times};

/// Headings, one under the other: a name, how often (`?` or `*`), attributes of its own, and what is below it.
macro_rules! outline {
    ($($name:literal $times:tt $([$attributes:expr])? $({ $($below:tt)* })?)*) => {
        &[$($crate::grammar::Heading {
            name: $name,
            times: $crate::grammar::notation::times!($times),
            attributes: $crate::grammar::notation::or_none!($($attributes)?),
            below: $crate::grammar::notation::outline!($($($below)*)?),
        }),*]
    };
}

macro_rules! times {
    (?) => {
        $crate::grammar::Times::Optional
    };
    (*) => {
        $crate::grammar::Times::Any
    };
}

macro_rules! or_none {
    () => {
        &[]
    };
    ($slice:expr) => {
        $slice
    };
}

pub(super) use {or_none, outline, times};

/// What a lowest heading holds: `(leaf | node-extension)*`.
pub(super) const LEAVES: &[Part] = &[any(&["leaf", "node-extension"])];

/// Attributes of nearly every heading.
pub(super) const HEADING: &[Attribute] = &[ID, optional("xml:lang")];

/// An identifier that need not be there.
pub(super) const ID: Attribute = Attribute { name: "ID", kind: Kind::Id, presence: Presence::Optional };

/// An identifier that must be there.
pub(super) const ID_REQUIRED: Attribute = Attribute { presence: Presence::Required, ..ID };

pub(super) const fn element(name: &'static str, content: Content) -> Element {
    Element { name, content, attributes: [&[], &[]] }
}

pub(super) const fn text(name: &'static str) -> Element {
    element(name, Content::Text)
}

pub(super) const fn children(name: &'static str, parts: &'static [Part]) -> Element {
    element(name, Content::Children(parts))
}

impl Element {
    pub(super) const fn with(self, attributes: &'static [Attribute]) -> Self {
        Self { attributes: [attributes, self.attributes[1]], ..self }
    }

    pub(super) const fn sharing(self, attributes: &'static [Attribute]) -> Self {
        Self { attributes: [self.attributes[0], attributes], ..self }
    }
}

pub(super) const fn once(names: &'static [&'static str]) -> Part {
    Part { names, headings: &[], times: Times::Once }
}

pub(super) const fn maybe(names: &'static [&'static str]) -> Part {
    Part { times: Times::Optional, ..once(names) }
}

pub(super) const fn any(names: &'static [&'static str]) -> Part {
    Part { times: Times::Any, ..once(names) }
}

pub(super) const fn many(names: &'static [&'static str]) -> Part {
    Part { times: Times::Many, ..once(names) }
}

pub(super) const fn required(name: &'static str) -> Attribute {
    Attribute { name, kind: Kind::Text, presence: Presence::Required }
}

pub(super) const fn optional(name: &'static str) -> Attribute {
    Attribute { presence: Presence::Optional, ..required(name) }
}

pub(super) const fn fixed(name: &'static str, value: &'static str) -> Attribute {
    Attribute { presence: Presence::Fixed(value), ..required(name) }
}

pub(super) const fn one_of(name: &'static str, words: &'static [&'static str]) -> Attribute {
    Attribute { kind: Kind::OneOf(words), ..required(name) }
}

pub(super) const fn maybe_one_of(name: &'static str, words: &'static [&'static str]) -> Attribute {
    Attribute { kind: Kind::OneOf(words), ..optional(name) }
}
