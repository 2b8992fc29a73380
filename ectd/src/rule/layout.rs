//! Which folders and files a sequence folder may hold at its top and in module 1.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Found;
use super::subject::Subject;
use crate::backbone::INDEX;
use crate::profile::Profile;

/// Nothing but the backbone, its checksum, the modules and util (ICH specification 3.2.2; 《eCTD验证标准》 2.8).
pub(crate) fn top(subject: &Subject<'_>, found: &mut Found<'_>) {
    let known = |name: &str| TOP_FILES.contains(&name) || MODULES.contains(&name) || name == UTIL;
    let strangers: BTreeSet<&str> = items(subject).into_keys().filter(|name| !known(name)).collect();
    for name in strangers {
        found.note(name, "stranger-at-top", &[]);
    }
}

/// Module 1 is there and holds folders only (《eCTD验证标准》 2.6). Without a region there need be none.
pub(crate) fn module_1(subject: &Subject<'_>, found: &mut Found<'_>) {
    let is_there = subject.dossier.has_under("m1/") || items(subject).contains_key("m1");
    if !is_there && subject.profile != Profile::Ich {
        found.note("m1", "module-1-missing", &[]);
    }
    for entry in subject.dossier.files() {
        let path = entry.path.as_str();
        if path.strip_prefix("m1/").is_some_and(|rest| !rest.contains('/')) {
            found.note(path, "file-in-module-1", &[]);
        }
    }
}

/// The folders of China's module 1: cn, and in it 00 and 02 to 12 beside cn-regional.xml (《eCTD验证标准》 4.1.23).
pub(crate) fn module_1_of_china(subject: &Subject<'_>, found: &mut Found<'_>) {
    let below = |folder: &str| {
        let files = subject.dossier.files().iter().map(|entry| entry.path.as_str());
        let paths = files.chain(subject.dossier.empty_folders().iter().map(String::as_str));
        let names = paths.filter_map(|path| path.strip_prefix(folder)?.split('/').next());
        names.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let regions = below("m1/").into_iter().filter(|name| {
        // a file there is the matter of another rule
        name != "cn" && subject.dossier.find(&format!("m1/{name}")).is_none()
    });
    let sections = below("m1/cn/").into_iter().filter(|name| !CHINA.contains(&name.as_str()));
    for place in regions.map(|name| format!("m1/{name}")).chain(sections.map(|name| format!("m1/cn/{name}")))
    {
        found.note(place, "stranger-in-module-1", &[]);
    }
}

/// A submission is more than one file (FDA 3).
pub(crate) fn single_file(subject: &Subject<'_>, found: &mut Found<'_>) {
    if let [entry] = subject.dossier.files() {
        found.note(entry.path.as_str(), "single-file", &[]);
    }
}

/// A submission has files beside its backbone (FDA 4).
pub(crate) fn no_content(subject: &Subject<'_>, found: &mut Found<'_>) {
    let is_backbone = |path: &str| subject.backbone.documents.iter().any(|document| document.path == path);
    let is_content = |path: &str| {
        !is_backbone(path) && MODULES.iter().any(|module| path.split('/').next() == Some(module))
    };
    let files = subject.dossier.files();
    if files.len() > 1 && !files.iter().any(|entry| is_content(entry.path.as_str())) {
        found.note("", "no-content", &[]);
    }
}

/// The items at the top, and whether each is a folder.
fn items<'a>(subject: &Subject<'a>) -> BTreeMap<&'a str, bool> {
    let files = subject.dossier.files().iter().map(|entry| (entry.path.as_str(), false));
    let folders = subject.dossier.empty_folders().iter().map(|folder| (folder.as_str(), true));
    let top = |(path, empty): (&'a str, bool)| match path.split_once('/') {
        Some((name, _)) => (name, true),
        None => (path, empty),
    };
    files.chain(folders).map(top).collect()
}

const TOP_FILES: [&str; 2] = [INDEX, "index-md5.txt"];

const MODULES: [&str; 5] = ["m1", "m2", "m3", "m4", "m5"];

const UTIL: &str = "util";

const CHINA: [&str; 13] =
    ["cn-regional.xml", "00", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];
