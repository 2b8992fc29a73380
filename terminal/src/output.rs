//! Where results, notes and errors go: results on stdout, everything meant for people during the work on stderr.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;
use crate::options::Speech;

/// The two channels of a program, with the form that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
    quiet: bool,
}

impl Output {
    /// Creates the channels as the options say.
    pub fn new(speech: &Speech) -> Self {
        Self { json: speech.json, quiet: speech.quiet }
    }

    /// Returns true if machine output was asked for.
    pub fn is_json(self) -> bool {
        self.json
    }

    /// Prints a result: the object as a JSON line, or the text.
    ///
    /// # Errors
    /// What the system answers, for example when the reader has gone.
    pub fn result(self, object: &impl Serialize, text: &str) -> io::Result<()> {
        if self.json { self.line(object) } else { writeln!(io::stdout().lock(), "{text}") }
    }

    /// Prints a JSON line on stdout if machine output was asked for, else nothing.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub fn line(self, object: &impl Serialize) -> io::Result<()> {
        if !self.json {
            return Ok(());
        }
        let mut line = serde_json::to_vec(object)?;
        line.push(b'\n');
        // One write for each line: several processes may share the pipe.
        let mut stdout = io::stdout().lock();
        stdout.write_all(&line)?;
        stdout.flush()
    }

    /// Prints text on stdout, unless machine output was asked for.
    ///
    /// # Errors
    /// As [`Output::result`].
    pub fn text(self, text: &str) -> io::Result<()> {
        if self.json { Ok(()) } else { writeln!(io::stdout().lock(), "{text}") }
    }

    /// Tells a person something on stderr, unless `--quiet`.
    pub fn note(self, text: &str) {
        if !self.quiet {
            // A closed stderr is no reason to stop the work.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Says how a command failed: on stderr, and with `--json` also as a line on stdout.
    pub fn failure(self, program: &str, failure: &Failure) {
        let _ = self.line(failure);
        let _ = writeln!(io::stderr().lock(), "{program}: {failure}");
    }
}
