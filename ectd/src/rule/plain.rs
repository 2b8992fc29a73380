//! Names, sizes and kinds of files in dossiers that are no eCTD.
//!
//! Sources: CDE 《申报资料电子光盘技术要求》 as public summaries have it (names, 200 MB, 4 GB), CDE's notice on network transfer
//! of 2024-07 (10 GB). None of them is ours to be stricter than: all weigh as warnings.

use std::collections::BTreeSet;

use super::found::Found;
use super::subject::Subject;

/// Names with other characters than lower-case letters, digits, `-`, `_` and Chinese ones; in files also the dot.
pub(crate) fn characters(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (place, name, is_file) in names(subject) {
        let odd = name.chars().filter(|&one| !(is_usual(one) || is_file && one == '.'));
        let odd: BTreeSet<String> = odd.map(String::from).collect();
        if !odd.is_empty() {
            let shown = odd.into_iter().collect::<Vec<_>>().join(" ");
            found.note(place, "plain-characters", &[("name", name), ("characters", &shown)]);
        }
    }
}

/// Names of more than 64 characters, a Chinese one counted as two.
pub(crate) fn name_length(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (place, name, _) in names(subject) {
        let length: usize = name.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum();
        if length > NAME {
            let arguments = [("length", &*length.to_string()), ("most", &NAME.to_string())];
            found.note(place, "plain-long-name", &arguments);
        }
    }
}

/// A PDF above 200 MB, a SAS transport file above 4 GB.
pub(crate) fn size(subject: &Subject<'_>, found: &mut Found<'_>) {
    for entry in subject.dossier.files() {
        let path = entry.path.as_str();
        let most = MOST.iter().find(|(kind, _)| extension(path) == *kind).map(|(_, most)| *most);
        if let Some(most) = most.filter(|most| entry.size() > *most) {
            let arguments = [("size", &*mebibytes(entry.size())), ("most", &mebibytes(most))];
            found.note(path, "plain-large-file", &arguments);
        }
    }
}

/// Above 10 GB a dossier cannot be handed in over the network.
pub(crate) fn total(subject: &Subject<'_>, found: &mut Found<'_>) {
    let bytes = subject.dossier.bytes();
    if bytes > TOTAL {
        let arguments = [("size", &*mebibytes(bytes)), ("most", &mebibytes(TOTAL))];
        found.note("", "plain-large-dossier", &arguments);
    }
}

/// A file without extension, or of a kind that is no document, picture or data.
pub(crate) fn kind(subject: &Subject<'_>, found: &mut Found<'_>) {
    for entry in subject.dossier.files() {
        let path = entry.path.as_str();
        let extension = extension(path);
        if !KINDS.contains(&extension.as_str()) {
            found.note(path, "plain-kind", &[("extension", &extension)]);
        }
    }
}

/// Every file and folder once: path, name, and whether it is a file.
fn names<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a str, bool)> + use<'a> {
    let paths = subject.dossier.files().iter().map(|entry| entry.path.as_str());
    let folders: BTreeSet<&str> = paths.clone().flat_map(above).collect();
    folders
        .into_iter()
        .map(|folder| (folder, last(folder), false))
        .chain(paths.map(|path| (path, last(path), true)))
}

/// The folders above a file.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The extension in lower case, empty where there is none.
fn extension(path: &str) -> String {
    last(path).rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
}

fn is_usual(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '-' | '_') || is_chinese(character)
}

/// Chinese characters: the unified ideographs and their extensions (Unicode 16, blocks of Han).
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn mebibytes(bytes: u64) -> String {
    bytes.div_ceil(MEBIBYTE).to_string()
}

const MEBIBYTE: u64 = 1 << 20;

/// Longest name, in characters.
const NAME: usize = 64;

/// Largest file of a kind, in bytes.
const MOST: [(&str, u64); 2] = [("pdf", 200 * MEBIBYTE), ("xpt", 4096 * MEBIBYTE)];

/// Largest dossier for transfer over the network, in bytes.
const TOTAL: u64 = 10_240 * MEBIBYTE;

/// Kinds of files that a reviewer can read: those of the eCTD, of office programs, pictures, data and their programs.
const KINDS: [&str; 29] = [
    "pdf", "xml", "xpt", "txt", "xsl", "xsd", "dtd", "css", "html", "htm", "csv", "doc", "docx", "xls",
    "xlsx", "ppt", "pptx", "rtf", "wps", "et", "ofd", "jpg", "jpeg", "png", "tif", "tiff", "gif", "sas", "r",
];
