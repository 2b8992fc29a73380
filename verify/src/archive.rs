//! `archive ROOT`: every object and every byte of an OCFL storage root, and over each object its evidence.

use std::path::Path;

use archive::finding::Finding;
use archive::key::Key;
use archive::store::local::Local;
use archive::validate::object::{self, Seen};
use archive::validate::root::{Met, examine};
use archive::validate::{self, Stopped, ValidateError};
use terminal::bar::Bar;
use terminal::failure::Failure;

use crate::key::unusable;
use crate::object::{Held, Object};
use crate::options::ArchiveOptions;
use crate::part::Part;
use crate::report::Report;

/// Verifies one storage root.
pub(crate) fn verify(options: &ArchiveOptions, report: &mut Report) -> Result<(), Failure> {
    let (root, texts) = (&options.root, report.texts());
    std::fs::read_dir(root).map_err(|error| unusable("open", root, &error, texts))?;
    let bar = report.begin(root, || below(root));
    check(root, &root.display().to_string(), &bar, report, &mut |_, _| {})
        .map_err(|error| unusable("open", root, &error, texts))
}

/// Checks a storage root that findings name as `place`, and hands on what each object's evidence says.
///
/// # Errors
/// When a folder cannot be listed.
pub(crate) fn check(
    root: &Path,
    place: &str,
    bar: &Bar,
    report: &mut Report,
    each: &mut dyn FnMut(Held, &mut Report),
) -> Result<(), ValidateError> {
    let store = Local::read_only(place, root);
    examine(&store, &mut Moving(bar), &mut |met| match met {
        Met::Finding(finding) => report.steady(|report| {
            // A folder is empty for a moment before its object appears in it.
            if finding.code.0 != EMPTY || is_empty(&root.join(&finding.place)) {
                say(&finding, place, report);
            }
        }),
        Met::Object { place: key, seen } => {
            let mut first = Some(seen);
            report.steady(|report| {
                let seen = match first.take() {
                    Some(seen) => Ok(seen),
                    None => object::examine(&store, &key, &mut Moving(bar)),
                };
                match seen {
                    Ok(seen) => one(root, place, &key, &seen, report, each),
                    Err(error) => report.unsound("unreadable", format!("{place}/{key}"), error),
                }
            });
        }
    })?;
    Ok(())
}

/// One object that was examined.
fn one(
    root: &Path,
    place: &str,
    key: &Key,
    seen: &Seen,
    report: &mut Report,
    each: &mut dyn FnMut(Held, &mut Report),
) {
    report.checked(Part::Object, 1);
    seen.findings.iter().for_each(|finding| say(finding, place, report));
    let Some(inventory) = &seen.inventory else { return };
    let sound = seen.files.iter().flatten();
    report.checked(Part::File, sound.clone().count() as u64);
    report.read(sound.map(|file| file.length).sum());
    let place = format!("{place}/{key}");
    if let Some(held) = (Object { root, key, place, inventory, files: &seen.files }).check(report) {
        each(held, report);
    }
}

fn say(finding: &Finding, root: &str, report: &mut Report) {
    let (rule, place) = (finding.code.to_string(), format!("{root}/{}", finding.place));
    if finding.code.is_error() {
        report.unsound(&rule, place, &finding.message);
    } else {
        report.warn(&rule, place, &finding.message);
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// The bytes of all files below a folder; none, when it cannot be walked.
pub(crate) fn below(folder: &Path) -> Option<u64> {
    let mut bytes = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => open.push(entry.path()),
                Ok(metadata) => bytes += metadata.len(),
                Err(_) => {}
            }
        }
    }
    Some(bytes)
}

struct Moving<'a>(&'a Bar);

impl validate::Progress for Moving<'_> {
    fn read(&mut self, bytes: u64) -> Result<(), Stopped> {
        self.0.advance(bytes);
        Ok(())
    }
}

/// The code of a folder in which nothing lies.
const EMPTY: &str = "E073";
