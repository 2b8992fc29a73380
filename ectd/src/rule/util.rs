//! The authority's own files under `util`: there, at their place, and with the published bytes.
//!
//! The MD5s are public facts: EU criteria 1.3 and 2.3 for the files of ICH, the EMA's package manifest of EU M1 3.1, and
//! the FDA's DTD 3.3. None is known of what NMPA and the makers of the STF publish; those files only have to be there.

use crypto::digest::Md5Digest;

use super::found::Found;
use super::subject::Subject;
use crate::backbone::leaf::Leaf;
use crate::profile::Profile;

/// A file that belongs under `util`.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its path from the sequence folder on.
    path: &'static str,
    /// The MD5 of the published file, where it is known.
    md5: Option<&'static str>,
}

/// The file is there, at its place, with the published bytes.
pub(crate) fn complete(subject: &Subject<'_>, found: &mut Found<'_>, part: &Part) {
    named(subject, found, part);
    placed(subject, found, part);
    published(subject, found, part);
}

/// A file of that name is there, wherever.
pub(crate) fn named(subject: &Subject<'_>, found: &mut Found<'_>, part: &Part) {
    if subject.dossier.find(part.path).is_none() && elsewhere(subject, part).is_none() {
        found.note(part.path, "util-missing", &[]);
    }
}

/// It is not in another folder.
pub(crate) fn placed(subject: &Subject<'_>, found: &mut Found<'_>, part: &Part) {
    if subject.dossier.find(part.path).is_none()
        && let Some(place) = elsewhere(subject, part)
    {
        found.note(place, "util-misplaced", &[("path", part.path)]);
    }
}

/// It has the published bytes.
pub(crate) fn published(subject: &Subject<'_>, found: &mut Found<'_>, part: &Part) {
    if let Some((published, actual)) = altered(subject, part) {
        found.note(part.path, "util-altered", &[("published", published), ("actual", &actual)]);
    }
}

/// The regional files of China; the name of the style sheet goes with the edition (《eCTD验证标准》 2.7).
pub(crate) fn china(subject: &Subject<'_>, found: &mut Found<'_>) {
    let style = if subject.edition == "1.0" { &CN_STYLE_1_0 } else { &CN_STYLE };
    for part in CN.iter().chain([style]) {
        complete(subject, found, part);
    }
}

/// The regional DTD of whichever region, where there is one.
pub(crate) fn any_region(subject: &Subject<'_>, found: &mut Found<'_>) {
    for part in [&US_DTD, &EU_DTD, &EU_LEAF, &EU_ENVELOPE] {
        published(subject, found, part);
    }
}

/// What study tagging files refer to, where there are any (《eCTD验证标准》 2.7).
pub(crate) fn study_tagging(subject: &Subject<'_>, found: &mut Found<'_>) {
    if !subject.backbone.leaves.iter().any(Leaf::is_study_tagging) {
        return;
    }
    // FDA's files come without the older style sheet and the table of values
    let parts = if subject.profile == Profile::Cn { STF } else { &STF[..2] };
    for part in parts {
        complete(subject, found, part);
    }
}

/// Only the line ends differ from the published file: Git or an editor has changed them.
pub(crate) fn line_ends(subject: &Subject<'_>, found: &mut Found<'_>) {
    for part in PUBLISHED {
        let Some((published, _)) = altered(subject, part) else { continue };
        let Some(entry) = subject.dossier.find(part.path) else { continue };
        // an unreadable file is a finding of its own, and a long one is no such file
        let Ok(content) = subject.dossier.read_small(entry, BYTES) else { continue };
        if with_line_ends(&content).iter().any(|content| Md5Digest::of(content).to_string() == published) {
            found.note(part.path, "util-line-ends", &[]);
        }
    }
}

/// The files of which the published MD5 is known: whoever reads a dossier computes theirs.
pub(crate) fn published_paths() -> impl Iterator<Item = &'static str> {
    PUBLISHED.iter().map(|part| part.path)
}

/// The published and the actual MD5, where they differ.
fn altered(subject: &Subject<'_>, part: &Part) -> Option<(&'static str, String)> {
    let published = part.md5?;
    let actual = subject.readings.get(subject.dossier.position(part.path)?)?.digest()?;
    (actual != published).then_some((published, actual))
}

fn elsewhere<'a>(subject: &Subject<'a>, part: &Part) -> Option<&'a str> {
    let name = part.path.rsplit('/').next();
    let mut paths = subject.dossier.files().iter().map(|entry| entry.path.as_str());
    paths.find(|path| path.rsplit('/').next() == name)
}

/// The same text with line ends of Unix and of Windows.
fn with_line_ends(content: &[u8]) -> [Vec<u8>; 2] {
    let (mut lf, mut crlf) = (Vec::with_capacity(content.len()), Vec::with_capacity(content.len()));
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        lf.extend_from_slice(bare.unwrap_or(line));
        crlf.extend_from_slice(bare.unwrap_or(line));
        if bare.is_some() {
            lf.extend_from_slice(b"\n");
            crlf.extend_from_slice(b"\r\n");
        }
    }
    [lf, crlf]
}

const fn part(path: &'static str) -> Part {
    Part { path, md5: None }
}

const fn with_md5(path: &'static str, md5: &'static str) -> Part {
    Part { path, md5: Some(md5) }
}

/// The ICH DTD 3.2.
pub(crate) const ICH_DTD: Part = with_md5("util/dtd/ich-ectd-3-2.dtd", "1d6f631cc6b6357f0f4fe378e5f79a27");

/// The style sheet of ICH.
pub(crate) const ICH_STYLE: Part = with_md5("util/style/ectd-2-0.xsl", "3a07a202455e954a2eb203c5bb443f77");

/// The US regional DTD 3.3.
pub(crate) const US_DTD: Part = with_md5("util/dtd/us-regional-v3-3.dtd", "bea39be6d3a1716262a30a87657bce2d");

/// The EU regional DTD 3.1.
pub(crate) const EU_DTD: Part = with_md5("util/dtd/eu-regional.dtd", "f8e473246d58499f9ffff8e51a32380d");

/// The EU's model of leaves.
pub(crate) const EU_LEAF: Part = with_md5("util/dtd/eu-leaf.mod", "23b854174e61c68044b9f53c0009af95");

/// The EU's model of envelopes.
pub(crate) const EU_ENVELOPE: Part = with_md5("util/dtd/eu-envelope.mod", "cf059a8f48c68fe4ce9ad2947ab854ca");

/// The EU's style sheet.
pub(crate) const EU_STYLE: Part = with_md5("util/style/eu-regional.xsl", "474f3fe1fdadb31c74477793e060383d");

const PUBLISHED: [&Part; 7] = [&ICH_DTD, &ICH_STYLE, &US_DTD, &EU_DTD, &EU_LEAF, &EU_ENVELOPE, &EU_STYLE];

const CN: &[Part] =
    &[part("util/dtd/cn-regional-1-0.xsd"), part("util/dtd/xlink.xsd"), part("util/dtd/xml.xsd")];

const CN_STYLE_1_0: Part = part("util/style/cn-regional-1-0.xsl");

const CN_STYLE: Part = part("util/style/cn-regional-1-1.xsl");

const STF: &[Part] = &[
    part("util/dtd/ich-stf-v2-2.dtd"),
    part("util/style/ich-stf-stylesheet-2-3.xsl"),
    part("util/style/ich-stf-stylesheet-2-2a.xsl"),
    part("util/style/valid-values.xml"),
];

/// Longest file of which the line ends are compared, in bytes.
const BYTES: u64 = 1 << 20;
