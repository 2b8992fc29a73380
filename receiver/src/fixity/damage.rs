//! What a sweep finds: which copy, which file, which part of it, and what became of it.

use std::fmt;
use std::ops::Range;

use archive::damage::Fault as Rot;
use archive::finding::Finding;

use crate::registry::log::Event;

/// One thing that is not as it was receipted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The copy: the label of its store, as R2 names it.
    pub copy: String,
    /// The file, by its path in that store.
    pub file: String,
    /// What happened to it.
    pub fault: Fault,
    /// The segments of the package that are hit.
    pub segments: Option<Range<u32>>,
    /// The bytes of the file that are hit.
    pub bytes: Option<Range<u64>>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It ends too early.
    Truncated,
    /// It goes on after its end.
    Longer,
    /// It has other bytes.
    Altered,
    /// It lies where nothing belongs.
    Extra,
    /// It cannot be read.
    Unreadable {
        /// What the system answered.
        reason: String,
    },
    /// An object of the archive does not have the shape of the specification.
    Shape {
        /// The rule of OCFL 1.1, and what is wrong.
        reason: String,
    },
    /// Fewer than two copies of the submission were whole.
    TooFew {
        /// How many were.
        whole: usize,
    },
    /// What was signed cannot be told: nothing can be compared with it.
    Unproven {
        /// Why.
        reason: String,
    },
}

/// What became of a damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The good bytes were written and read back.
    Repaired,
    /// It is as it was found.
    Unrepaired {
        /// Why.
        reason: String,
    },
}

impl Damage {
    /// Names a whole file.
    pub fn of(copy: &str, file: impl Into<String>, fault: Fault) -> Self {
        Self { copy: copy.to_owned(), file: file.into(), fault, segments: None, bytes: None }
    }

    /// Takes over what a validation of the archive found.
    pub fn of_finding(copy: &str, finding: &Finding) -> Self {
        let fault = match finding.damage.as_ref().map(|damage| &damage.fault) {
            Some(Rot::Missing) => Fault::Missing,
            Some(Rot::Extra) => Fault::Extra,
            Some(Rot::Altered { .. } | Rot::Otherwise) => Fault::Altered,
            Some(Rot::Unreadable { reason }) => Fault::Unreadable { reason: reason.clone() },
            _ => Fault::Shape { reason: format!("{}: {}", finding.code, finding.message) },
        };
        Self::of(copy, finding.place.clone(), fault)
    }

    /// Names the place for people: the file, and what of it.
    pub fn place(&self) -> String {
        let mut place = format!("{}: {}", self.copy, self.file);
        if let Some(segments) = &self.segments {
            let (first, last) = (segments.start, segments.end.saturating_sub(1));
            place += &if first == last {
                format!(", segment {first}")
            } else {
                format!(", segments {first}–{last}")
            };
        }
        if let Some(bytes) = &self.bytes {
            place += &format!(", bytes {}–{}", bytes.start, bytes.end.saturating_sub(1));
        }
        place
    }

    /// The event that says it was found, written before anything is changed.
    pub fn event(&self, number: &str, sweep: i64) -> Event {
        self.describe(Event::new(DAMAGE, number).with("sweep", sweep.to_string()))
    }

    /// The event that says what became of it.
    pub fn concluded(&self, number: &str, sweep: i64, outcome: &Outcome) -> Event {
        let event = self.describe(Event::new(outcome.event(), number).with("sweep", sweep.to_string()));
        match outcome {
            Outcome::Repaired => event,
            Outcome::Unrepaired { reason } => event.with("reason", reason.clone()),
        }
    }

    fn describe(&self, event: Event) -> Event {
        let mut event = event.with("copy", self.copy.clone()).with("file", self.file.clone());
        event = event.with("fault", self.fault.code());
        if let Some(detail) = self.fault.detail() {
            event = event.with("detail", detail);
        }
        if let Some(segments) = &self.segments {
            event = event.with("segments", format!("{}-{}", segments.start, segments.end.saturating_sub(1)));
        }
        if let Some(bytes) = &self.bytes {
            event = event.with("bytes", format!("{}-{}", bytes.start, bytes.end.saturating_sub(1)));
        }
        event
    }
}

impl Fault {
    /// A short stable name, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Truncated => "truncated",
            Self::Longer => "longer",
            Self::Altered => "altered",
            Self::Extra => "extra",
            Self::Unreadable { .. } => "unreadable",
            Self::Shape { .. } => "shape",
            Self::TooFew { .. } => "too-few-copies",
            Self::Unproven { .. } => "unproven",
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Unreadable { reason } | Self::Shape { reason } | Self::Unproven { reason } => {
                Some(reason.clone())
            }
            Self::TooFew { whole } => Some(whole.to_string()),
            Self::Missing | Self::Truncated | Self::Longer | Self::Altered | Self::Extra => None,
        }
    }

    /// Tells whether a person must act although everything may be whole again.
    pub fn is_alarm(&self) -> bool {
        matches!(self, Self::TooFew { .. })
    }
}

impl Outcome {
    /// Says why it was not repaired.
    pub fn unrepaired(reason: impl fmt::Display) -> Self {
        Self::Unrepaired { reason: reason.to_string() }
    }

    fn event(&self) -> &'static str {
        match self {
            Self::Repaired => REPAIRED,
            Self::Unrepaired { .. } => UNREPAIRED,
        }
    }
}

/// Kind of the events that say what was found.
pub const DAMAGE: &str = "damage";
/// Kind of the events that say that it is whole again.
pub const REPAIRED: &str = "repaired";
/// Kind of the events that say that it is not.
pub const UNREPAIRED: &str = "unrepaired";
