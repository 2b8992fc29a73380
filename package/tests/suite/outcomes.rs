//! Vectors that state their outcome: `name: value` lines, of which `expect` is `accepted` or `refused`.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

/// The lines of a vector.
pub(crate) type Lines<'a> = BTreeMap<&'a str, &'a str>;

/// Compares every vector of a kind with what a reader makes of it. Gives how many are accepted and how many refused.
pub(crate) fn compare<E: Debug>(kind: &str, read: impl Fn(&Lines<'_>) -> Result<(), E>) -> (usize, usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(kind);
    let (mut accepted, mut refused) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let lines: Lines<'_> = text.lines().map(|line| line.split_once(": ").unwrap()).collect();
        match (lines["expect"], read(&lines)) {
            ("accepted", Ok(())) => accepted += 1,
            ("refused", Err(_)) => refused += 1,
            (expected, found) => panic!("{}: {expected}, found {found:?}", path.display()),
        }
    }
    (accepted, refused)
}
