//! An application without a region: index.xml and modules 2 to 5.

use super::ctd::{self, Custom};
use super::plan::{Application, Sequence};

const CUSTOM: Custom = Custom { tagging: true, send: true, append: true };

/// First sequence 0000, then one that replaces, one that appends and one that deletes.
pub fn plain() -> Application {
    let [mut first, mut second, mut third, mut fourth] =
        ["0000", "0001", "0002", "0003"].map(|folder| ctd::sequence(folder, None));
    ctd::first(&mut first, CUSTOM);
    ctd::replace(&mut second, "0000");
    ctd::append(&mut third, "0000", CUSTOM);
    ctd::delete(&mut fourth, "0000");
    Application { folder: "sample".to_owned(), sequences: vec![first, second, third, fourth] }
}

/// A sequence without any leaf.
pub(crate) fn empty(folder: &str) -> Sequence {
    ctd::sequence(folder, None)
}
