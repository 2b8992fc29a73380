//! The vectors of `tests/vectors`.

use crypto::hex;
use serde_json::Value;

/// A vector file, by its name without ending.
pub(crate) fn read(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The text of a member.
pub(crate) fn text<'a>(vector: &'a Value, member: &str) -> &'a str {
    vector[member].as_str().unwrap()
}

/// The bytes of a hex member.
pub(crate) fn bytes(vector: &Value, member: &str) -> Vec<u8> {
    hex::decode(text(vector, member)).unwrap()
}

/// The bytes of a hex member of fixed length.
pub(crate) fn array<const N: usize>(vector: &Value, member: &str) -> [u8; N] {
    hex::array(text(vector, member)).unwrap()
}
