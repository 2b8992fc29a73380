//! The backbone files themselves: there, readable, and as their checksum file says.

use super::found::Found;
use super::subject::Subject;
use crate::backbone::{Document, INDEX, MESSAGE};
use crate::profile::Profile;
use crate::reading::Reading;
use crate::xml::XmlFault;

/// The main file is there.
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.dossier.find(main(subject)).is_none() {
        found.note(main(subject), "backbone-missing", &[]);
    }
}

/// The main file can be read as XML.
pub(crate) fn well_formed(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in subject.backbone.documents.iter().filter(|document| document.path == main(subject)) {
        note_fault(document, found);
    }
}

/// The file beside the main one is there and states its checksum.
pub(crate) fn checksum(subject: &Subject<'_>, found: &mut Found<'_>) {
    checksum_present(subject, found);
    checksum_right(subject, found);
}

/// The file beside the main one is there.
pub(crate) fn checksum_present(subject: &Subject<'_>, found: &mut Found<'_>) {
    let (beside, _) = beside(subject);
    if subject.dossier.find(main(subject)).is_some() && subject.dossier.find(beside).is_none() {
        found.note(beside, "backbone-checksum-missing", &[("file", main(subject))]);
    }
}

/// It states the checksum that the main file has.
pub(crate) fn checksum_right(subject: &Subject<'_>, found: &mut Found<'_>) {
    let (beside, digits) = beside(subject);
    let Some(main) = subject.dossier.position(main(subject)) else { return };
    let Some(entry) = subject.dossier.find(beside) else { return };
    // an unreadable file is a finding of its own
    let Ok(content) = subject.dossier.read_small(entry, CHECKSUM_BYTES) else { return };
    let Some(actual) = subject.readings.get(main).and_then(Reading::digest) else { return };
    match first_digits(&content, digits) {
        None => found.note(beside, "backbone-checksum-unreadable", &[("digits", &digits.to_string())]),
        Some(stated) if stated == actual => {}
        Some(stated) => {
            let arguments = [("file", subject.path(main)), ("stated", &stated), ("actual", &actual)];
            found.note(beside, "backbone-checksum-wrong", &arguments);
        }
    }
}

/// The file that holds the main one's checksum, and how many digits that has.
fn beside(subject: &Subject<'_>) -> (&'static str, usize) {
    if subject.profile == Profile::V4 { ("sha256.txt", 64) } else { ("index-md5.txt", 32) }
}

fn main(subject: &Subject<'_>) -> &'static str {
    if subject.profile == Profile::V4 { MESSAGE } else { INDEX }
}

/// Notes what kept a file of the backbone from being read to its end.
pub(super) fn note_fault(document: &Document, found: &mut Found<'_>) {
    match &document.fault {
        // one that cannot be opened is noted once, by the rule on readable files
        None | Some(XmlFault::Unreadable(_)) => {}
        Some(fault) => {
            let (text, values) = fault.words();
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            found.note(&document.path, text, &values);
        }
    }
}

/// Seen in practice: digits alone, with a line end or blanks, and `md5 filename` on several lines.
fn first_digits(content: &[u8], digits: usize) -> Option<String> {
    let text = String::from_utf8_lossy(content);
    text.split(|character: char| !character.is_ascii_hexdigit())
        .find(|word| word.len() == digits)
        .map(str::to_ascii_lowercase)
}

/// Longest checksum file that is looked at.
const CHECKSUM_BYTES: u64 = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_files_as_seen() {
        let digest = "0123456789abcdef0123456789abcdef";
        for content in [
            digest.to_owned(),
            format!("{digest}\r\n"),
            format!("\u{feff}{digest} \n"),
            format!("{digest} index.xml\n{digest} b\n"),
        ] {
            assert_eq!(first_digits(content.as_bytes(), 32).as_deref(), Some(digest), "{content:?}");
        }
        assert_eq!(first_digits(digest.to_uppercase().as_bytes(), 32).as_deref(), Some(digest));
        for content in ["", "none", &digest[..31], &format!("{digest}0")] {
            assert_eq!(first_digits(content.as_bytes(), 32), None, "{content:?}");
        }
    }
}
