//! The priority number, which orders the contexts of use of a group (IG 9.2.5).

use std::collections::{HashMap, HashSet};

use super::past::Past;
use super::{at, is_blank, message, numbers};
use crate::backbone::MESSAGE;
use crate::backbone::message::context::Context;
use crate::backbone::message::value::Item;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// Each context of use has one.
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        if context.priorities.iter().all(|number| is_blank(number.as_deref())) {
            found.note(at(context.key().as_deref()), "message-lacks", &[("path", PATH)]);
        }
    }
}

/// It is a whole number between 1 and 999999.
pub(crate) fn number(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found) {
        let place = at(context.key().as_deref());
        numbers(found, &place, context.priorities.iter().map(Option::as_deref), PATH);
    }
}

/// Each context of use has only one.
pub(crate) fn single(subject: &Subject<'_>, found: &mut Found<'_>) {
    for context in contexts(subject, found).iter().filter(|context| context.priorities.len() > 1) {
        let number = context.priorities.len().to_string();
        found.note(at(context.key().as_deref()), "message-repeats", &[("path", PATH), ("number", &number)]);
    }
}

/// No two active contexts of use of a group have the same: those of this unit and, where they are known, those of
/// earlier ones that stay.
pub(crate) fn distinct(subject: &Subject<'_>, found: &mut Found<'_>) {
    let own = contexts(subject, found);
    let past = match Past::of(subject) {
        Ok(past) => past.contexts(),
        Err(because) => {
            found.not_evaluated(MESSAGE, because);
            HashMap::new()
        }
    };
    let mut taken: HashMap<(Group<'_>, &str), String> = HashMap::new();
    let ended: HashSet<String> = own.iter().flat_map(ends).collect();
    for (key, fate) in past.into_iter().filter(|(key, fate)| fate.is_active && !ended.contains(key)) {
        if let Some(place) = place(fate.context) {
            taken.insert(place, key);
        }
    }
    for context in own.iter().filter(|context| context.is_new()) {
        let (Some(place), Some(key)) = (place(context), context.key()) else { continue };
        if let Some(other) = taken.insert(place.clone(), key.clone()) {
            found.note(at(Some(&key)), "message-priority-taken", &[("number", place.1), ("other", &other)]);
        }
    }
}

/// A heading with its key words.
type Group<'a> = (&'a str, Vec<&'a str>);

fn place(context: &Context) -> Option<(Group<'_>, &str)> {
    let number = context.priorities.iter().find_map(Option::as_deref)?;
    Some(((context.heading()?, context.keyword_codes()), number))
}

/// The contexts of use that no longer hold their place after this one.
fn ends(context: &Context) -> impl Iterator<Item = String> {
    let own = context.key().filter(|_| !context.is_new());
    context.replaces.iter().filter_map(Item::key).chain(own)
}

fn contexts<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [Context] {
    message(subject, found).map_or(&[], |message| &message.contexts)
}

const PATH: &str = "component/priorityNumber/@value";
