//! What the leaves say about files: that they are there, under that very name, with that checksum.

use super::Weight::{Error, Off};
use super::{Rule, Standing, Subject};
use crate::backbone::{Leaf, Target};
use crate::profile::Profile;

/// CN 3.14, EU 11.2, eCTD4-064 (and -048, -049 for one that is missing or no checksum).
pub(super) const CHECKSUM: Rule = Rule {
    code: "LEAF-04",
    standing: Standing {
        cn: Error("CN 3.14"),
        us: Error(""),
        eu: Error("EU 11.2"),
        ich: Error(""),
        v4: Error("eCTD4-064"),
        generic: Off,
    },
    find: |subject, found| {
        for (leaf, target) in subject.leaves() {
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
    },
};

/// CN 3.4, FDA 1323, eCTD4-051.
pub(super) const TARGET: Rule = Rule {
    code: "LEAF-05",
    standing: Standing {
        cn: Error("CN 3.4"),
        us: Error("FDA 1323"),
        eu: Error(""),
        ich: Error(""),
        v4: Error("eCTD4-051"),
        generic: Off,
    },
    find: |subject, found| {
        for (leaf, target) in subject.leaves() {
            if let Target::Missing(path) = target {
                let arguments = [("path", path.as_str()), ("backbone", subject.backbone.path_of(leaf))];
                found.note(subject.place(leaf, Some(path)), "leaf-without-file", &arguments);
            }
        }
    },
};

/// A link that works on Windows and macOS only.
pub(super) const CASE: Rule = Rule {
    code: "PKG-13",
    standing: Standing {
        cn: Error(""),
        us: Error(""),
        eu: Error(""),
        ich: Error(""),
        v4: Error(""),
        generic: Off,
    },
    find: |subject, found| {
        for (leaf, target) in subject.leaves() {
            if let Target::Alike(file) = target {
                let href = leaf.href.as_deref().unwrap_or_default();
                let arguments = [("href", href), ("backbone", subject.backbone.path_of(leaf))];
                found.note(subject.place(leaf, Some(subject.path(*file))), "case", &arguments);
            }
        }
    },
};

/// The US regional DTD makes the checksum optional.
fn may_lack_checksum(subject: &Subject<'_>, leaf: &Leaf) -> bool {
    subject.profile == Profile::Us && subject.backbone.path_of(leaf) != crate::backbone::INDEX
}
