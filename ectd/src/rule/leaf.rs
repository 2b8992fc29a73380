//! What the leaves say about files: that they are there, under that very name, with that checksum.

use super::found::Found;
use super::subject::{Scope, Subject};
use crate::backbone::Kind;
use crate::backbone::leaf::Leaf;
use crate::backbone::target::Target;
use crate::profile::Profile;

/// The file has the checksum that its leaf states.
pub(crate) fn checksum(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (leaf, target) in subject.leaves(scope) {
        let Some(file) = target.file() else { continue };
        // what could not be read, or changed meanwhile, is a finding of its own
        let Some(actual) = subject.readings[file].digest() else { continue };
        let place = subject.place(leaf, Some(subject.path(file)));
        match leaf.checksum.as_deref().map(str::trim).filter(|stated| !stated.is_empty()) {
            None if may_lack_checksum(subject, leaf) => {}
            None => found.note(place, "checksum-missing", &[("actual", &actual)]),
            Some(stated) if stated.eq_ignore_ascii_case(&actual) => {}
            Some(stated) => {
                found.note(place, "checksum-wrong", &[("stated", stated), ("actual", &actual)]);
            }
        }
    }
}

/// The file that a leaf names is there.
pub(crate) fn target(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (leaf, target) in subject.leaves(scope) {
        if let Target::Missing(path) = target {
            let arguments = [("path", path.as_str()), ("backbone", subject.backbone.path_of(leaf))];
            found.note(subject.place(leaf, Some(path)), "leaf-without-file", &arguments);
        }
    }
}

/// A link that works on Windows and macOS only.
pub(crate) fn case(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (leaf, target) in subject.leaves(Scope::Both) {
        if let Target::Alike(file) = target {
            let href = leaf.href.as_deref().unwrap_or_default();
            let (backbone, file) = (subject.backbone.path_of(leaf), subject.path(*file));
            let arguments = [("href", href), ("backbone", backbone), ("file", file)];
            found.note(subject.place(leaf, Some(file)), "case", &arguments);
        }
    }
}

/// The US regional DTD makes the checksum optional.
fn may_lack_checksum(subject: &Subject<'_>, leaf: &Leaf) -> bool {
    subject.profile == Profile::Us && subject.backbone.kind_of(leaf) == Some(Kind::Regional)
}
