//! The key words of the contexts of use (IG 9.2.9).

use std::collections::{HashMap, HashSet};

use super::context::place;
use super::past::Past;
use super::{is_blank, is_oid, message};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::context::Context;
use crate::backbone::message::keyword::KeywordDefinition;
use crate::backbone::message::value::Code;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// Each has a code.
pub(crate) fn coded(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (context, _) in keywords(subject, found).filter(|(_, keyword)| is_blank(keyword.code.as_deref())) {
        found.note(place(context), "message-lacks", &[("path", "keyword/code/@code")]);
    }
}

/// Its code says of which system it is.
pub(crate) fn code_system(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (context, keyword) in
        keywords(subject, found).filter(|(_, keyword)| is_blank(keyword.system.as_deref()))
    {
        let code = keyword.code.as_deref().unwrap_or_default();
        found.note(place(context), "message-system", &[("path", "keyword"), ("code", code)]);
    }
}

/// That system is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (context, keyword) in keywords(subject, found) {
        let system = keyword.system.as_deref().unwrap_or_default();
        if !system.trim().is_empty() && !is_oid(system) {
            found.note(place(context), "message-oid", &[("path", "keyword"), ("value", system)]);
        }
    }
}

/// A key word of the sender's own is defined, here or in an earlier unit. Those of ICH and the regions are not known.
pub(crate) fn defined(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let own: HashSet<&str> = definitions(message).collect();
    let unknown: Vec<(&Context, &str)> = keywords(subject, found)
        .filter(|(_, keyword)| is_senders_own(keyword))
        .filter_map(|(context, keyword)| Some((context, keyword.code.as_deref()?)))
        .filter(|(_, code)| !own.contains(code))
        .collect();
    if unknown.is_empty() {
        return;
    }
    match Past::of(subject) {
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            let earlier: HashSet<&str> =
                past.messages().flat_map(|(_, message)| definitions(message)).collect();
            for (context, code) in unknown.into_iter().filter(|(_, code)| !earlier.contains(code)) {
                found.note(place(context), "message-keyword-undefined", &[("code", code)]);
            }
        }
    }
}

/// A context of use has no two key words of one type.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let mut kinds = HashMap::new();
    // without the earlier units, a key word that is defined there only counts for itself
    if let Ok(past) = Past::of(subject) {
        past.messages().for_each(|(_, message)| kinds.extend(kinds_of(message)));
    }
    kinds.extend(kinds_of(message));
    for context in &message.contexts {
        let mut seen = HashSet::new();
        for code in context.keywords.iter().filter_map(|keyword| keyword.code.as_deref()) {
            let kind = kinds.get(code).copied().unwrap_or_else(|| stem(code));
            if !seen.insert(kind) {
                found.note(place(context), "message-keyword-twice", &[("kind", kind), ("code", code)]);
            }
        }
    }
}

fn keywords<'a>(
    subject: &Subject<'a>,
    found: &mut Found<'_>,
) -> impl Iterator<Item = (&'a Context, &'a Code)> + use<'a> {
    let contexts: &[Context] = message(subject, found).map_or(&[], |message| &message.contexts);
    contexts.iter().flat_map(|context| context.keywords.iter().map(move |keyword| (context, keyword)))
}

fn definitions(message: &Message) -> impl Iterator<Item = &str> {
    message.keywords.iter().flat_map(KeywordDefinition::items).filter_map(|item| item.code.code.as_deref())
}

/// The types of the sender's own key words, by their codes.
fn kinds_of(message: &Message) -> impl Iterator<Item = (&str, &str)> {
    message.keywords.iter().filter_map(|definition| Some((definition.code()?, definition.kind()?)))
}

/// Codes of the vocabularies end in a number: `ich_document_type_4` is of the type `ich_document_type`.
fn stem(code: &str) -> &str {
    match code.rsplit_once('_') {
        Some((stem, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() => {
            stem
        }
        _ => code,
    }
}

/// Vocabularies of ICH and of the regions stand under one OID.
fn is_senders_own(keyword: &Code) -> bool {
    keyword.system.as_deref().is_some_and(|system| is_oid(system) && !system.starts_with(VOCABULARIES))
}

/// ICH's branch of OIDs (IG 4.5.1); those of the regions are below it.
const VOCABULARIES: &str = "2.16.840.1.113883.3.989.";
