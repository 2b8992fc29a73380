//! Names that can be carried but that an authority does not like: characters and lengths.

use std::collections::BTreeSet;

use super::found::Found;
use super::subject::Subject;
use crate::profile::Profile;

/// Characters that the authority does not allow (《eCTD技术规范》 3.3.2: a-z 0-9 - _).
pub(crate) fn characters(subject: &Subject<'_>, found: &mut Found<'_>) {
    note_characters(subject, found, is_usual);
}

/// File and folder names of more than 64 characters.
pub(crate) fn name_length(subject: &Subject<'_>, found: &mut Found<'_>) {
    file_length(subject, found);
    folder_length(subject, found);
}

/// The names of files.
pub(crate) fn file_length(subject: &Subject<'_>, found: &mut Found<'_>) {
    note_lengths(subject, found, true);
}

/// The names of folders.
pub(crate) fn folder_length(subject: &Subject<'_>, found: &mut Found<'_>) {
    note_lengths(subject, found, false);
}

/// Paths too long with the sequence folder: 180 characters in China and v4, 230 for FDA.
///
/// The sequence folder counts under the name that it will have; an unknown one as four digits.
pub(crate) fn path_length(subject: &Subject<'_>, found: &mut Found<'_>) {
    let most = if matches!(subject.profile, Profile::Us | Profile::Ich) { PATH_US } else { PATH };
    let sequence = subject.filing.sequence.as_ref().map_or(4, |sequence| sequence.as_str().len()) + 1;
    for entry in subject.dossier.files() {
        let length = sequence + entry.path.as_str().chars().count();
        if length > most {
            let arguments = [("length", length.to_string()), ("most", most.to_string())];
            found.note(
                entry.path.as_str(),
                "long-path",
                &arguments.each_ref().map(|(name, value)| (*name, value.as_str())),
            );
        }
    }
}

fn note_lengths(subject: &Subject<'_>, found: &mut Found<'_>, of_files: bool) {
    for (place, name, _) in names(subject).filter(|(_, _, is_file)| *is_file == of_files) {
        let length = name.chars().count();
        if length > NAME {
            found.note(place, "long-name", &[("length", &length.to_string()), ("most", &NAME.to_string())]);
        }
    }
}

fn note_characters(subject: &Subject<'_>, found: &mut Found<'_>, is_usual: impl Fn(char) -> bool) {
    for (place, name, is_file) in names(subject) {
        let unusual: BTreeSet<char> =
            name.chars().filter(|&character| !(is_usual(character) || is_file && character == '.')).collect();
        if !unusual.is_empty() {
            let shown = unusual.into_iter().map(String::from).collect::<Vec<_>>().join(" ");
            found.note(place, "characters", &[("name", name), ("characters", &shown)]);
        }
    }
}

/// Every file and folder name once: place, name, and whether it is a file.
fn names<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a str, bool)> {
    let files = subject.dossier.files();
    let mut before = "";
    files.iter().flat_map(move |entry| {
        let path = entry.path.as_str();
        let known = shared_folders(before, path);
        before = path;
        let ends = path.match_indices('/').map(|(end, _)| end).filter(move |&end| end >= known);
        ends.map(move |end| (&path[..end], last(&path[..end]), false)).chain([(path, last(path), true)])
    })
}

/// Length of the folders that two paths have in common; files are sorted, so each folder is new only once.
fn shared_folders(one: &str, other: &str) -> usize {
    let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    one.as_bytes()[..common].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1)
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

fn is_usual(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '-' | '_')
}

/// Longest file or folder name, in characters.
const NAME: usize = 64;

/// Longest path with the sequence folder, in characters.
const PATH: usize = 180;

/// The same for FDA.
const PATH_US: usize = 230;
