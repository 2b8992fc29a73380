//! The rules on submissionunit.xml of eCTD v4.0.
//!
//! Sources: ICH eCTD v4.0 Implementation Guide 1.6, "Validation Rules"; FDA "eCTD v4.0 Validation Criteria" 1.5. What
//! can be told without the controlled vocabularies, which are not at hand, is told.

use super::found::{Because, Found};
use super::subject::Subject;
use crate::backbone::message::Message;
use crate::backbone::message::value::Code;
use crate::backbone::{Kind, MESSAGE};

pub mod application;
pub mod contact;
pub mod context;
pub mod definition;
pub mod document;
pub mod keyword;
pub mod life;
pub mod package;
mod past;
pub mod priority;
pub mod sequence;
pub mod study;
pub mod submission;
pub mod unit;

/// The message, if all of it could be read: of the rest it cannot be told what is missing.
fn message<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> Option<&'a Message> {
    let is_whole = subject.backbone.documents_of(Kind::Message).any(|document| document.fault.is_none());
    let message = subject.backbone.message.as_ref().filter(|_| is_whole);
    if message.is_none() {
        found.not_evaluated(MESSAGE, Because::Backbone);
    }
    message
}

/// A place in the message: what has an identifier is found by it.
fn at(key: Option<&str>) -> String {
    key.map_or_else(|| MESSAGE.to_owned(), |key| format!("{MESSAGE}#{key}"))
}

/// Notes a value that must stand once and does not.
fn once(
    found: &mut Found<'_>,
    place: &str,
    path: &str,
    values: impl IntoIterator<Item = Option<impl AsRef<str>>>,
) {
    let mut number = 0;
    let mut blank = false;
    for value in values {
        number += 1;
        blank |= value.is_none_or(|value| value.as_ref().trim().is_empty());
    }
    if number == 0 || blank {
        found.note(place, "message-lacks", &[("path", path)]);
    }
    if number > 1 {
        found.note(place, "message-repeats", &[("path", path), ("number", &number.to_string())]);
    }
}

/// Notes a code that does not stand once.
fn code(found: &mut Found<'_>, place: &str, path: &str, codes: &[Code]) {
    once(found, place, &format!("{path}/code/@code"), codes.iter().map(|code| code.code.as_deref()));
}

/// Notes a code without the system that it is from; that there is no code at all is a rule of its own.
fn system(found: &mut Found<'_>, place: &str, path: &str, codes: &[Code]) {
    for code in codes.iter().filter(|code| is_blank(code.system.as_deref())) {
        let code = code.code.as_deref().unwrap_or_default();
        found.note(place, "message-system", &[("path", path), ("code", code)]);
    }
}

/// Notes systems that are no OIDs; which OIDs are registered is not known.
fn oids(found: &mut Found<'_>, place: &str, path: &str, codes: &[Code]) {
    let systems = codes.iter().filter_map(|code| code.system.as_deref());
    for system in systems.filter(|system| !system.trim().is_empty() && !is_oid(system)) {
        found.note(place, "message-oid", &[("path", path), ("value", system)]);
    }
}

/// Notes a number that is not between 1 and 999999.
fn numbers(
    found: &mut Found<'_>,
    place: &str,
    values: impl IntoIterator<Item = Option<impl AsRef<str>>>,
    path: &str,
) {
    // a number that is missing is a rule of its own
    for value in values.into_iter().flatten() {
        let value = value.as_ref();
        if value.trim().is_empty() || is_number(value) {
            continue;
        }
        found.note(place, "message-number", &[("path", path), ("value", value)]);
    }
}

fn is_blank(value: Option<&str>) -> bool {
    value.is_none_or(|value| value.trim().is_empty())
}

/// A whole number between 1 and 999999, as written: no sign, no blank, no leading zero.
fn is_number(text: &str) -> bool {
    (1..=6).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 9562, 4: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// ITU-T X.660: arcs in decimal, the first of them 0, 1 or 2.
fn is_oid(text: &str) -> bool {
    let is_arc = |arc: &str| {
        !arc.is_empty()
            && (arc == "0" || !arc.starts_with('0'))
            && arc.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.contains('.')
        && matches!(text.split('.').next(), Some("0" | "1" | "2"))
        && text.split('.').all(is_arc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_identifiers_and_oids() {
        for text in ["1", "999999", "1000"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "0", "01", "1000000", "+1", "1.0", " 1", "１"] {
            assert!(!is_number(text), "{text}");
        }
        assert!(
            is_uuid("a161dabd-c01f-4d4f-a33b-68ed6dded404")
                && is_uuid("A161DABD-C01F-4D4F-A33B-68ED6DDED404")
        );
        for text in ["", "a161dabdc01f4d4fa33b68ed6dded404", "g161dabd-c01f-4d4f-a33b-68ed6dded404", "----"] {
            assert!(!is_uuid(text), "{text}");
        }
        assert!(is_oid("2.16.840.1.113883.3.989.2.2.1.1.4") && is_oid("0.0"));
        for text in ["", "2", "3.1", "2.", "2..1", "2.01", "2.16.x", "urn:oid:2.16"] {
            assert!(!is_oid(text), "{text}");
        }
    }
}
