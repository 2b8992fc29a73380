//! What is wrong inside an inventory, without a look at any file (OCFL 1.1 §3.5).

use super::{Inventory, Version};
use crate::finding::Findings;
use crate::key::is_relative;
use crate::layout;

/// Checks paths, digests and what is said of versions; findings name the inventory as `place`.
pub(crate) fn check(inventory: &Inventory, place: &str, findings: &mut Findings) {
    if inventory.id.is_empty() {
        findings.add("E037", format!("{place}#id"), "the id is empty");
    } else if !has_scheme(&inventory.id) {
        findings.add("W005", format!("{place}#id"), "the id is no URI");
    }
    content_paths(inventory, place, findings);
    digests(inventory, place, findings);
    for (number, version) in (1..).zip(&inventory.versions) {
        let place = format!("{place}#{}", layout::version(number));
        described(version, &place, findings);
        logical_paths(version, &place, findings);
    }
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )` (RFC 3986 §3.1).
fn has_scheme(id: &str) -> bool {
    id.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !rest.is_empty()
    })
}

fn content_paths(inventory: &Inventory, place: &str, findings: &mut Findings) {
    let place = format!("{place}#manifest");
    for content in &inventory.contents {
        let path = &*content.path;
        if path.starts_with('/') || path.ends_with('/') {
            findings.add("E100", &place, format!("{path:?} begins or ends with a slash"));
        } else if !is_relative(path) {
            findings.add("E099", &place, format!("{path:?} has an element that is empty, . or .."));
        } else if version_of(path).is_none_or(|version| version > inventory.head()) {
            findings.add("E042", &place, format!("{path:?} is not in the content folder of a version"));
        }
    }
    for path in clashes(inventory.contents.iter().map(|content| &*content.path)) {
        findings.add("E101", &place, format!("{path:?} stands there twice, or is a folder of another path"));
    }
}

/// The version in whose content folder a file lies.
pub(crate) fn version_of(path: &str) -> Option<u32> {
    let (version, rest) = path.split_once('/')?;
    let inside = rest.strip_prefix(layout::CONTENT)?.strip_prefix('/')?;
    super::read::number(version).filter(|_| !inside.is_empty())
}

fn digests(inventory: &Inventory, place: &str, findings: &mut Findings) {
    let mut used: Vec<_> =
        inventory.versions.iter().flat_map(|version| &version.state).map(|file| file.sha512).collect();
    used.sort_unstable();
    used.dedup();
    let mut there: Vec<_> = inventory.contents.iter().map(|content| content.sha512).collect();
    there.sort_unstable();
    there.dedup();
    for digest in there.iter().filter(|digest| used.binary_search(digest).is_err()) {
        findings.add(
            "E107",
            format!("{place}#manifest"),
            format!("no version has a file with the digest {digest}"),
        );
    }
    for digest in used.iter().filter(|digest| there.binary_search(digest).is_err()) {
        findings.add(
            "E050",
            format!("{place}#manifest"),
            format!("a version has a file with the digest {digest}, the manifest has not"),
        );
    }
}

fn described(version: &Version, place: &str, findings: &mut Findings) {
    if version.created.is_empty() {
        findings.add("E048", place, "the key created is missing");
    } else if !is_time(&version.created) {
        findings.add("E049", place, format!("{:?} is no time of RFC 3339", version.created));
    }
    if version.message.is_none() {
        findings.add("W007", place, "there is no message");
    }
    match &version.user {
        None => findings.add("W007", place, "there is no user"),
        Some(user) => match &user.address {
            None => findings.add("W008", place, "the user has no address"),
            Some(address) if !has_scheme(address) => {
                findings.add("W009", place, "the user's address is no URI");
            }
            Some(_) => {}
        },
    }
}

fn logical_paths(version: &Version, place: &str, findings: &mut Findings) {
    for file in &version.state {
        let path = &*file.path;
        if path.starts_with('/') || path.ends_with('/') {
            findings.add("E053", place, format!("{path:?} begins or ends with a slash"));
        } else if !is_relative(path) {
            findings.add("E052", place, format!("{path:?} has an element that is empty, . or .."));
        }
    }
    for path in clashes(version.state.iter().map(|file| &*file.path)) {
        findings.add("E095", place, format!("{path:?} stands there twice, or is a folder of another path"));
    }
}

/// Paths that stand in a list twice, or are folders of another.
pub(crate) fn clashes<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut paths: Vec<&str> = paths.collect();
    // By elements, a folder comes right before what is in it.
    paths.sort_unstable_by(|one, other| one.split('/').cmp(other.split('/')));
    let falls_on = |pair: &&[&str]| {
        pair[1].strip_prefix(pair[0]).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    paths.windows(2).filter(falls_on).map(|pair| pair[0]).collect()
}

/// `YYYY-MM-DDThh:mm:ss`, a fraction or none, and `Z` or an offset (RFC 3339 §5.6).
pub(crate) fn is_time(text: &str) -> bool {
    let Some((date_time, rest)) = text.split_at_checked(19) else { return false };
    let fields = |form: &str, text: &str| {
        form.len() == text.len()
            && form
                .bytes()
                .zip(text.bytes())
                .all(|(form, byte)| if form == b'0' { byte.is_ascii_digit() } else { form == byte })
    };
    let number = |text: &str, at: usize| {
        text.get(at..at + 2).and_then(|two| two.parse::<u8>().ok()).unwrap_or(u8::MAX)
    };
    let rest = rest
        .strip_prefix('.')
        .map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zone = rest == "Z"
        || (fields("+00:00", &rest.replace('-', "+")) && number(rest, 1) < 24 && number(rest, 4) < 60);
    fields("0000-00-00T00:00:00", date_time)
        && (1..=12).contains(&number(date_time, 5))
        && (1..=31).contains(&number(date_time, 8))
        && number(date_time, 11) < 24
        && number(date_time, 14) < 60
        && number(date_time, 17) <= 60
        && zone
}

#[cfg(test)]
mod tests {
    use super::{clashes, has_scheme, is_time, version_of};

    #[test]
    fn times_are_those_of_rfc_3339() {
        for good in ["2026-11-22T04:53:37Z", "2026-11-22T04:53:37.25+08:00", "2026-11-22T04:53:37-00:30"] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "2026-11-22",
            "2026-11-22T04:53:37",
            "2026-13-22T04:53:37Z",
            "2026-11-22 04:53:37Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T04:53Z",
            "2026-11-22T04:53:37+8:00",
            "2026-11-22T04:53:37Z ",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }

    #[test]
    fn a_path_that_is_a_folder_of_another_is_found_also_with_others_between() {
        assert_eq!(clashes(["a-b", "a/b", "a"].into_iter()), ["a"]);
        assert_eq!(clashes(["a/b", "a/b"].into_iter()), ["a/b"]);
        assert!(clashes(["a-b", "a/b", "ab"].into_iter()).is_empty());
    }

    #[test]
    fn a_content_path_names_its_version() {
        assert_eq!(version_of("v12/content/a/b"), Some(12));
        for bad in [
            "v1/content/",
            "v1/content",
            "v01/content/a",
            "v0/content/a",
            "1/content/a",
            "v1/other/a",
            "v1/contents/a",
        ] {
            assert_eq!(version_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_uri_has_a_scheme() {
        assert!(has_scheme("sealpost:a/b/c") && has_scheme("nih:sha-256;ab"));
        assert!(!has_scheme("a/b:c") && !has_scheme(":x") && !has_scheme("1a:x") && !has_scheme("a:"));
    }
}
