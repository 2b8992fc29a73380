//! The backbone files themselves: there, readable, and as their checksum file says.

use super::Weight::{Error, Off};
use super::{Rule, Standing, Subject};
use crate::backbone::{Document, INDEX, MESSAGE};
use crate::check::Reading;
use crate::profile::Profile;
use crate::xml::{Limit, XmlFault};

/// CN 3.1, EU 7.1-7.3, eCTD4-059 and -001.
pub(super) const PRESENT: Rule = Rule {
    code: "IDX-01",
    standing: Standing {
        cn: Error("CN 3.1"),
        us: Error(""),
        eu: Error("EU 7.1-7.3"),
        ich: Error(""),
        v4: Error("eCTD4-059, -001"),
        generic: Off,
    },
    find: |subject, found| match subject
        .backbone
        .documents
        .iter()
        .find(|document| document.path == main(subject))
    {
        None => found.note(main(subject), "backbone-missing", &[]),
        Some(document) => note_fault(document, found),
    },
};

/// CN 4.1.2, EU 9.3.
pub(super) const REGIONAL: Rule = Rule {
    code: "REG-01",
    standing: Standing {
        cn: Error("CN 4.1.2"),
        us: Error(""),
        eu: Error("EU 9.3"),
        ich: Error(""),
        v4: Off,
        generic: Off,
    },
    find: |subject, found| {
        for document in subject.backbone.documents.iter().filter(|document| document.path != main(subject)) {
            note_fault(document, found);
        }
    },
};

/// CN 3.15, EU 8.1-8.3, eCTD4-060 and -062.
pub(super) const CHECKSUM: Rule = Rule {
    code: "IDX-04",
    standing: Standing {
        cn: Error("CN 3.15"),
        us: Error(""),
        eu: Error("EU 8.1-8.3"),
        ich: Error(""),
        v4: Error("eCTD4-060, -062"),
        generic: Off,
    },
    find: |subject, found| {
        let (beside, digits) =
            if subject.profile == Profile::V4 { ("sha256.txt", 64) } else { ("index-md5.txt", 32) };
        let Some(main) = subject.dossier.position(main(subject)) else { return };
        let Some(entry) = subject.dossier.find(beside) else {
            return found.note(beside, "backbone-checksum-missing", &[("file", subject.path(main))]);
        };
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
    },
};

fn main(subject: &Subject<'_>) -> &'static str {
    if subject.profile == Profile::V4 { MESSAGE } else { INDEX }
}

fn note_fault(document: &Document, found: &mut super::Found<'_>) {
    let Some(fault) = &document.fault else { return };
    match fault {
        // noted once, by the rule on readable files
        XmlFault::Unreadable(_) => {}
        XmlFault::Encoding(encoding) => found.note(&document.path, "xml-encoding", &[("encoding", encoding)]),
        XmlFault::Entity(entity) => found.note(&document.path, "xml-entity", &[("entity", entity)]),
        XmlFault::Limit(limit) => found.note(&document.path, "xml-limit", &[("limit", name(*limit))]),
        XmlFault::Malformed { offset, cause } => {
            found.note(&document.path, "xml-malformed", &[("offset", &offset.to_string()), ("cause", cause)]);
        }
    }
}

/// The name under which the messages know a limit.
fn name(limit: Limit) -> &'static str {
    match limit {
        Limit::Depth => "depth",
        Limit::Attributes => "attributes",
        Limit::Event => "event",
        Limit::File => "file",
        Limit::Leaves => "leaves",
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
