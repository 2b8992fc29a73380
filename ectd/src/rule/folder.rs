//! What lies in the folder that should not, or that nobody points at.

use super::Weight::{Error, Off, Warning};
use super::{Rule, Standing, Subject};
use crate::backbone::{MESSAGE, Target};
use crate::profile::Profile;

/// CN 2.1. Empty folders are not carried, so every profile hears of them.
pub(super) const EMPTY: Rule = Rule {
    code: "PKG-04",
    standing: Standing {
        cn: Error("CN 2.1"),
        us: Warning(""),
        eu: Warning(""),
        ich: Warning(""),
        v4: Warning(""),
        generic: Warning(""),
    },
    find: |subject, found| {
        for folder in subject.dossier.empty_folders() {
            found.note(folder, "empty-folder", &[]);
        }
    },
};

/// CN 2.3, FDA 1306, eCTD4-069.
pub(super) const UNREFERENCED: Rule = Rule {
    code: "PKG-06",
    standing: Standing {
        cn: Error("CN 2.3"),
        us: Error("FDA 1306"),
        eu: Error(""),
        ich: Error(""),
        v4: Error("eCTD4-069"),
        generic: Off,
    },
    find: |subject, found| {
        if subject.backbone.documents.is_empty() {
            // without a backbone every file would be named; its absence is a finding of its own
            return;
        }
        let mut referenced = vec![false; subject.dossier.files().len()];
        for file in subject.targets.iter().filter_map(Target::file) {
            referenced[file] = true;
        }
        for (file, _) in referenced.iter().enumerate().filter(|(_, referenced)| !**referenced) {
            let path = subject.path(file);
            if needs_leaf(subject, path) {
                found.note(path, "unreferenced", &[]);
            }
        }
    },
};

/// In v3.2.2 the files of the five modules, in v4 all but the message and its checksum.
fn needs_leaf(subject: &Subject<'_>, path: &str) -> bool {
    if subject.profile == Profile::V4 {
        return path != MESSAGE && path != "sha256.txt";
    }
    ["m1/", "m2/", "m3/", "m4/", "m5/"].iter().any(|module| path.starts_with(module))
}
