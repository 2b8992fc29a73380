//! Bags that are refused although every segment opens: what only someone with the data key could have made.

use crypto::digest::Sha256Digest;
use package::bag as names;
use package::statement::Facts;

use super::{Case, Expect, FILES, case};
use crate::forge::{Entry, Forge, bag, entry, tagged, zipped};
use crate::support::Parties;

pub(super) fn cases(parties: &Parties) -> Vec<Case> {
    let mut cases = paths(parties);
    cases.extend(tag_files(parties));
    cases.extend(records(parties));
    cases.extend(roots(parties));
    cases
}

fn refused(
    parties: &Parties,
    name: &'static str,
    about: &'static str,
    code: &'static str,
    entries: &[Entry],
) -> Case {
    case(parties, name, about, Expect::Refused("bag", code), Forge::of(parties, entries).seal())
}

fn paths(parties: &Parties) -> Vec<Case> {
    let long = "x".repeat(256);
    let deep = ["x"; 513].join("/");
    let one = |path: &str| bag(&[(path, b"x")]);
    let of = |name, about, code, entries: &[Entry]| refused(parties, name, about, code, entries);
    vec![
        of("name-parent", "a folder named ..", "file-name", &one("m1/../../x")),
        of("name-dot", "a folder named .", "file-name", &one("./x")),
        of("name-absolute", "an empty component", "file-name", &one("/etc/passwd")),
        of("name-folder", "a folder entry", "file-name", &one("m1/")),
        of("name-backslash", "a backslash", "file-name", &one("m1\\x")),
        of("name-colon", "a colon", "file-name", &one("c:x")),
        of("name-percent", "a percent sign", "file-name", &one("100%25")),
        of("name-control", "a line feed", "file-name", &one("a\nb")),
        of("name-delete", "U+007F", "file-name", &one("a\u{7f}")),
        of("name-trailing-dot", "a name that ends in a dot", "file-name", &one("a.")),
        of("name-trailing-space", "a folder that ends in a space", "file-name", &one("a /b")),
        of("name-device", "a device name of Windows", "file-name", &one("m1/Aux.tar.gz")),
        of("name-device-digit", "a device name with a superscript digit", "file-name", &one("lpt\u{b3}")),
        of("name-long", "a component of 256 bytes", "file-name", &one(&long)),
        of("name-deep", "a path of 1025 bytes", "file-name", &one(&deep)),
        of("name-order", "files out of order", "file-order", &bag(&[("b", b""), ("a", b"")])),
        of("name-twice", "one file twice", "file-order", &bag(&[("a", b"1"), ("a", b"2")])),
        of("name-case", "names that differ in case only", "name-clash", &bag(&[("A", b""), ("a", b"")])),
        of(
            "name-fold",
            "names that full case folding makes equal",
            "name-clash",
            &bag(&[("STRASSE", b""), ("stra\u{df}e", b"")]),
        ),
        of(
            "name-form",
            "names that NFC makes equal",
            "name-clash",
            &bag(&[("e\u{301}", b""), ("\u{e9}", b"")]),
        ),
        of(
            "name-folder-of",
            "a file that is a folder of another",
            "name-clash",
            &bag(&[("A", b""), ("a/b", b"")]),
        ),
    ]
}

fn tag_files(parties: &Parties) -> Vec<Case> {
    let changed = |name: &str, change: &dyn Fn(String) -> String| {
        let mut entries = bag(FILES);
        let entry = entries.iter_mut().find(|entry| entry.name == name).unwrap();
        entry.content = change(String::from_utf8(entry.content.clone()).unwrap()).into_bytes();
        tagged(entries)
    };
    let with = |at: usize, more: Entry| {
        let mut entries = bag(FILES);
        entries.insert(at, more);
        entries
    };
    let of = |name, about, code, entries: &[Entry]| refused(parties, name, about, code, entries);
    vec![
        of("bag-no-file", "no file", "no-file", &bag(&[])),
        of(
            "bag-oxum",
            "another Payload-Oxum",
            "tag-file",
            &changed(names::BAG_INFO, &|text| text.replace("14.3", "15.3")),
        ),
        of(
            "bag-date",
            "a Bagging-Date",
            "tag-file",
            &changed(names::BAG_INFO, &|text| text + "Bagging-Date: 2026-11-21\n"),
        ),
        of(
            "bag-application",
            "bag-info.txt of another application",
            "tag-file",
            &changed(names::BAG_INFO, &|text| text.replace("x202600001", "x202600002")),
        ),
        of(
            "bag-line-ends",
            "bagit.txt with CRLF",
            "tag-file",
            &changed(names::BAGIT, &|text| text.replace('\n', "\r\n")),
        ),
        of(
            "bag-manifest-case",
            "manifest in upper case",
            "tag-file",
            &changed(names::MANIFEST, &|text| text.to_uppercase()),
        ),
        of(
            "bag-manifest-space",
            "manifest with one space",
            "tag-file",
            &changed(names::MANIFEST, &|text| text.replacen("  ", " ", 1)),
        ),
        of(
            "bag-manifest-missing",
            "a file that the manifest does not list",
            "tag-file",
            &changed(names::MANIFEST, &|text| text.split_inclusive('\n').skip(1).collect()),
        ),
        of(
            "bag-manifest-digest",
            "another digest in the manifest",
            "tag-file",
            &changed(names::MANIFEST, &|text| text.replacen('0', "1", 1)),
        ),
        of("bag-tag-manifest", "a tag manifest of another bag-info.txt", "tag-file", &{
            let mut entries = bag(FILES);
            entries.last_mut().unwrap().content[0] ^= 1;
            entries
        }),
        of("bag-fetch", "a fetch.txt", "bag-member", &with(5, entry("fetch.txt", b""))),
        of(
            "bag-other-sequence",
            "a file under another sequence",
            "bag-member",
            &with(5, entry("data/0001/x", b"x")),
        ),
        of("bag-before", "an entry before bag-info.txt", "bag-member", &with(0, entry("a", b"x"))),
        of("bag-after", "an entry after the tag manifest", "zip-record", &with(7, entry("z", b"x"))),
    ]
}

