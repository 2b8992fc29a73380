//! How a command ends when it does not end well: every error's code, exit code, and its words in both languages.
//!
//! The words are `error-CODE` and `error-CODE-hint` in the language files; several codes can share their words.

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
    /// The word for programs.
    pub code: &'static str,
    /// The name of the texts; usually the code.
    pub words: &'static str,
    /// How the program ends.
    pub exit: Exit,
    /// Values in the texts.
    pub values: Vec<(&'static str, Value)>,
}

impl Explanation {
    /// An explanation whose texts speak of nothing yet.
    pub fn new(code: &'static str, exit: Exit) -> Explanation {
        Explanation { code, words: code, exit, values: Vec::new() }
    }

    /// Uses the texts of another code; a hint of this code's own still comes first.
    #[must_use]
    pub fn worded(self, words: &'static str) -> Explanation {
        Explanation { words, ..self }
    }

    /// Adds a value the texts speak of.
    #[must_use]
    pub fn value(mut self, name: &'static str, value: impl Into<Value>) -> Explanation {
        self.values.push((name, value.into()));
        self
    }

    /// Puts it into words.
    pub fn in_words(&self, texts: Texts) -> Failure {
        let message = texts.with(&format!("error-{}", self.words), &self.values);
        let failure = Failure::new(self.exit, self.code, message);
        let hint = |name: &str| texts.find(&format!("error-{name}-hint"), &self.values);
        match hint(self.code).or_else(|| hint(self.words)) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

/// Puts an error into words.
pub fn failure(error: &impl Explain, texts: Texts) -> Failure {
    error.explain().in_words(texts)
}
