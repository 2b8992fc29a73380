//! What is wrong with a storage root or an object, in the codes of OCFL 1.1
//! (<https://ocfl.io/1.1/spec/validation-codes.html>).

use std::fmt;

use crate::damage::Damage;

/// One thing that is not as the specification wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub code: Code,
    /// Where: a path below the storage root, and after `#` a place inside an inventory.
    pub place: String,
    /// What is wrong, in English.
    pub message: String,
    /// The file that rotted, where it is one.
    pub damage: Option<Damage>,
}

/// A code of the specification: `E092` breaks a MUST, `W005` a SHOULD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Code {
    /// Tells whether it breaks a MUST.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.0.starts_with('E')
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code, self.place, self.message)
    }
}

/// Findings as they are gathered, below a place.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, code: &'static str, place: impl Into<String>, message: impl Into<String>) {
        self.0.push(Finding { code: Code(code), place: place.into(), message: message.into(), damage: None });
    }

    pub(crate) fn add_damage(&mut self, code: &'static str, damage: Damage) {
        let (place, message) = (damage.file.clone(), damage.fault.to_string());
        self.0.push(Finding { code: Code(code), place, message, damage: Some(damage) });
    }
}
