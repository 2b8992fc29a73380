//! Names that can be carried but that an authority does not like: characters and lengths.

use std::collections::BTreeSet;

use super::Weight::{Error, Info, Off, Warning};
use super::{Found, Rule, Standing, Subject};
use crate::profile::Profile;

/// CN 2.5 (《eCTD技术规范》 3.3.2: a-z 0-9 - _), EU 15.BP3, eCTD4-074 (IG 5.2.2: also $ + ! ' ( )).
pub(super) const CHARACTERS: Rule = Rule {
    code: "PKG-08",
    standing: Standing {
        cn: Error("CN 2.5"),
        us: Warning(""),
        eu: Warning("EU 15.BP3"),
        ich: Warning(""),
        v4: Error("eCTD4-074"),
        generic: Off,
    },
    find: |subject, found| {
        let v4 = subject.profile == Profile::V4;
        note_characters(
            subject,
            found,
            |character| if v4 { is_usual_v4(character) } else { is_usual(character) },
        );
    },
};

/// The IG of v4 asks for lower case and knows no blank, yet FDA's own samples have both: not an error.
pub(super) const TOLERATED: Rule = Rule {
    code: "PKG-08",
    standing: Standing { cn: Off, us: Off, eu: Off, ich: Off, v4: Warning("ICH v4 IG 5.2.2"), generic: Off },
    find: |subject, found| {
        note_characters(subject, found, |character| !character.is_ascii_uppercase() && character != ' ');
    },
};

/// CN 2.5, eCTD4-065 and -066.
pub(super) const NAME_LENGTH: Rule = Rule {
    code: "PKG-09",
    standing: Standing {
        cn: Error("CN 2.5"),
        us: Warning(""),
        eu: Warning(""),
        ich: Error(""),
        v4: Error("eCTD4-065, -066"),
        generic: Info(""),
    },
    find: |subject, found| {
        for (place, name, _) in names(subject) {
            let length = name.chars().count();
            if length > NAME {
                found.note(
                    place,
                    "long-name",
                    &[("length", &length.to_string()), ("most", &NAME.to_string())],
                );
            }
        }
    },
};

/// CN 2.5 (180 from the sequence folder on), FDA 1085 (230), eCTD4-067 (180 with the first folder).
///
/// The sequence folder counts under the name that it will have; an unknown one as four digits.
pub(super) const PATH_LENGTH: Rule = Rule {
    code: "PKG-10",
    standing: Standing {
        cn: Error("CN 2.5"),
        us: Warning("FDA 1085"),
        eu: Warning(""),
        ich: Warning(""),
        v4: Error("eCTD4-067"),
        generic: Info(""),
    },
    find: |subject, found| {
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
    },
};

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

fn is_usual_v4(character: char) -> bool {
    character.is_ascii_alphanumeric() || "$-_+!'() ".contains(character)
}

/// Longest file or folder name, in characters.
const NAME: usize = 64;

/// Longest path with the sequence folder, in characters.
const PATH: usize = 180;

/// The same for FDA.
const PATH_US: usize = 230;
