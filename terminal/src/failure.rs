//! An error as a program ends with it: code, what happened, what to do next.

use serde::Serialize;

use crate::exit::Exit;

/// What a program says when a command does not end well.
///
/// Message and hint are in the person's language already; the code never changes with it.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename = "error")]
pub struct Failure {
    /// A short word for programs, such as `no-such-folder`.
    pub code: String,
    /// What happened, and where.
    pub message: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The exit code that goes with it.
    #[serde(skip)]
    pub exit: Exit,
}

impl Failure {
    /// Creates a failure without a hint.
    pub fn new(exit: Exit, code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), hint: None, exit }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
