//! The applications that a submission belongs to (IG 9.2.14).

use super::{at, code, is_blank, message, oids, once, system};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::submission::Application;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// Each submission has one, and it has an identifier.
pub(crate) fn identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    for _ in message.submissions.iter().filter(|submission| submission.applications.is_empty()) {
        found.note(MESSAGE, "message-lacks", &[("path", "submission/componentOf/application")]);
    }
    for application in message.applications() {
        once(
            found,
            &place(application),
            "application/id/item/@root",
            application.ids.iter().map(|id| id.root.as_deref()),
        );
    }
}

/// It has a code: its type.
pub(crate) fn coded(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        code(found, &place(application), "application", &application.codes);
    }
}

/// Its code says of which system it is.
pub(crate) fn code_system(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        system(found, &place(application), "application", &application.codes);
    }
}

/// That system is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        oids(found, &place(application), "application", &application.codes);
    }
}

/// Applications that are grouped are of one type.
pub(crate) fn same_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut kinds: Vec<&str> = applications(subject, found).filter_map(Application::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > 1 {
        found.note(
            MESSAGE,
            "message-grouped-types",
            &[("path", "application"), ("codes", &kinds.join(", "))],
        );
    }
}

/// Its number has six digits, nothing else.
pub(crate) fn number(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        let number = application.number().unwrap_or_default();
        if number.len() != DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            found.note(place(application), "message-application-number", &[("value", number)]);
        }
    }
}

/// The company's name is there.
pub(crate) fn company(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        if application.company.iter().all(|part| is_blank(part.as_deref())) {
            let path = "application/holder/applicant/sponsorOrganization/name/part/@value";
            found.note(place(application), "message-lacks", &[("path", path)]);
        }
    }
}

/// Another application is referred to by the prefix of its type in capitals and six digits: `IND123456`.
pub(crate) fn references(subject: &Subject<'_>, found: &mut Found<'_>) {
    for application in applications(subject, found) {
        for reference in &application.references {
            let value = reference.extension.as_deref().unwrap_or_default();
            if !is_reference(value) {
                found.note(place(application), "message-application-reference", &[("value", value)]);
            }
        }
    }
}

/// Where applications are grouped, at least one file tells which is the primary one.
pub(crate) fn primary(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    if message.applications().count() > 1 && message.documents.is_empty() {
        found.note(MESSAGE, "message-no-primary", &[]);
    }
}

fn is_reference(value: &str) -> bool {
    let digits = value.trim_start_matches(|character: char| character.is_ascii_uppercase());
    digits.len() < value.len() && digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn place(application: &Application) -> String {
    at(application.number())
}

fn applications<'a>(
    subject: &Subject<'a>,
    found: &mut Found<'_>,
) -> impl Iterator<Item = &'a Application> + use<'a> {
    message(subject, found).into_iter().flat_map(Message::applications)
}

/// Digits of FDA's application numbers (US-eCTD4-510).
const DIGITS: usize = 6;
