//! The files that make a folder a storage root of this archive, byte for byte, and the place of an object in it.
//!
//! The layout is the registered extension 0003, "Hash and Id N-tuple Storage Layout"
//! (<https://ocfl.github.io/extensions/0003-hash-and-id-n-tuple-storage-layout.html>) with its defaults: three folders of
//! three hex digits each from the SHA-256 of the id, then the id itself, percent-encoded.

use std::fmt::Write;

use crypto::digest::Sha256Digest;

use crate::key::Key;

/// The files of a storage root that holds nothing yet: name and bytes, the declaration last (OCFL 1.1 §4.1).
pub const ROOT: [(&str, &str); 3] = [
    (
        "extensions/0003-hash-and-id-n-tuple-storage-layout/config.json",
        "{\n  \"extensionName\": \"0003-hash-and-id-n-tuple-storage-layout\",\n  \"digestAlgorithm\": \"sha256\",\n  \
         \"tupleSize\": 3,\n  \"numberOfTuples\": 3\n}\n",
    ),
    (
        "ocfl_layout.json",
        "{\n  \"extension\": \"0003-hash-and-id-n-tuple-storage-layout\",\n  \"description\": \"SHA-256 of the object id: \
         three folders of three hex digits, then the id itself, percent-encoded\"\n}\n",
    ),
    ("0=ocfl_1.1", "ocfl_1.1\n"),
];

/// The folder of the root that holds extensions.
pub const EXTENSIONS: &str = "extensions";
/// The one extension in it.
pub const EXTENSION: &str = "0003-hash-and-id-n-tuple-storage-layout";
/// Name of the file that makes a folder an object (OCFL 1.1 §3.2).
pub const DECLARATION: &str = "0=ocfl_object_1.1";
/// Bytes of that file.
pub const DECLARED: &str = "ocfl_object_1.1\n";
/// Name of an inventory.
pub const INVENTORY: &str = "inventory.json";
/// Name of the file with its digest.
pub const SIDECAR: &str = "inventory.json.sha512";
/// The folder of a version that holds its files.
pub const CONTENT: &str = "content";
/// Folders between the storage root and an object.
pub const TUPLES: usize = 3;

/// Returns where the object of this id lies.
#[must_use]
pub fn place(id: &str) -> Key {
    let digest = Sha256Digest::of(id.as_bytes()).to_string();
    let mut path = String::new();
    for tuple in 0..TUPLES {
        path.push_str(&digest[tuple * TUPLE..(tuple + 1) * TUPLE]);
        path.push('/');
    }
    let folder = encoded(id);
    if folder.len() > LONGEST {
        path.push_str(&folder[..LONGEST]);
        path.push('-');
        path.push_str(&digest);
    } else {
        path.push_str(&folder);
    }
    Key::root().below(&path)
}

/// Returns the name of a version's folder.
#[must_use]
pub fn version(number: u32) -> String {
    format!("v{number}")
}

/// Tells whether a name is one of the folders above the objects.
#[must_use]
pub fn is_tuple(name: &str) -> bool {
    name.len() == TUPLE && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn encoded(id: &str) -> String {
    let mut text = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => text.push(char::from(byte)),
            // Writing to a String cannot fail.
            other => drop(write!(text, "%{other:02x}")),
        }
    }
    text
}

/// Hex digits in the name of a folder above the objects.
const TUPLE: usize = 3;
/// Longest percent-encoded id that is the name of a folder as it is.
const LONGEST: usize = 100;

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_are_those_of_the_extension() {
        // The examples of the extension, for its default parameters.
        assert_eq!(place("object-01").as_str(), "3c0/ff4/240/object-01");
        assert_eq!(place("..hor/rib:le-$id").as_str(), "487/326/d8c/%2e%2ehor%2frib%3ale-%24id");
    }

    #[test]
    fn a_long_id_is_cut_and_told_apart_by_its_digest() {
        let id = format!("sealpost:ORG/{}/0000", "药".repeat(64));
        let place = place(&id);
        let digest = crypto::digest::Sha256Digest::of(id.as_bytes()).to_string();
        assert_eq!(place.name().len(), 100 + 1 + 64);
        assert!(place.name().starts_with("sealpost%3aORG%2f%e8%8d%af") && place.name().ends_with(&digest));
    }
}
