//! Bookmarks and links of PDF files: that they lead somewhere, without leaving the dossier.
//!
//! China: 《eCTD验证标准》 6.2-6.8 and 6.9-6.15; FDA: US-eCTD4-538 to -545 and -546 to -553.

use super::found::Found;
use super::inspected::{Document, Extent, Need, pdfs};
use super::subject::Subject;
use crate::backbone::target;
use crate::dossier::Dossier;
use crate::pdf::examples::Examples;
use crate::pdf::jump::{Jumps, Peculiarity};

/// Which jumps a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The outline's items.
    Bookmarks,
    /// The link annotations.
    Links,
}

/// What is wrong with a jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// What the file itself tells.
    Is(Peculiarity),
    /// It leads to a file that the dossier does not have. What it means outside of the dossier cannot be told.
    NoFile,
}

/// Absolute path: CN 6.2, 6.9; US-eCTD4-544, -552.
pub const ABSOLUTE: &[Flaw] = &[Flaw::Is(Peculiarity::Absolute)];
/// Out to the web or to mail: CN 6.3, 6.10; US-eCTD4-542, -550.
pub const EXTERNAL: &[Flaw] = &[Flaw::Is(Peculiarity::External)];
/// An action other than `GoTo`, `GoToR`, `Launch`: CN 6.4, 6.11.
pub const UNKNOWN: &[Flaw] = &[Flaw::Is(Peculiarity::UnknownAction)];
/// No action: CN 6.5, 6.12; US-eCTD4-543, -551.
pub const INACTIVE: &[Flaw] = &[Flaw::Is(Peculiarity::Inactive)];
/// No target: CN 6.6, 6.13.
pub const NO_TARGET: &[Flaw] =
    &[Flaw::Is(Peculiarity::Missing), Flaw::Is(Peculiarity::Corrupt), Flaw::NoFile];
/// Several actions: CN 6.7, 6.14; US-eCTD4-541, -549.
pub const MULTIPLE: &[Flaw] = &[Flaw::Is(Peculiarity::Multiple)];
/// Magnification other than Inherit Zoom: CN 6.8, 6.15; US-eCTD4-545, -553.
pub const ZOOM: &[Flaw] = &[Flaw::Is(Peculiarity::Zoom)];
/// A file that is not there: US-eCTD4-538, -546.
pub const NO_FILE: &[Flaw] = &[Flaw::NoFile];
/// Malformed: US-eCTD4-539, -547.
pub const CORRUPT: &[Flaw] = &[Flaw::Is(Peculiarity::Corrupt)];
/// A page or a named destination that is not there: US-eCTD4-540, -548.
pub const NO_DESTINATION: &[Flaw] = &[Flaw::Is(Peculiarity::Missing)];

/// Looks for flaws of the jumps of one side.
pub fn flawed(subject: &Subject<'_>, found: &mut Found<'_>, side: Side, flaws: &[Flaw]) {
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        for flaw in flaws {
            let examples = flaw.examples(side.of(&document), document.path, subject.dossier);
            if examples.total > 0 {
                let (total, shown) = (examples.total.to_string(), examples.first.join("; "));
                let arguments =
                    [("side", side.name()), ("flaw", flaw.name()), ("total", &total), ("examples", &shown)];
                found.note(document.place.as_str(), "pdf-jump", &arguments);
            }
        }
    }
}

impl Side {
    fn of<'a>(self, document: &Document<'a>) -> &'a Jumps {
        match self {
            Self::Bookmarks => &document.facts.bookmarks,
            Self::Links => &document.facts.links,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bookmarks => "bookmark",
            Self::Links => "link",
        }
    }
}

impl Flaw {
    fn examples(self, jumps: &Jumps, path: &str, dossier: &Dossier) -> Examples {
        match self {
            Self::Is(peculiarity) => jumps.peculiar.get(&peculiarity).cloned().unwrap_or_default(),
            Self::NoFile => lost(jumps, path, dossier),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Is(Peculiarity::Absolute) => "absolute",
            Self::Is(Peculiarity::External) => "external",
            Self::Is(Peculiarity::UnknownAction) => "unknown-action",
            Self::Is(Peculiarity::Inactive) => "inactive",
            Self::Is(Peculiarity::Corrupt) => "corrupt",
            Self::Is(Peculiarity::Missing) => "missing",
            Self::Is(Peculiarity::Multiple) => "multiple",
            Self::Is(Peculiarity::Zoom) => "zoom",
            Self::NoFile => "no-file",
        }
    }
}

/// The jumps to files of the dossier that are not there.
fn lost(jumps: &Jumps, path: &str, dossier: &Dossier) -> Examples {
    let mut lost = Examples::default();
    for (file, examples) in &jumps.files {
        if target::path(path, file).is_some_and(|wanted| dossier.position(&wanted).is_none()) {
            lost.total += examples.total;
            lost.first.extend(examples.first.iter().take(1).map(|at| format!("{at}: {file}")));
        }
    }
    lost.first.truncate(SHOWN);
    lost
}

/// Examples of one message.
const SHOWN: usize = 5;
