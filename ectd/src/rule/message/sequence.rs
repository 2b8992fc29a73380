//! The sequence number (IG 9.2.11).

use std::collections::{BTreeMap, BTreeSet};

use super::past::Past;
use super::{is_blank, message, numbers};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::submission::Submission;
use crate::rule::found::{Because, Found};
use crate::rule::subject::Subject;

/// There is one.
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    if stated(message).next().is_none() {
        found.note(MESSAGE, "message-lacks", &[("path", PATH)]);
    }
}

/// It is a whole number between 1 and 999999.
pub(crate) fn number(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    numbers(found, MESSAGE, stated(message).map(Some), PATH);
}

/// The first of an application is 1.
pub(crate) fn first(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let Some(number) = message.sequence().filter(|number| !is_blank(Some(number)) && *number != FIRST) else {
        return;
    };
    match Past::of(subject) {
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) if past.is_empty() => found.note(MESSAGE, "message-first", &[("number", number)]),
        Ok(_) => {}
    }
}

/// It was not used before.
pub(crate) fn unused(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let Some(number) = message.sequence().filter(|number| !is_blank(Some(number))) else { return };
    match Past::of(subject) {
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            for (folder, _) in past.messages().filter(|(_, earlier)| earlier.sequence() == Some(number)) {
                found.note(MESSAGE, "message-used", &[("number", number), ("sequence", folder)]);
            }
        }
    }
}

/// Each submission has just one.
pub(crate) fn per_submission(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    // that there is none at all is a rule of its own
    if stated(message).next().is_none() {
        return;
    }
    for submission in &message.submissions {
        let number = submission.sequence_numbers.iter().filter(|number| !is_blank(number.as_deref())).count();
        match number {
            0 => found.note(MESSAGE, "message-lacks", &[("path", PATH)]),
            1 => {}
            _ => found.note(MESSAGE, "message-repeats", &[("path", PATH), ("number", &number.to_string())]),
        }
    }
}

/// The folder is named by it.
pub(crate) fn folder(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let Some(folder) = subject.dossier.name() else {
        found.not_evaluated(MESSAGE, Because::Source);
        return;
    };
    if let Some(number) = message.sequence().filter(|number| !is_blank(Some(number)) && *number != folder) {
        found.note(MESSAGE, "message-folder", &[("number", number), ("folder", folder)]);
    }
}

/// Where several submissions are grouped, an application has the same one in each.
pub(crate) fn grouped(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    for (application, numbers) in by_application(message).into_iter().filter(|(_, numbers)| numbers.len() > 1)
    {
        let numbers = numbers.into_iter().collect::<Vec<_>>().join(", ");
        found.note(
            MESSAGE,
            "message-grouped-sequence",
            &[("application", application), ("numbers", &numbers)],
        );
    }
}

/// The first sequence number of each submission, by the numbers of its applications.
fn by_application(message: &Message) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for submission in &message.submissions {
        let Some(number) = submission.sequence_numbers.iter().flatten().next() else { continue };
        for application in submission.applications.iter().filter_map(|application| application.number()) {
            numbers.entry(application).or_default().insert(number);
        }
    }
    numbers
}

fn stated(message: &Message) -> impl Iterator<Item = &str> {
    let numbers = message.submissions.iter().flat_map(|submission: &Submission| &submission.sequence_numbers);
    numbers.flatten().map(String::as_str).filter(|number| !number.trim().is_empty())
}

const PATH: &str = "componentOf1/sequenceNumber/@value";

/// The first sequence number of an application (eCTD4-014).
pub(super) const FIRST: &str = "1";
