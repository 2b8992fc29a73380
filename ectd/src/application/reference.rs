//! `modified-file`: the address of an earlier leaf, seen from the backbone file that names it.
//!
//! Source: ICH eCTD specification 3.2.2, appendix 6: `../0000/index.xml#a1234`, and from m1 in the same way.

use crate::backbone::target::{Joined, folder, join, unescape};

/// A leaf of the application, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The sequence folder.
    pub sequence: String,
    /// The backbone file in it.
    pub document: String,
    /// The leaf's ID.
    pub leaf: String,
}

/// Why a text is no address of a leaf in the same application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceFault {
    /// It has no `#` with an ID behind it.
    #[error("no leaf ID behind a `#`")]
    NoLeaf,
    /// It is absolute, or has backslashes.
    #[error("not a relative path with `/`")]
    NotRelative,
    /// It leaves the application's folder.
    #[error("outside the application")]
    Outside,
}

impl Reference {
    /// Reads what stands in `document` of the sequence `sequence`.
    ///
    /// # Errors
    /// [`ReferenceFault`].
    pub fn read(sequence: &str, document: &str, text: &str) -> Result<Self, ReferenceFault> {
        let (path, leaf) = text.trim().rsplit_once('#').unwrap_or((text.trim(), ""));
        let base = format!("{sequence}/{}", folder(document));
        let path = if path.is_empty() {
            format!("{sequence}/{document}")
        } else {
            match join(&base, &unescape(path)) {
                Joined::Inside(path) => path,
                Joined::Above => return Err(ReferenceFault::Outside),
                Joined::Nowhere => return Err(ReferenceFault::NotRelative),
            }
        };
        let (sequence, document) = path.split_once('/').ok_or(ReferenceFault::Outside)?;
        if leaf.is_empty() {
            return Err(ReferenceFault::NoLeaf);
        }
        Ok(Self { sequence: sequence.to_owned(), document: document.to_owned(), leaf: leaf.to_owned() })
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}#{}", self.sequence, self.document, self.leaf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(document: &str, text: &str) -> Result<String, ReferenceFault> {
        Reference::read("0002", document, text).map(|reference| reference.to_string())
    }

    #[test]
    fn addresses_are_relative_to_their_document() {
        assert_eq!(read("index.xml", "../0000/index.xml#a"), Ok("0000/index.xml#a".to_owned()));
        let regional = "m1/cn/cn-regional.xml";
        assert_eq!(read(regional, &format!("../../../0001/{regional}#b")), Ok(format!("0001/{regional}#b")));
        assert_eq!(read(regional, "#c"), Ok(format!("0002/{regional}#c")));
        assert_eq!(read("index.xml", "index.xml#c"), Ok("0002/index.xml#c".to_owned()));
        assert_eq!(read("index.xml", " ../0000/index.xml#a%20 "), Ok("0000/index.xml#a%20".to_owned()));
    }

    #[test]
    fn what_is_no_address_says_why() {
        assert_eq!(read("index.xml", "../0000/index.xml"), Err(ReferenceFault::NoLeaf));
        assert_eq!(read("index.xml", "../0000/index.xml#"), Err(ReferenceFault::NoLeaf));
        assert_eq!(read("index.xml", "..\\0000\\index.xml#a"), Err(ReferenceFault::NotRelative));
        assert_eq!(read("index.xml", "file:///0000/index.xml#a"), Err(ReferenceFault::NotRelative));
        assert_eq!(read("index.xml", "../../other/0000/index.xml#a"), Err(ReferenceFault::Outside));
    }
}
