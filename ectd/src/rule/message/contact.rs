//! The persons whom the authority may ask (IG 9.2.12, `callBackContact`).

use std::collections::HashMap;

use super::past::Past;
use super::{at, message};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::submission::Contact;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// A mail address has at most 64 characters.
pub(crate) fn address(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    for contact in contacts(message) {
        for address in contact.telecoms.iter().filter_map(|telecom| telecom.strip_prefix("mailto:")) {
            let length = address.chars().count();
            if length > ADDRESS {
                let arguments = [
                    ("length", &*length.to_string()),
                    ("most", &ADDRESS.to_string()),
                    ("path", "telecom/item/@value"),
                ];
                found.note(at(contact.key().as_deref()), "message-long", &arguments);
            }
        }
    }
}

/// A new regulatory activity names somebody.
pub(crate) fn named(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let silent: Vec<_> =
        message.submissions.iter().filter(|submission| submission.contacts.is_empty()).collect();
    match Past::of(subject) {
        _ if silent.is_empty() => {}
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            let known: Vec<_> = past.messages().flat_map(|(_, earlier)| &earlier.submissions).collect();
            for submission in silent {
                if known.iter().all(|earlier| earlier.key() != submission.key()) {
                    found.note(at(submission.key().as_deref()), "message-no-contact", &[]);
                }
            }
        }
    }
}

/// A person keeps the type under which it was named first.
pub(crate) fn type_kept(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let mut known: HashMap<String, &str> = HashMap::new();
    match Past::of(subject) {
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => past.messages().for_each(|(_, earlier)| known.extend(kinds(earlier))),
    }
    for (key, now) in kinds(message) {
        if let Some(was) = known.get(&key).filter(|was| **was != now) {
            found.note(at(Some(&key)), "message-contact-changed", &[("was", was), ("now", now)]);
        }
        known.entry(key).or_insert(now);
    }
}

fn kinds(message: &Message) -> impl Iterator<Item = (String, &str)> {
    contacts(message).filter_map(|contact| Some((contact.key()?, contact.kind()?)))
}

fn contacts(message: &Message) -> impl Iterator<Item = &Contact> {
    message.submissions.iter().flat_map(|submission| &submission.contacts)
}

/// Most characters of a mail address (US-eCTD4-515).
const ADDRESS: usize = 64;
