//! The submissions of the unit (IG 9.2.12).

use super::past::Past;
use super::{at, code, is_uuid, message, oids, once, system};
use crate::backbone::MESSAGE;
use crate::backbone::message::submission::Submission;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// There is one, and it has an identifier.
pub(crate) fn identifier(subject: &Subject<'_>, found: &mut Found<'_>) {
    let submissions = submissions(subject, found);
    let Some(message) = &subject.backbone.message else { return };
    if submissions.is_empty() && !message.units.is_empty() {
        found.note(MESSAGE, "message-lacks", &[("path", "componentOf1/submission")]);
    }
    for submission in submissions {
        once(found, MESSAGE, PATH, submission.ids.iter().map(|id| id.root.as_deref()));
    }
}

/// Its identifier is a UUID.
pub(crate) fn uuid(subject: &Subject<'_>, found: &mut Found<'_>) {
    let ids = submissions(subject, found).iter().flat_map(|submission| &submission.ids);
    for root in
        ids.filter_map(|id| id.root.as_deref()).filter(|root| !root.trim().is_empty() && !is_uuid(root))
    {
        found.note(MESSAGE, "message-uuid", &[("path", PATH), ("value", root)]);
    }
}

/// It has a code: its type.
pub(crate) fn coded(subject: &Subject<'_>, found: &mut Found<'_>) {
    for submission in submissions(subject, found) {
        code(found, MESSAGE, "submission", &submission.codes);
    }
}

/// Its code says of which system it is.
pub(crate) fn code_system(subject: &Subject<'_>, found: &mut Found<'_>) {
    for submission in submissions(subject, found) {
        system(found, MESSAGE, "submission", &submission.codes);
    }
}

/// That system is named by an OID.
pub(crate) fn code_oid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for submission in submissions(subject, found) {
        oids(found, MESSAGE, "submission", &submission.codes);
    }
}

/// Submissions that are grouped are of one type.
pub(crate) fn same_type(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut kinds: Vec<&str> = submissions(subject, found).iter().filter_map(Submission::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() > 1 {
        found.note(MESSAGE, "message-grouped-types", &[("path", "submission"), ("codes", &kinds.join(", "))]);
    }
}

/// A submission keeps its type over all units of its regulatory activity.
pub(crate) fn type_kept(subject: &Subject<'_>, found: &mut Found<'_>) {
    let submissions = submissions(subject, found);
    let past = match Past::of(subject) {
        Ok(past) => past,
        Err(because) => return found.not_evaluated(MESSAGE, because),
    };
    for (folder, message) in past.messages() {
        for (earlier, now) in message.submissions.iter().flat_map(|earlier| pairs(earlier, submissions)) {
            if let (Some(was), Some(is)) = (earlier.kind(), now.kind())
                && was != is
            {
                let arguments = [("was", was), ("now", is), ("sequence", folder)];
                found.note(at(now.key().as_deref()), "message-type-changed", &arguments);
            }
        }
    }
}

fn pairs<'a>(
    earlier: &'a Submission,
    submissions: &'a [Submission],
) -> impl Iterator<Item = (&'a Submission, &'a Submission)> {
    let same = |now: &&Submission| now.key().is_some() && now.key() == earlier.key();
    submissions.iter().filter(same).map(move |now| (earlier, now))
}

fn submissions<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> &'a [Submission] {
    message(subject, found).map_or(&[], |message| &message.submissions)
}

const PATH: &str = "submission/id/item/@root";
