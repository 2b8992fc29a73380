//! The definitions of the sender's own key words (IG 9.2.18).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::past::Past;
use super::{at, code, is_blank, message, oids, once};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::keyword::KeywordDefinition;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// Each says of which type the key word is.
pub(crate) fn coded(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        code(found, &at(definition.code()), "keywordDefinition", &definition.codes);
    }
}

/// The system of its type is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        oids(found, &at(definition.code()), "keywordDefinition", &definition.codes);
    }
}

/// The key word has a code.
pub(crate) fn item_code(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        for item in definition.items().filter(|item| is_blank(item.code.code.as_deref())) {
            let place = at(definition.code().or(item.name.as_deref()));
            found.note(place, "message-lacks", &[("path", "keywordDefinition/value/item/@code")]);
        }
    }
}

/// It has a value.
pub(crate) fn value(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        let values = definition.values.iter().map(|_| Some("value"));
        once(found, &at(definition.code()), "keywordDefinition/value", values);
    }
}

/// The value is one item.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        for items in &definition.values {
            let items = items.iter().map(|_| Some("item"));
            once(found, &at(definition.code()), "keywordDefinition/value/item", items);
        }
    }
}

/// The item has a name.
pub(crate) fn named(subject: &Subject<'_>, found: &mut Found<'_>) {
    for definition in definitions(subject, found) {
        for item in definition.items().filter(|item| is_blank(item.name.as_deref())) {
            let path = "keywordDefinition/value/item/displayName/@value";
            found.note(at(item.code.code.as_deref()), "message-lacks", &[("path", path)]);
        }
    }
}

/// The name is the one given before, unless it says that it is another.
pub(crate) fn same_name(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let own = names(message).filter(|(_, _, renames)| !renames);
    match Past::of(subject) {
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            let earlier: HashMap<&str, &str> = past
                .messages()
                .flat_map(|(_, message)| names(message))
                .map(|(code, name, _)| (code, name))
                .collect();
            for (code, now, _) in own {
                if let Some(was) = earlier.get(code).filter(|was| **was != now) {
                    found.note(
                        at(Some(code)),
                        "message-keyword-renamed",
                        &[("code", code), ("was", was), ("now", now)],
                    );
                }
            }
        }
    }
}

/// Study number and title are written as `studyID_$studyTitle`.
pub(crate) fn study(subject: &Subject<'_>, found: &mut Found<'_>) {
    let definitions =
        definitions(subject, found).iter().filter(|definition| definition.kind() == Some(STUDY));
    for item in definitions.flat_map(KeywordDefinition::items) {
        let name = item.name.as_deref().unwrap_or_default();
        // that there is no name at all is a rule of its own
        if !name.trim().is_empty() && study_id(name).is_none() {
            found.note(at(item.code.code.as_deref()), "message-study-format", &[("value", name)]);
        }
    }
}

/// Under one heading, no two key words mean the same study.
pub(crate) fn study_once(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let studies: HashMap<&str, &str> = studies(message).collect();
    let mut codes: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for context in message.contexts.iter().filter(|context| context.is_new()) {
        for code in context.keyword_codes() {
            if let (Some(heading), Some(study)) = (context.heading(), studies.get(code)) {
                codes.entry((heading, study)).or_default().insert(code);
            }
        }
    }
    for ((heading, study), codes) in codes.into_iter().filter(|(_, codes)| codes.len() > 1) {
        let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
        found.note(at(Some(heading)), "message-study-twice", &[("study", study), ("codes", &codes)]);
    }
}

/// The study numbers that key words stand for, by their codes.
pub(super) fn studies(message: &Message) -> impl Iterator<Item = (&str, &str)> {
    let definitions = message.keywords.iter().filter(|definition| definition.kind() == Some(STUDY));
    let items = definitions.flat_map(KeywordDefinition::items);
    items.filter_map(|item| Some((item.code.code.as_deref()?, study_id(item.name.as_deref()?)?)))
}

/// The number before `_$`, where number and title are both there.
fn study_id(name: &str) -> Option<&str> {
    let (id, title) = name.split_once("_$")?;
    (!id.trim().is_empty() && !title.trim().is_empty()).then_some(id)
}

/// Code, name and whether the name is another than before.
fn names(message: &Message) -> impl Iterator<Item = (&str, &str, bool)> {
    let items = message.keywords.iter().flat_map(KeywordDefinition::items);
    items.filter_map(|item| Some((item.code.code.as_deref()?, item.name.as_deref()?, item.renames)))
}

fn definitions<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [KeywordDefinition] {
    message(subject, found).map_or(&[], |message| &message.keywords)
}

/// The type of key word that holds number and title of a study (IG 9.2.18).
const STUDY: &str = "ich_keyword_type_8";
