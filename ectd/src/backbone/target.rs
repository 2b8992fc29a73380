//! Where a leaf's link leads: to a file of the dossier, to one whose name differs in case only, or nowhere.

use std::collections::HashMap;

use super::Backbone;
use super::leaf::Leaf;
use crate::dossier::Dossier;
use crate::fold;

/// The end of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The leaf has no link, or deletes and needs none.
    None,
    /// The file at this position in [`Dossier::files`].
    File(usize),
    /// No file of that name, but this one when case and Unicode form are ignored.
    Alike(usize),
    /// A path in another sequence, which is not in hand.
    Elsewhere,
    /// No file of the dossier; the path looked for.
    Missing(String),
}

impl Target {
    /// Returns the file that the link means, also when only the case differs.
    pub fn file(&self) -> Option<usize> {
        match self {
            Self::File(file) | Self::Alike(file) => Some(*file),
            Self::None | Self::Elsewhere | Self::Missing(_) => None,
        }
    }
}

/// The targets of all leaves, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(Vec<Target>);

impl Targets {
    /// Follows the links of a backbone.
    pub fn follow(dossier: &Dossier, backbone: &Backbone) -> Self {
        let mut alike = Alike { dossier, names: None };
        Self(backbone.leaves.iter().map(|leaf| alike.follow(backbone.path_of(leaf), leaf)).collect())
    }

    /// Iterates over the targets, one for each leaf.
    pub fn iter(&self) -> std::slice::Iter<'_, Target> {
        self.0.iter()
    }
}

struct Alike<'a> {
    dossier: &'a Dossier,
    /// Files by their folded names; made when the first link misses.
    names: Option<HashMap<String, usize>>,
}

impl Alike<'_> {
    fn follow(&mut self, document: &str, leaf: &Leaf) -> Target {
        let Some(href) = leaf.link().filter(|_| !leaf.deletes()) else { return Target::None };
        let folder = folder(document);
        let readings = readings(href);
        let mut wanted = None;
        for reading in &readings {
            match join(folder, reading) {
                Joined::Inside(path) => match self.dossier.position(&path) {
                    Some(file) => return Target::File(file),
                    None => wanted = wanted.or(Some(path)),
                },
                Joined::Above => return Target::Elsewhere,
                Joined::Nowhere => {}
            }
        }
        let Some(path) = wanted else { return Target::Missing(href.to_owned()) };
        self.alike(&path).map_or(Target::Missing(path), Target::Alike)
    }

    fn alike(&mut self, path: &str) -> Option<usize> {
        let files = self.dossier.files();
        let names = self.names.get_or_insert_with(|| {
            files.iter().enumerate().map(|(file, entry)| (fold::key(entry.path.as_str()), file)).collect()
        });
        names.get(&fold::key(path)).copied()
    }
}

/// Returns the path in the dossier that a link in `document` means, when it stays inside.
pub fn path(document: &str, href: &str) -> Option<String> {
    let bare = href.split('#').next().unwrap_or_default();
    match join(folder(document), &unescape(bare)) {
        Joined::Inside(path) => Some(path),
        Joined::Above | Joined::Nowhere => None,
    }
}

/// Returns the folder of a file, empty at the top.
pub(crate) fn folder(document: &str) -> &str {
    document.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A link is a URI: it may be escaped and may have a fragment. What is written comes first, for names with `#`.
fn readings(href: &str) -> Vec<String> {
    let bare = href.split('#').next().unwrap_or_default();
    let mut readings = vec![href.to_owned(), unescape(href), bare.to_owned(), unescape(bare)];
    readings.dedup();
    readings
}

/// Resolves `%20` and the like; what would be no UTF-8 stays as it is.
pub(crate) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|code| first == b'%' && code.iter().all(u8::is_ascii_hexdigit));
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Where a relative path leads.
pub(crate) enum Joined {
    /// To this path below the top.
    Inside(String),
    /// Above the top.
    Above,
    /// It is no relative path with `/`, or no path to a file.
    Nowhere,
}

/// Follows a relative path from a folder.
pub(crate) fn join(folder: &str, href: &str) -> Joined {
    if href.starts_with('/') || href.ends_with('/') || href.contains("://") || href.contains('\\') {
        return Joined::Nowhere;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Joined::Above;
                }
            }
            name => parts.push(name),
        }
    }
    if parts.is_empty() { Joined::Nowhere } else { Joined::Inside(parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(folder: &str, href: &str) -> Option<String> {
        match join(folder, href) {
            Joined::Inside(path) => Some(path),
            Joined::Above => Some("above".to_owned()),
            Joined::Nowhere => None,
        }
    }

    #[test]
    fn links_are_relative_to_their_document() {
        assert_eq!(joined("m1/us", "12-cover/a.pdf").as_deref(), Some("m1/us/12-cover/a.pdf"));
        assert_eq!(joined("m1/us", "../../m5/./a.pdf").as_deref(), Some("m5/a.pdf"));
        assert_eq!(joined("", "../0000/m2/a.pdf").as_deref(), Some("above"));
        assert_eq!(joined("", "/etc/passwd"), None);
        assert_eq!(joined("", "http://example.org/a.pdf"), None);
        assert_eq!(joined("", "m1\\a.pdf"), None);
    }

    #[test]
    fn links_are_read_as_written_first() {
        assert_eq!(readings("a%20b.pdf#page=2")[..2], ["a%20b.pdf#page=2", "a b.pdf#page=2"]);
        assert_eq!(readings("a.pdf"), ["a.pdf"]);
        assert_eq!(unescape("100%.pdf %zz %e8%af%b4"), "100%.pdf %zz 说");
        assert_eq!(unescape("%ff"), "%ff");
    }
}
