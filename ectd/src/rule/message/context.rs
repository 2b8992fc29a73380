//! The contexts of use: which document stands under which heading (IG 9.2.6, 9.2.8).

use std::collections::{HashMap, HashSet};

use super::past::Past;
use super::{at, is_blank, is_oid, is_uuid, message, oids, once};
use crate::backbone::message::Message;
use crate::backbone::message::context::{ACTIVE, Context, SUSPENDED};
use crate::backbone::message::document::FileDocument;
use crate::backbone::message::value::{Code, Item};
use crate::rule::found::{Because, Found};
use crate::rule::subject::Subject;

/// Each has an identifier.
pub(crate) fn identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        let roots = context.ids.iter().map(|id| id.root.as_deref());
        once(found, &place(context), "contextOfUse/id/@root", roots);
    }
}

/// Its identifier is a UUID, or an OID with a local part, and no other context of the unit has it.
pub(crate) fn unique(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut known = HashSet::new();
    for context in contexts(subject, found) {
        let Some(id) = context.ids.iter().find(|id| !is_blank(id.root.as_deref())) else { continue };
        if !is_identifier(id) {
            let value = id.root.as_deref().unwrap_or_default();
            found.note(
                place(context),
                "message-uuid",
                &[("path", "contextOfUse/id/@root"), ("value", value)],
            );
        }
        if id.key().is_some_and(|key| !known.insert(key)) {
            found.note(place(context), "message-duplicate", &[("path", "contextOfUse/id/@root")]);
        }
    }
}

/// An active one has a heading, with the system of its code. Which codes there are is not known.
pub(crate) fn heading(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found).iter().filter(|context| context.is_new()) {
        let is_whole = |code: &&Code| !is_blank(code.code.as_deref()) && !is_blank(code.system.as_deref());
        if context.codes.iter().filter(is_whole).count() != 1 {
            found.note(place(context), "message-lacks", &[("path", "contextOfUse/code")]);
        }
    }
}

/// The system of the heading's code is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        oids(found, &place(context), "contextOfUse", &context.codes);
    }
}

/// Each has a status.
pub(crate) fn status(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        let status = context.status.iter().map(Option::as_deref);
        once(found, &place(context), "contextOfUse/statusCode/@code", status);
    }
}

/// Its status is one of the two that may be sent.
pub(crate) fn status_value(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        let stated = context.status.iter().flatten().filter(|status| !status.trim().is_empty());
        for status in stated.filter(|status| ![ACTIVE, SUSPENDED].contains(&status.as_str())) {
            let arguments = [("path", "contextOfUse"), ("value", status), ("allowed", "active, suspended")];
            found.note(place(context), "message-status", &arguments);
        }
    }
}

/// A new active one refers to a document.
pub(crate) fn has_document(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found).iter().filter(|context| context.is_new()) {
        if context.documents.iter().all(|document| is_blank(document.root.as_deref())) {
            found.note(place(context), "message-lacks", &[("path", DOCUMENT)]);
        }
    }
}

/// A suspended one refers to none.
pub(crate) fn suspended_has_none(subject: &Subject<'_>, found: &mut Found<'_>) {
    let suspended = contexts(subject, found).iter().filter(|context| context.is(SUSPENDED));
    for context in suspended.filter(|context| !context.documents.is_empty()) {
        found.note(place(context), "message-suspended-document", &[]);
    }
}

/// The document that it refers to was sent, with this unit or an earlier one.
pub(crate) fn document_exists(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let own: HashSet<String> = documents(message).collect();
    let mut earlier = None;
    let references =
        message.contexts.iter().flat_map(|context| context.documents.iter().map(move |id| (context, id)));
    for (context, id) in references {
        let Some(key) = id.key().filter(|key| !own.contains(key)) else { continue };
        if id.is_leaf_reference() {
            // leaves of v3.2.2 are in hand only where they were registered
            found.not_evaluated(place(context), Because::Source);
            continue;
        }
        match earlier.get_or_insert_with(|| earlier_documents(subject)) {
            Err(because) => found.not_evaluated(place(context), *because),
            Ok(known) if known.contains(&key) => {}
            Ok(_) => found.note(place(context), "message-document-unknown", &[("document", &key)]),
        }
    }
}

/// The contexts of use of the unit, by the documents that they refer to.
pub(super) fn by_document(message: &Message) -> HashMap<String, Vec<&Context>> {
    let mut contexts: HashMap<String, Vec<&Context>> = HashMap::new();
    for context in &message.contexts {
        for key in context.documents.iter().filter_map(Item::key) {
            contexts.entry(key).or_default().push(context);
        }
    }
    contexts
}

pub(super) fn place(context: &Context) -> String {
    at(context.key().as_deref())
}

fn earlier_documents(subject: &Subject<'_>) -> Result<HashSet<String>, Because> {
    Ok(Past::of(subject)?.messages().flat_map(|(_, message)| documents(message)).collect())
}

fn documents(message: &Message) -> impl Iterator<Item = String> {
    message.documents.iter().filter_map(FileDocument::key)
}

/// A UUID; or the OID of a name space with what is unique in it (IG 8.1.1).
fn is_identifier(id: &Item) -> bool {
    let root = id.root.as_deref().unwrap_or_default();
    is_uuid(root) || is_oid(root) && !is_blank(id.extension.as_deref())
}

fn contexts<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [Context] {
    message(subject, found).map_or(&[], |message| &message.contexts)
}

const DOCUMENT: &str = "contextOfUse/derivedFrom/documentReference/id/@root";
