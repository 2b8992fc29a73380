//! The documents of the applications: identifier, title, file and checksum (IG 9.2.15).

use std::collections::{HashMap, HashSet};

use super::context::by_document;
use super::past::Past;
use super::{at, is_blank, is_uuid, message, once};
use crate::backbone::MESSAGE;
use crate::backbone::message::document::FileDocument;
use crate::rule::found::Found;
use crate::rule::subject::{Scope, Subject};

/// Each has an identifier.
pub(crate) fn identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in documents(subject, found) {
        if document.ids.len() != 1 || document.ids.iter().any(|id| id.root.is_none()) {
            let roots = document.ids.iter().map(|id| id.root.as_deref());
            once(found, &place(document), PATH, roots);
        }
    }
}

/// Its identifier is not blank.
pub(crate) fn identifier_value(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in documents(subject, found) {
        if document.id().is_some_and(|root| root.trim().is_empty()) {
            found.note(place(document), "message-lacks", &[("path", PATH)]);
        }
    }
}

/// Its identifier is a UUID.
pub(crate) fn uuid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in documents(subject, found) {
        if let Some(root) = document.id().filter(|root| !root.trim().is_empty() && !is_uuid(root)) {
            found.note(place(document), "message-uuid", &[("path", PATH), ("value", root)]);
        }
    }
}

/// No other document has its identifier, in this unit or an earlier one, unless it is that document that is changed.
pub(crate) fn unique(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut known = HashSet::new();
    for document in documents(subject, found) {
        if document.key().is_some_and(|key| !known.insert(key)) {
            found.note(place(document), "message-duplicate", &[("path", PATH)]);
        }
    }
    let new = documents(subject, found).iter().filter(|document| !document.is_update());
    let new: Vec<_> = new.filter_map(|document| Some((document, document.key()?))).collect();
    match Past::of(subject) {
        _ if new.is_empty() => {}
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            let earlier = past.messages().flat_map(|(folder, message)| {
                message.documents.iter().filter_map(move |document| Some((document.key()?, folder)))
            });
            let earlier: HashMap<String, &str> = earlier.collect();
            for (document, key) in new {
                if let Some(folder) = earlier.get(&key) {
                    found.note(place(document), "message-document-again", &[("sequence", folder)]);
                }
            }
        }
    }
}

/// It has a title.
pub(crate) fn title(subject: &Subject<'_>, found: &mut Found<'_>) {
    // an update of what is said of the file need not repeat it (IG 9.2.17.2.2)
    for document in documents(subject, found).iter().filter(|document| !document.amends) {
        if is_blank(document.title.as_deref()) {
            found.note(place(document), "message-lacks", &[("path", "document/title/@value")]);
        }
    }
}

/// A new one states the checksum of its file.
pub(crate) fn states_checksum(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in new(subject, found).filter(|document| is_blank(document.check.as_deref())) {
        found.note(place(document), "message-lacks", &[("path", "document/text/integrityCheck")]);
    }
}

/// The checksum is a SHA-256 (IG 5.6): 64 hexadecimal digits, and the algorithm is named.
pub(crate) fn checksum_form(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in new(subject, found) {
        let check = document.check.as_deref().map(str::trim).unwrap_or_default();
        let algorithm = document.algorithm.as_deref().unwrap_or_default();
        if !check.is_empty() && (!is_sha256(check) || !ALGORITHMS.contains(&algorithm)) {
            let arguments = [("algorithm", algorithm), ("value", check)];
            found.note(place(document), "message-checksum-form", &arguments);
        }
    }
}

/// A new one names its file.
pub(crate) fn path(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in new(subject, found).filter(|document| is_blank(document.path.as_deref())) {
        found.note(place(document), "message-lacks", &[("path", "document/text/reference/@value")]);
    }
}

/// A new one is used somewhere.
pub(crate) fn used(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let used = by_document(message);
    for document in message.documents.iter().filter(|document| !document.is_update()) {
        if document.key().is_some_and(|key| !used.contains_key(&key)) {
            found.note(place(document), "message-document-unused", &[]);
        }
    }
}

/// The file has the checksum that the document states; one that is no SHA-256 is a rule of its own.
pub(crate) fn checksum(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (leaf, target) in subject.leaves(Scope::Index) {
        let Some(file) = target.file() else { continue };
        // what could not be read, or changed meanwhile, is a finding of its own
        let Some(actual) = subject.readings[file].digest() else { continue };
        let stated = leaf.checksum.as_deref().unwrap_or_default();
        if is_sha256(stated) && !stated.eq_ignore_ascii_case(&actual) {
            let place = subject.place(leaf, Some(subject.path(file)));
            found.note(place, "checksum-wrong", &[("stated", stated), ("actual", &actual)]);
        }
    }
}

pub(super) fn place(document: &FileDocument) -> String {
    at(document.id().filter(|id| !id.trim().is_empty()).or(document.path.as_deref()))
}

/// The documents that are sent for the first time.
fn new<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> impl Iterator<Item = &'a FileDocument> + use<'a> {
    documents(subject, found).iter().filter(|document| !document.is_update())
}

fn documents<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [FileDocument] {
    message(subject, found).map_or(&[], |message| &message.documents)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

const PATH: &str = "document/id/@root";

/// Names of SHA-256: the one of the IG, and HL7's.
const ALGORITHMS: [&str; 2] = ["SHA256", "SHA-256"];
