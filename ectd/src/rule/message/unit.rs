//! The head of the message and its submission unit (IG 9.1, 9.2.4).

use super::{at, code, is_uuid, message, oids, once, system};
use crate::backbone::MESSAGE;
use crate::backbone::message::context::ACTIVE;
use crate::backbone::message::keyword::KeywordDefinition;
use crate::backbone::message::submission::Unit;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// The root element is the one of the schema (IG 9.1.2).
pub(crate) fn root(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let namespace = message.root.namespace.as_deref().unwrap_or_default();
    if (message.root.name.as_str(), namespace) != (ROOT, NAMESPACE) {
        found.note(MESSAGE, "message-root", &[("element", &message.root.name), ("namespace", namespace)]);
    }
}

/// Titles that the authority would cut off: of the unit, of documents, names of key words.
pub(crate) fn titles(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    for title in message.units.iter().filter_map(|unit| unit.title.as_deref()) {
        note_long(found, MESSAGE, "submissionUnit/title/@value", title, UNIT_TITLE);
    }
    for document in &message.documents {
        let title = document.title.as_deref().unwrap_or_default();
        note_long(found, &at(document.id()), "document/title/@value", title, TITLE);
    }
    for item in message.keywords.iter().flat_map(KeywordDefinition::items) {
        let (code, name) = (item.code.code.as_deref(), item.name.as_deref().unwrap_or_default());
        note_long(found, &at(code), "keywordDefinition/value/item/displayName/@value", name, TITLE);
    }
}

/// The header names FDA's implementation guide.
pub(crate) fn guide(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let mut roots = message.guides.iter().filter_map(|guide| guide.root.as_deref());
    if !roots.any(|root| root.starts_with(US_GUIDES)) {
        found.note(MESSAGE, "message-guide", &[("oid", US_GUIDES)]);
    }
}

/// It has an identifier.
pub(crate) fn identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unit in units(subject, found) {
        once(found, MESSAGE, "submissionUnit/id/@root", unit.ids.iter().map(|id| id.root.as_deref()));
    }
}

/// Its identifier is a UUID.
pub(crate) fn uuid(subject: &Subject<'_>, found: &mut Found<'_>) {
    let roots = units(subject, found).iter().flat_map(|unit| &unit.ids).filter_map(|id| id.root.as_deref());
    for root in roots.filter(|root| !root.trim().is_empty() && !is_uuid(root)) {
        found.note(MESSAGE, "message-uuid", &[("path", "submissionUnit/id/@root"), ("value", root)]);
    }
}

/// There is just one.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    let number = units(subject, found).len();
    if number > 1 {
        let arguments = [("path", "submissionUnit"), ("number", &number.to_string())];
        found.note(MESSAGE, "message-repeats", &arguments);
    }
}

/// It has a code.
pub(crate) fn coded(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unit in units(subject, found) {
        code(found, MESSAGE, "submissionUnit", &unit.codes);
    }
}

/// Its code says of which system it is.
pub(crate) fn code_system(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unit in units(subject, found) {
        system(found, MESSAGE, "submissionUnit", &unit.codes);
    }
}

/// That system is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unit in units(subject, found) {
        oids(found, MESSAGE, "submissionUnit", &unit.codes);
    }
}

/// Its status is `active`.
pub(crate) fn status(subject: &Subject<'_>, found: &mut Found<'_>) {
    for unit in units(subject, found) {
        let mut status = unit.status.iter().map(|status| status.as_deref().unwrap_or_default());
        if unit.status.is_empty() || status.any(|status| status != ACTIVE) {
            let stated = unit.status.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            let arguments = [("path", "submissionUnit"), ("value", &stated), ("allowed", ACTIVE)];
            found.note(MESSAGE, "message-status", &arguments);
        }
    }
}

/// It has at least one context of use.
pub(crate) fn contexts(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    if message.contexts.is_empty() {
        found.note(MESSAGE, "message-lacks", &[("path", "submissionUnit/component/contextOfUse")]);
    }
}

/// The submission units. Where there is none, an empty one stands for it: everything is missing in it.
fn units<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [Unit] {
    message(subject, found)
        .map_or(&[], |message| if message.units.is_empty() { &NONE } else { &message.units })
}

static NONE: [Unit; 1] = [Unit { ids: Vec::new(), codes: Vec::new(), title: None, status: Vec::new() }];

fn note_long(found: &mut Found<'_>, place: &str, path: &str, text: &str, most: usize) {
    let length = text.chars().count();
    if length > most {
        let arguments = [("path", path), ("length", &length.to_string()), ("most", &most.to_string())];
        found.note(place, "message-long", &arguments);
    }
}

/// Root element and namespace of the message (IG 9.1.2).
const ROOT: &str = "PORP_IN000001UV";
const NAMESPACE: &str = "urn:hl7-org:v3";

/// Where the OIDs of FDA's implementation guides begin.
const US_GUIDES: &str = "2.16.840.1.113883.3.989.5.1.2.2.1.18.";

/// Most characters of the unit's title (US-eCTD4-501).
const UNIT_TITLE: usize = 128;

/// Most characters of a document's title and of a key word's name (US-eCTD4-501).
const TITLE: usize = 512;
