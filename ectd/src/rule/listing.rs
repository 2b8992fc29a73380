//! `index-sm3.txt`: the list that states the SM3 (GB/T 32905) of each file of a dossier without a backbone.
//!
//! A line is a digest of 64 hexadecimal digits, blanks, perhaps a `*`, and the path from the dossier on.

use std::collections::BTreeMap;

use super::found::Found;
use super::subject::Subject;

/// Name of the list.
pub(crate) const LIST: &str = "index-sm3.txt";

/// Lines that are none, and files that stand twice.
pub(crate) fn lines(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(listing) = Listing::read(subject) else { return };
    if listing.is_garbled {
        found.note(LIST, "list-encoding", &[]);
    }
    for (number, line) in &listing.odd {
        found.note(LIST, "list-line", &[("number", &number.to_string()), ("line", line)]);
    }
}

/// Files with another digest than the list says.
pub(crate) fn digests(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(listing) = Listing::read(subject) else { return };
    for (path, stated) in &listing.digests {
        let file = subject.dossier.position(path);
        // what could not be read, or changed meanwhile, is a finding of its own
        let actual = file.and_then(|file| subject.readings[file].digest());
        if let Some(actual) = actual.filter(|actual| actual != stated) {
            found.note(path.as_str(), "list-digest", &[("stated", stated), ("actual", &actual)]);
        }
    }
}

/// Files that are listed but not there.
pub(crate) fn missing(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(listing) = Listing::read(subject) else { return };
    for path in listing.digests.keys().filter(|path| subject.dossier.find(path).is_none()) {
        found.note(path.as_str(), "list-missing", &[]);
    }
}

/// Files that are there but not listed.
pub(crate) fn unlisted(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(listing) = Listing::read(subject).filter(|listing| !listing.is_garbled) else { return };
    for entry in subject.dossier.files() {
        let path = entry.path.as_str();
        if path != LIST && !listing.digests.contains_key(path) {
            found.note(path, "list-unlisted", &[]);
        }
    }
}

/// The list, read.
#[derive(Debug, Default)]
struct Listing {
    /// Digests in lower case, by path.
    digests: BTreeMap<String, String>,
    /// Lines that say nothing, or something of a file that stood before, with their numbers.
    odd: Vec<(usize, String)>,
    /// Whether it is not UTF-8.
    is_garbled: bool,
}

impl Listing {
    /// Reads the list of the dossier, if it has one that can be read; one that cannot is a finding of its own.
    fn read(subject: &Subject<'_>) -> Option<Self> {
        let entry = subject.dossier.find(LIST)?;
        let content = subject.dossier.read_small(entry, BYTES).ok()?;
        Some(Self::of(&content))
    }

    fn of(content: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(content) else {
            return Self { is_garbled: true, ..Self::default() };
        };
        let mut listing = Self::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            match parse(line) {
                _ if line.trim().is_empty() => {}
                Some((digest, path)) if !listing.digests.contains_key(&path) => {
                    listing.digests.insert(path, digest);
                }
                _ => listing.odd.push((number + 1, line.chars().take(SHOWN).collect())),
            }
        }
        listing
    }
}

/// Digest and path of a line. Windows programs write `\` between folders.
fn parse(line: &str) -> Option<(String, String)> {
    let (digest, rest) = line.trim().split_at_checked(DIGITS)?;
    let is_digest = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = rest.trim_start();
    if !is_digest || path.len() == rest.len() {
        return None;
    }
    let path = path.strip_prefix('*').unwrap_or(path).replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
    (!path.is_empty()).then(|| (digest.to_ascii_lowercase(), path))
}

/// Digits of an SM3 in hex.
const DIGITS: usize = 64;

/// Largest list that is read, in bytes.
const BYTES: u64 = 256 << 20;

/// Characters of a line that are shown.
const SHOWN: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_programs_write_them() {
        let digest = "0a".repeat(32);
        for line in ["  m1/a b.pdf", " *m1/a b.pdf", "\tm1\\a b.pdf", "  ./m1/a b.pdf "] {
            let expected = Some((digest.clone(), "m1/a b.pdf".to_owned()));
            assert_eq!(parse(&format!("{}{line}", digest.to_uppercase())), expected, "{line}");
        }
        for line in
            ["", "a.pdf", &digest, &format!("{digest}a.pdf"), &format!("{} a.pdf", &digest[1..]), "说"]
        {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn what_says_nothing_is_kept_with_its_number() {
        let digest = "0a".repeat(32);
        let listing = Listing::of(format!("\u{feff}{digest}  a\r\n\r\nnone\n{digest}  a\n").as_bytes());
        assert_eq!(listing.digests.len(), 1);
        assert_eq!(listing.odd, [(3, "none".to_owned()), (4, format!("{digest}  a"))]);
        assert!(Listing::of(&[0xd6, 0xd0]).is_garbled);
    }
}
