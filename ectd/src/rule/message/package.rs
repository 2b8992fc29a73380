//! The files of a v4 unit: where the message lies, how paths are written, what kinds of file there are (IG 5).

use std::collections::BTreeSet;

use crate::backbone::MESSAGE;
use crate::backbone::target::Target;
use crate::rule::found::Found;
use crate::rule::subject::{Scope, Subject};

/// The message is there, under that very name.
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    // one that lies somewhere else is a rule of its own
    if subject.dossier.find(MESSAGE).is_none() && elsewhere(subject).next().is_none() {
        found.note(MESSAGE, "backbone-missing", &[]);
    }
}

/// There is no second one.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.dossier.find(MESSAGE).is_some() {
        for path in elsewhere(subject) {
            found.note(path, "message-second", &[]);
        }
    }
}

/// It lies in the sequence folder itself.
pub(crate) fn in_place(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.dossier.find(MESSAGE).is_none() {
        for path in elsewhere(subject) {
            found.note(path, "message-misplaced", &[]);
        }
    }
}

/// A file that no document names; a second message is a rule of its own.
pub(crate) fn unreferenced(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.backbone.documents.is_empty() {
        // without a message every file would be named; its absence is a finding of its own
        return;
    }
    let mut referenced = vec![false; subject.dossier.files().len()];
    subject.targets.iter().filter_map(Target::file).for_each(|file| referenced[file] = true);
    for (file, _) in referenced.iter().enumerate().filter(|(_, referenced)| !**referenced) {
        let path = subject.path(file);
        if last(path) != MESSAGE && path != CHECKSUM {
            found.note(path, "message-unassociated", &[]);
        }
    }
}

/// The folders of a document's path have none but the allowed characters (IG 5.2.1, table 5).
pub(crate) fn folder_characters(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (leaf, _) in subject.leaves(Scope::Index) {
        let Some((folders, _)) = leaf.href.as_deref().and_then(|href| href.rsplit_once('/')) else {
            continue;
        };
        // `..` leads to an earlier unit
        let odd: BTreeSet<char> =
            folders.split('/').filter(|name| *name != "..").flat_map(odd_characters).collect();
        if !odd.is_empty() {
            let arguments = [("name", folders), ("characters", &*shown(odd))];
            found.note(subject.entry(leaf), "message-folder-characters", &arguments);
        }
    }
}

/// File names with other characters; blanks stand in FDA's own samples, so they are only mentioned.
pub(crate) fn file_characters(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (path, name) in files(subject) {
        let odd: BTreeSet<char> =
            odd_characters(name).filter(|character| !matches!(character, '.' | ' ')).collect();
        if !odd.is_empty() {
            found.note(path, "characters", &[("name", name), ("characters", &shown(odd))]);
        }
    }
}

/// Capitals and blanks: IG 5.2 asks for lower case and names no blank, yet FDA's own samples have both.
pub(crate) fn tolerated(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (path, name) in files(subject) {
        let seen: BTreeSet<char> =
            name.chars().filter(|&one| one.is_ascii_uppercase() || one == ' ').collect();
        if !seen.is_empty() {
            found.note(path, "characters-tolerated", &[("name", name), ("characters", &shown(seen))]);
        }
    }
}

/// A name ends in one extension of three or four characters (IG 5.2.2); which ones the authority takes is not known.
pub(crate) fn extension(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (path, name) in files(subject) {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if !(3..=4).contains(&extension.len()) || !extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            found.note(path, "message-extension", &[("extension", extension)]);
        }
    }
}

/// No archive stands for content of modules 2 to 5 (IG 5.7).
pub(crate) fn archives(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (path, name) in
        files(subject).filter(|(path, _)| CONTENT.iter().any(|module| path.starts_with(module)))
    {
        let name = name.to_ascii_lowercase();
        if ARCHIVES.iter().any(|extension| name.ends_with(extension)) {
            found.note(path, "message-archive", &[]);
        }
    }
}

/// At most seven levels of folders (IG 5.4).
pub(crate) fn depth(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (path, _) in files(subject) {
        let depth = path.matches('/').count();
        if depth > DEPTH {
            let arguments = [("depth", &*depth.to_string()), ("most", &DEPTH.to_string())];
            found.note(path, "message-depth", &arguments);
        }
    }
}

/// Messages that lie in other folders.
fn elsewhere<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    files(subject).filter(|(path, name)| *name == MESSAGE && *path != MESSAGE).map(|(path, _)| path)
}

/// Path and name of each file.
fn files<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    subject.dossier.files().iter().map(|entry| (entry.path.as_str(), last(entry.path.as_str())))
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn odd_characters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|&character| !(character.is_ascii_alphanumeric() || SPECIAL.contains(character)))
}

fn shown(characters: BTreeSet<char>) -> String {
    characters.into_iter().map(String::from).collect::<Vec<_>>().join(" ")
}

/// The file beside the message that holds its checksum.
const CHECKSUM: &str = "sha256.txt";

/// IG 5.2.1, table 5.
const SPECIAL: &str = "$-_+!'()";

const CONTENT: [&str; 4] = ["m2/", "m3/", "m4/", "m5/"];

const ARCHIVES: [&str; 10] = [".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".z", ".zst"];

/// Most folders above a file.
const DEPTH: usize = 7;
