//! What a context of use does to earlier ones: replaces or suspends them (IG 9.2.7).

use std::collections::HashMap;

use super::context::place;
use super::message;
use super::past::{Fate, Past};
use crate::backbone::MESSAGE;
use crate::backbone::message::context::{Context, SUSPENDED};
use crate::backbone::message::value::Item;
use crate::rule::found::{Because, Found};
use crate::rule::subject::Subject;

/// What is suspended was sent before.
pub(crate) fn suspended_exists(subject: &Subject<'_>, found: &mut Found<'_>) {
    let suspended = |context: &Context| if context.is(SUSPENDED) { context.ids.clone() } else { Vec::new() };
    follow(subject, found, suspended, |found, context, id, fate| {
        if fate.is_none() {
            let id = id.key().unwrap_or_default();
            found.note(place(context), "message-context-unknown", &[("context", &id)]);
        }
    });
}

/// What is replaced has an identifier.
pub(crate) fn replaced_identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    for context in &message.contexts {
        if context.replaces.iter().any(|replaced| replaced.key().is_none()) {
            let path = "contextOfUse/replacementOf/relatedContextOfUse/id/@root";
            found.note(place(context), "message-lacks", &[("path", path)]);
        }
    }
}

/// What is replaced stands under the same heading, with the same key words.
pub(crate) fn same_group(subject: &Subject<'_>, found: &mut Found<'_>) {
    follow(
        subject,
        found,
        |context| context.replaces.clone(),
        |found, context, id, fate| {
            let Some(earlier) = fate.map(|fate| fate.context) else { return };
            let own = (context.heading(), context.keyword_codes());
            if own != (earlier.heading(), earlier.keyword_codes()) {
                let (id, was, now) = (id.key().unwrap_or_default(), group(earlier), group(context));
                found.note(
                    place(context),
                    "message-other-group",
                    &[("context", &id), ("was", &was), ("now", &now)],
                );
            }
        },
    );
}

/// What is replaced was sent before and is still active.
pub(crate) fn replaced_is_active(subject: &Subject<'_>, found: &mut Found<'_>) {
    follow(
        subject,
        found,
        |context| context.replaces.clone(),
        |found, context, id, fate| {
            let id = id.key().unwrap_or_default();
            match fate {
                None => found.note(place(context), "message-context-unknown", &[("context", &id)]),
                Some(fate) if fate.is_active => {}
                Some(_) => found.note(place(context), "message-context-obsolete", &[("context", &id)]),
            }
        },
    );
}

/// Looks up the earlier contexts that those of this unit name.
fn follow(
    subject: &Subject<'_>,
    found: &mut Found<'_>,
    named: impl Fn(&Context) -> Vec<Item>,
    judge: impl Fn(&mut Found<'_>, &Context, &Item, Option<Fate<'_>>),
) {
    let Some(message) = message(subject, found) else { return };
    let mut references = Vec::new();
    for context in &message.contexts {
        references.extend(named(context).into_iter().filter(|id| id.key().is_some()).map(|id| (context, id)));
    }
    if references.is_empty() {
        return;
    }
    let past: HashMap<String, Fate<'_>> = match Past::of(subject) {
        Ok(past) => past.contexts(),
        Err(because) => return found.not_evaluated(MESSAGE, because),
    };
    for (context, id) in references {
        if id.is_leaf_reference() {
            // leaves of v3.2.2 are in hand only where they were registered
            found.not_evaluated(place(context), Because::Source);
        } else {
            judge(found, context, &id, id.key().and_then(|key| past.get(&key).copied()));
        }
    }
}

/// Heading and key words, as a message shows them.
fn group(context: &Context) -> String {
    let mut names = vec![context.heading().unwrap_or_default()];
    names.extend(context.keyword_codes());
    names.join(" + ")
}