fn records(parties: &Parties) -> Vec<Case> {
    let entries = bag(FILES);
    let root = Sha256Digest::of(&entries.last().unwrap().content);
    let sound = zipped(&entries);
    let of = |name, about, code, change: &dyn Fn(&mut Vec<u8>)| {
        let mut plaintext = sound.clone();
        change(&mut plaintext);
        case(parties, name, about, Expect::Refused("bag", code), Forge::raw(parties, plaintext, root).seal())
    };
    let directory = sound.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let end = sound.len() - 98;
    let header = 50 + names::BAG_INFO.len();
    vec![
        of("zip-method", "method deflate", "zip-record", &|zip| zip[8] = 8),
        of("zip-flags", "flag of a data descriptor", "zip-record", &|zip| zip[6] |= 8),
        of("zip-time", "a time", "zip-record", &|zip| zip[10] = 1),
        of("zip-sizes", "sizes in the fixed part", "zip-record", &|zip| {
            zip[18..22].copy_from_slice(&96u32.to_le_bytes());
        }),
        of("zip-size", "a size beyond the end", "zip-record", &|zip| zip[header - 9] = 1),
        of("zip-two-sizes", "two sizes that differ", "zip-record", &|zip| zip[header - 8] ^= 1),
        of("zip-crc", "another CRC-32", "crc", &|zip| zip[14] ^= 1),
        of("zip-prefix", "a byte before the first record", "zip-record", &|zip| zip.insert(0, 0)),
        of("zip-gap", "a byte between two entries", "zip-record", &|zip| {
            let second = zip.windows(9).position(|window| window == names::BAGIT.as_bytes()).unwrap() - 30;
            zip.insert(second, 0);
        }),
        of("zip-central-name", "another name in the central directory", "zip-record", &|zip| {
            zip[directory + 46] = b'c';
        }),
        of("zip-central-offset", "another offset in the central directory", "zip-record", &|zip| {
            let at = directory + 46 + names::BAG_INFO.len() + 20;
            zip[at] = 1;
        }),
        of("zip-central-comment", "a comment in the central directory", "zip-record", &|zip| {
            zip[directory + 32] = 1;
            let at = directory + 74 + names::BAG_INFO.len();
            zip.insert(at, b'x');
        }),
        of("zip-central-missing", "an entry that the central directory leaves out", "zip-record", &|zip| {
            drop(zip.drain(directory..directory + 74 + names::BAG_INFO.len()));
        }),
        of("zip-count", "another number of entries", "zip-record", &|zip| zip[end + 24] ^= 1),
        of("zip-comment", "a comment at the end", "zip-record", &|zip| zip.push(b'x')),
        of("zip-no-end", "no end records", "zip-record", &|zip| zip.truncate(end)),
    ]
}

fn roots(parties: &Parties) -> Vec<Case> {
    let entries = bag(FILES);
    let other_root = Forge::raw(parties, zipped(&entries), Sha256Digest::of(b"another root")).seal();
    let facts = |facts: &mut Facts| facts.application = "x202600002".parse().unwrap();
    let application = Forge { facts: &facts, ..Forge::of(parties, &entries) }.seal();
    let facts = |facts: &mut Facts| facts.sequence = "0001".parse().unwrap();
    let sequence = Forge { facts: &facts, ..Forge::of(parties, &entries) }.seal();
    let of = |name, about, code, bytes| case(parties, name, about, Expect::Refused("bag", code), bytes);
    vec![
        of("root-other", "another root was signed", "manifest-root", other_root),
        of("root-application", "another application was signed", "tag-file", application),
        of("root-sequence", "another sequence was signed", "no-file", sequence),
    ]
}
