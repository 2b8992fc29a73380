//! What lies in the folder that should not, or that nobody points at.

use super::found::Found;
use super::subject::Subject;
use crate::backbone::MESSAGE;
use crate::backbone::target::Target;
use crate::profile::Profile;

/// A folder in which nothing lies; it is not carried, so every authority hears of it.
pub(crate) fn empty(subject: &Subject<'_>, found: &mut Found<'_>) {
    for folder in subject.dossier.empty_folders() {
        found.note(folder, "empty-folder", &[]);
    }
}

/// A file that no leaf names.
pub(crate) fn unreferenced(subject: &Subject<'_>, found: &mut Found<'_>) {
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
}

/// In v3.2.2 the files of the five modules, in v4 all but the message and its checksum.
fn needs_leaf(subject: &Subject<'_>, path: &str) -> bool {
    if subject.profile == Profile::V4 {
        return path != MESSAGE && path != "sha256.txt";
    }
    ["m1/", "m2/", "m3/", "m4/", "m5/"].iter().any(|module| path.starts_with(module))
}
