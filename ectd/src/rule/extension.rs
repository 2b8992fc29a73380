//! The extensions of the files that leaves name.

use std::collections::BTreeSet;

use super::found::Found;
use super::subject::Subject;
use crate::backbone::target::Target;

/// Exactly one extension, and one of those allowed in China (《eCTD技术规范》 3.3.1; 《eCTD验证标准》 2.4).
pub(crate) fn allowed(subject: &Subject<'_>, found: &mut Found<'_>) {
    single(subject, found);
    for path in referenced(subject) {
        if let [_, extension] = parts(path)[..]
            && !CHINA.contains(&extension.to_ascii_lowercase().as_str())
        {
            let arguments = [("extension", extension), ("allowed", &CHINA.join(", "))];
            found.note(path, "extension-unknown", &arguments);
        }
    }
}

/// Exactly one extension.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    for path in referenced(subject) {
        match parts(path).len() {
            1 => found.note(path, "extension-missing", &[]),
            2 => {}
            _ => found.note(path, "extension-several", &[]),
        }
    }
}

fn referenced<'a>(subject: &Subject<'a>) -> BTreeSet<&'a str> {
    let files: BTreeSet<usize> = subject.targets.iter().filter_map(Target::file).collect();
    files.into_iter().map(|file| subject.path(file)).collect()
}

fn parts(path: &str) -> Vec<&str> {
    path.rsplit('/').next().unwrap_or_default().split('.').collect()
}

/// What 《eCTD技术规范》 3.3.1 allows.
const CHINA: [&str; 5] = ["pdf", "xml", "xpt", "txt", "xsl"];
