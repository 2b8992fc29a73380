//! The strict reader: `serde_json` for the grammar, a visitor of our own for what I-JSON and our formats forbid.

use super::{JsonError, LARGEST_INTEGER, Object, Value};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;

pub(super) fn object(bytes: &[u8]) -> Result<Object, JsonError> {
    // A byte order mark, white space or a second document would make two readers hash or show different things.
    if bytes.first() != Some(&b'{') || bytes.last() != Some(&b'}') {
        return Err(JsonError::NotOneObject);
    }
    match serde_json::from_slice::<Value>(bytes).map_err(|error| syntax(&error))? {
        Value::Object(object) => Ok(object),
        _ => Err(JsonError::NotOneObject),
    }
}

fn syntax(error: &serde_json::Error) -> JsonError {
    JsonError::Syntax { line: error.line(), column: error.column(), cause: error.to_string() }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict)
    }
}

struct Strict;

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an I-JSON value with integers in 0 … 2^53−1 only")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Boolean(boolean))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        if number > LARGEST_INTEGER {
            return Err(E::custom("integer over 2^53−1"));
        }
        Ok(Value::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        characters(text).map(Value::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut names = HashSet::new();
        let mut members = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("member name {name:?} used twice")));
            }
            members.push((characters(&name)?, map.next_value()?));
        }
        Ok(Value::Object(Object { members }))
    }
}

/// I-JSON texts hold no noncharacters (RFC 7493 §2.1); surrogates cannot occur in a `str`.
fn characters<E: Error>(text: &str) -> Result<String, E> {
    let noncharacter =
        |c: &char| matches!(u32::from(*c), 0xFDD0..=0xFDEF) || u32::from(*c) & 0xFFFE == 0xFFFE;
    match text.chars().find(noncharacter) {
        Some(found) => Err(E::custom(format_args!("noncharacter U+{:04X}", u32::from(found)))),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Object::parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_is_read_again_and_has_no_white_space() {
        let inner = Object::new().with("号", vec![1u64, 2]).with("none", None::<u64>);
        let object = Object::new().with("b", "夹 \"\\\n\u{1}/\u{7f}").with("a", inner).with("yes", true);
        let bytes = object.to_bytes();
        let expected =
            "{\"b\":\"夹 \\\"\\\\\\n\\u0001/\u{7f}\",\"a\":{\"号\":[1,2],\"none\":null},\"yes\":true}";
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
        assert_eq!(Object::parse(&bytes), Ok(object));
    }

    #[test]
    fn a_name_used_twice_is_refused_at_any_depth() {
        assert!(refused(r#"{"a":1,"a":1}"#).contains("used twice"));
        assert!(refused(r#"{"a":[{"b":{"c":1,"\u0063":2}}]}"#).contains("used twice"));
    }

    #[test]
    fn only_small_integers_are_numbers() {
        for number in ["-1", "-0", "1.0", "1e3", "9007199254740992", "18446744073709551616", "01", "NaN"] {
            refused(&format!("{{\"a\":{number}}}"));
        }
        let largest = Object::parse(br#"{"a":9007199254740991}"#).unwrap();
        assert_eq!(largest.number("a"), Ok(LARGEST_INTEGER));
    }

    #[test]
    fn nothing_stands_before_or_after_the_object() {
        for text in ["", " {}", "{} ", "{}\n", "{}{}", "\u{feff}{}", "[]", "null", "{}}", "{\"a\":1,}"] {
            refused(text);
        }
        assert!(Object::parse(b"{\"a\":\"\xff\"}").is_err());
        assert!(Object::parse(&[b"{\"a\":\"".as_slice(), &[0xed, 0xa0, 0x80], b"\"}"].concat()).is_err());
    }

    #[test]
    fn surrogates_and_noncharacters_are_refused() {
        for text in [r#"{"a":"\ud800"}"#, "{\"a\":\"\u{ffff}\"}", "{\"\u{fdd0}\":1}", "{\"a\":\"\u{1fffe}\"}"]
        {
            refused(text);
        }
        assert!(Object::parse("{\"a\":\"\\ud842\\udfb7\"}".as_bytes()).is_ok());
    }

    #[test]
    fn members_are_demanded_with_their_type() {
        let object = Object::parse(br#"{"t":"x","n":1,"z":null,"h":"0aFF","more":{}}"#).unwrap();
        assert_eq!(object.text("gone"), Err(JsonError::Missing { name: "gone".into() }));
        assert!(object.text("n").is_err() && object.number("t").is_err() && object.number("z").is_err());
        assert!(object.bytes("h").is_err(), "upper-case hex");
        assert_eq!(object.parsed_or_null::<u64>("z"), Ok(None));
        assert!(object.demand("t", "y").is_err() && object.demand("t", "x").is_ok());
    }

    #[test]
    fn a_deep_document_is_an_error_and_no_overflow() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        refused(&deep);
    }
}
