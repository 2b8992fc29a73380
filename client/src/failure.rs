//! How a command ends when it does not end well: every error's code, exit code, and its words in both languages.
//!
//! The words are `error-CODE` and `error-CODE-hint` in the language files.

use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::text::{Texts, Value};

/// What an error tells the person who meets it.
pub trait Explain {
    /// The error's word for programs, its exit code, and the values its texts speak of.
    fn explain(&self) -> Explanation;
}

/// What an error says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The word for programs; the texts are found by it.
    pub code: &'static str,
    /// How the program ends.
    pub exit: Exit,
    /// Values in the texts.
    pub values: Vec<(&'static str, Value)>,
}

impl Explanation {
    /// An explanation whose texts speak of nothing yet.
    pub fn new(code: &'static str, exit: Exit) -> Explanation {
        Explanation { code, exit, values: Vec::new() }
    }

    /// Adds a value the texts speak of.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl Into<Value>) -> Explanation {
        self.values.push((name, value.into()));
        self
    }

    /// Puts it into words.
    pub fn in_words(&self, texts: Texts) -> Failure {
        let message = texts.with(&format!("error-{}", self.code), &self.values);
        let failure = Failure::new(self.exit, self.code, message);
        match texts.find(&format!("error-{}-hint", self.code), &self.values) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Puts an error into words.
pub fn failure(error: &impl Explain, texts: Texts) -> Failure {
    error.explain().in_words(texts)
}
