//! The cover letter and the application form of China's module 1, of which each sequence brings new ones.
//!
//! Source: CDE 《eCTD验证标准》 4.1.14 and 4.1.15.

use super::envelope::{envelope, known};
use super::found::Found;
use super::subject::{Scope, Subject};
use super::vocabulary;
use crate::backbone::leaf::Operation;

/// The cover letter is always new.
pub(crate) fn letter(subject: &Subject<'_>, found: &mut Found<'_>) {
    is_new(subject, found, "cn-1-0", "cover-letter-not-new");
}

/// The application form is new in a first submission.
pub(crate) fn form(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(envelope) = envelope(subject, found) else { return };
    let sequence_type = known(envelope.sequence_type.as_ref(), vocabulary::SEQUENCE_TYPES);
    if sequence_type == Some(vocabulary::FIRST) {
        is_new(subject, found, "cn-1-2", "form-not-new");
    }
}

fn is_new(subject: &Subject<'_>, found: &mut Found<'_>, element: &str, text: &str) {
    let headings = &subject.backbone.headings;
    for (leaf, _) in subject.leaves(Scope::Regional) {
        // a word that is no operation is the matter of another rule
        let Some(operation) = leaf.operation.filter(|operation| *operation != Operation::New) else {
            continue;
        };
        if headings.up(leaf.heading).any(|heading| heading.element == element) {
            found.note(subject.entry(leaf), text, &[("operation", operation.name())]);
        }
    }
}
