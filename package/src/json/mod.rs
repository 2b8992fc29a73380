//! The JSON of Sealpost's documents: header, statement, receipts, card.
//!
//! A document is one I-JSON object (RFC 7493): UTF-8 without byte order mark, from `{` to `}` with nothing
//! before or after. Readers do not depend on the order of members and ignore members they do not know; they
//! refuse a name used twice (at any depth), a missing or ill-typed member, and any number that is not written as
//! an integer in 0 … 2^53−1 (no sign, fraction or exponent). Writers put the members in the order the format
//! lists them, without white space, non-ASCII characters unescaped: the same document gives the same bytes.
//!
//! This is not a general JSON library: it has no floats and no pretty printer.

mod reader;
mod writer;

use crypto::hex;
use std::fmt::Display;
use std::str::FromStr;

/// The largest integer that every JSON reader keeps exactly (RFC 7493 §2.2).
pub const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// One JSON value, without the kinds of number that the formats do not use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer in 0 … 2^53−1.
    Number(u64),
    /// A text.
    Text(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

/// A JSON object whose members keep their order and have different names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    members: Vec<(String, Value)>,
}

/// Why a document is no acceptable JSON object, or lacks what its format demands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The bytes do not begin with `{` and end with `}`.
    #[error("the document is not one JSON object with nothing before and after it")]
    NotOneObject,
    /// The bytes are not I-JSON.
    #[error("not I-JSON at line {line}, column {column}: {cause}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the reader objects to.
        cause: String,
    },
    /// A member that the format demands is not there.
    #[error("member \"{name}\" is missing")]
    Missing {
        /// Name of the member.
        name: String,
    },
    /// A member has a value of another type, or one that its format forbids.
    #[error("member \"{name}\" is not {expected}")]
    IllTyped {
        /// Name of the member.
        name: String,
        /// What the format wants there.
        expected: String,
    },
}

impl Object {
    /// Makes an object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member at the end. A name that is there already gets the new value in its old place.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        match self.members.iter_mut().find(|(held, _)| held == name) {
            Some((_, held)) => *held = value,
            None => self.members.push((name.to_owned(), value)),
        }
        self
    }

    /// Reads a document.
    ///
    /// # Errors
    /// When the bytes are not exactly one I-JSON object as the module page says.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        reader::object(bytes)
    }

    /// Writes the document: members in order, no white space, non-ASCII unescaped.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        writer::write(self).into_bytes()
    }

    /// Says the names of the members, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }

    /// Finds a member that may be absent.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|(held, _)| held == name).map(|(_, value)| value)
    }

    /// Finds a member that must be there.
    ///
    /// # Errors
    /// When it is missing.
    pub fn member(&self, name: &str) -> Result<&Value, JsonError> {
        self.find(name).ok_or_else(|| JsonError::Missing { name: name.to_owned() })
    }

    /// Reads a text.
    ///
    /// # Errors
    /// When it is missing or no text.
    pub fn text(&self, name: &str) -> Result<&str, JsonError> {
        match self.member(name)? {
            Value::Text(text) => Ok(text),
            _ => Err(ill_typed(name, "a text")),
        }
    }

    /// Reads a text that has a form of its own: a digest, an id, a time.
    ///
    /// # Errors
    /// When it is missing, no text, or not of that form.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Result<T, JsonError>
    where
        T::Err: Display,
    {
        self.text(name)?.parse().map_err(|error| ill_typed(name, &format!("acceptable: {error}")))
    }

    /// Reads such a text, or `null`.
    ///
    /// # Errors
    /// When it is missing, neither text nor `null`, or not of that form.
    pub fn parsed_or_null<T: FromStr>(&self, name: &str) -> Result<Option<T>, JsonError>
    where
        T::Err: Display,
    {
        match self.member(name)? {
            Value::Null => Ok(None),
            _ => self.parsed(name).map(Some),
        }
    }

    /// Reads a byte string in lower-case hex.
    ///
    /// # Errors
    /// When it is missing or not lower-case hex.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, JsonError> {
        hex::decode(self.text(name)?).map_err(|_| ill_typed(name, "lower-case hex"))
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// When it is missing or no integer.
    pub fn number(&self, name: &str) -> Result<u64, JsonError> {
        match self.member(name)? {
            Value::Number(number) => Ok(*number),
            _ => Err(ill_typed(name, "an integer")),
        }
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// When it is missing or neither.
    pub fn boolean(&self, name: &str) -> Result<bool, JsonError> {
        match self.member(name)? {
            Value::Boolean(boolean) => Ok(*boolean),
            _ => Err(ill_typed(name, "true or false")),
        }
    }

    /// Reads an array.
    ///
    /// # Errors
    /// When it is missing or no array.
    pub fn array(&self, name: &str) -> Result<&[Value], JsonError> {
        match self.member(name)? {
            Value::Array(items) => Ok(items),
            _ => Err(ill_typed(name, "an array")),
        }
    }

    /// Reads an array whose items are objects.
    ///
    /// # Errors
    /// When it is missing, no array, or has another item.
    pub fn objects(&self, name: &str) -> Result<Vec<&Object>, JsonError> {
        let mut objects = Vec::new();
        for item in self.array(name)? {
            let Value::Object(object) = item else { return Err(ill_typed(name, "an array of objects")) };
            objects.push(object);
        }
        Ok(objects)
    }

    /// Reads an array whose items are texts.
    ///
    /// # Errors
    /// When it is missing, no array, or has another item.
    pub fn texts(&self, name: &str) -> Result<Vec<&str>, JsonError> {
        let mut texts = Vec::new();
        for item in self.array(name)? {
            let Value::Text(text) = item else { return Err(ill_typed(name, "an array of texts")) };
            texts.push(text.as_str());
        }
        Ok(texts)
    }

    /// Reads an object.
    ///
    /// # Errors
    /// When it is missing or no object.
    pub fn object(&self, name: &str) -> Result<&Object, JsonError> {
        match self.member(name)? {
            Value::Object(object) => Ok(object),
            _ => Err(ill_typed(name, "an object")),
        }
    }

    /// Demands that a text member has exactly this value (`format`, `kind`).
    ///
    /// # Errors
    /// When it is missing or another.
    pub fn demand(&self, name: &str, value: &str) -> Result<(), JsonError> {
        if self.text(name)? == value { Ok(()) } else { Err(ill_typed(name, &format!("\"{value}\""))) }
    }
}

/// Makes the error for a member whose value its format forbids.
#[must_use]
pub fn ill_typed(name: &str, expected: &str) -> JsonError {
    JsonError::IllTyped { name: name.to_owned(), expected: expected.to_owned() }
}
