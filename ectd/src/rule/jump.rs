//! Bookmarks and links of PDF files: that they lead somewhere, without leaving the application.
//!
//! China: 《eCTD验证标准》 6.2-6.8 and 6.9-6.15; FDA: US-eCTD4-538 to -545 and -546 to -553.

use super::found::{Because, Found};
use super::inspected::{Document, Extent, Need, pdfs};
use super::subject::Subject;
use crate::application::History;
use crate::backbone::leaf::Leaf;
use crate::backbone::{Backbone, target};
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
    /// It leads to a file that neither the dossier nor an earlier sequence has.
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
    let mut unknown = None;
    for document in pdfs(subject, found, Extent::Judged, Need::Content) {
        for flaw in flaws {
            let jumps = side.of(&document);
            let examples = flaw.examples(jumps, document.path, subject);
            if *flaw == Flaw::NoFile && unknown.is_none() {
                unknown = unjudged(jumps, document.path, subject).map(|why| (document.place.clone(), why));
            }
            if examples.total > 0 {
                let (total, shown) = (examples.total.to_string(), examples.first.join("; "));
                let arguments =
                    [("side", side.name()), ("flaw", flaw.name()), ("total", &total), ("examples", &shown)];
                found.note(document.place.as_str(), "pdf-jump", &arguments);
            }
        }
    }
    if let Some((place, because)) = unknown {
        found.not_evaluated(place, because);
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
    fn examples(self, jumps: &Jumps, path: &str, subject: &Subject<'_>) -> Examples {
        match self {
            Self::Is(peculiarity) => jumps.peculiar.get(&peculiarity).cloned().unwrap_or_default(),
            Self::NoFile => lost(jumps, path, subject),
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

/// The jumps to files that are not there.
fn lost(jumps: &Jumps, path: &str, subject: &Subject<'_>) -> Examples {
    let mut lost = Examples::default();
    for (file, examples) in &jumps.files {
        if end(path, file, subject) == Ok(false) {
            lost.total += examples.total;
            lost.first.extend(examples.first.iter().take(1).map(|at| format!("{at}: {file}")));
        }
    }
    lost.first.truncate(SHOWN);
    lost
}

/// Why it cannot be told of some jump whether its file is there.
fn unjudged(jumps: &Jumps, path: &str, subject: &Subject<'_>) -> Option<Because> {
    jumps.files.keys().find_map(|file| end(path, file, subject).err())
}

/// Tells whether the file to which a jump leads is there: in the dossier, or in an earlier sequence by what the backbone
/// of that says. What it means outside of the application cannot be told, and is not objected to.
fn end(path: &str, file: &str, subject: &Subject<'_>) -> Result<bool, Because> {
    let is_here = |wanted: &str| subject.dossier.position(wanted).is_some();
    if let Some(wanted) = target::path(path, file) {
        return Ok(is_here(&wanted));
    }
    let own = subject.dossier.name().unwrap_or("this");
    let from_above = target::path(&format!("{own}/{path}"), file);
    let Some((sequence, wanted)) = from_above.as_deref().and_then(|wanted| wanted.split_once('/')) else {
        return Ok(true);
    };
    if sequence == own {
        return Ok(is_here(wanted));
    }
    match subject.history.sequences().iter().find(|earlier| earlier.name == sequence) {
        Some(earlier) if names(&earlier.backbone, wanted) => Ok(true),
        Some(earlier) if earlier.backbone.documents.iter().any(|document| document.fault.is_some()) => {
            Err(Because::EarlierBackbone)
        }
        None if *subject.history == History::NotGiven => Err(Because::History),
        _ => Ok(false),
    }
}

/// Tells whether a backbone brings a file.
fn names(backbone: &Backbone, wanted: &str) -> bool {
    let brought = |leaf: &Leaf| {
        let link = leaf.link().filter(|_| !leaf.deletes());
        link.and_then(|link| target::path(backbone.path_of(leaf), link)).is_some_and(|path| path == wanted)
    };
    backbone.documents.iter().any(|document| document.path == wanted) || backbone.leaves.iter().any(brought)
}

/// Examples of one message.
const SHOWN: usize = 5;
