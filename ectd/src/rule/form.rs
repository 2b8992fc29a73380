//! FDA's forms, as far as us-regional.xml tells: what is written in a form itself, an encrypted PDF, is not read.
//!
//! Source: FDA eCTD validation criteria 5, 7, 1551 and 1553; the codes of us-regional 3.3.

use super::found::{Because, Found};
use super::related::US_REGIONAL;
use super::subject::Subject;

/// An IND comes with form 1571, anything else without (FDA 5).
pub(crate) fn fits_application(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(types) = application_types(subject, found) else { return };
    let is_ind = types.contains(&IND);
    for form in forms(subject) {
        if form == FORM_1571 && !is_ind || form == FORM_356H && types.iter().all(|it| *it == IND) {
            found.note(
                US_REGIONAL,
                "form-of-another-application",
                &[("form", form), ("type", &types.join(", "))],
            );
        }
    }
}

/// There is a form; master files need none (FDA 7).
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(types) = application_types(subject, found) else { return };
    if forms(subject).is_empty() && !types.iter().all(|it| *it == MASTER_FILE) {
        found.note(US_REGIONAL, "form-missing", &[]);
    }
}

/// Form 2253 comes with the labeling in 1.14.6 (FDA 1551).
pub(crate) fn labeling(subject: &Subject<'_>, found: &mut Found<'_>) {
    if application_types(subject, found).is_none() || !forms(subject).contains(&FORM_2253) {
        return;
    }
    if !has_leaf_below(subject, "m1-14-6-product-labeling-for-2253-submissions") {
        found.note(US_REGIONAL, "labeling-missing", &[]);
    }
}

/// Promotional material comes with form 2253 or none (FDA 1553).
pub(crate) fn promotional(subject: &Subject<'_>, found: &mut Found<'_>) {
    if application_types(subject, found).is_none() || !has_leaf_below(subject, "m1-15-2-materials") {
        return;
    }
    for form in forms(subject).into_iter().filter(|form| *form != FORM_2253) {
        found.note(US_REGIONAL, "form-not-2253", &[("form", form)]);
    }
}

/// The types of the applications that the envelope names, or a note that there is none.
fn application_types<'a>(subject: &Subject<'a>, found: &mut Found<'_>) -> Option<Vec<&'a str>> {
    let Some(envelope) = &subject.backbone.envelope.us else {
        found.not_evaluated(US_REGIONAL, Because::Backbone);
        return None;
    };
    Some(envelope.applications.iter().filter_map(|it| it.application_type.as_deref()).collect())
}

/// The types of the forms that have a leaf.
fn forms<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let headings = subject.backbone.headings.iter();
    let forms = headings.filter(|heading| heading.element == "form" && heading.leaves > 0);
    forms.map(|form| form.attribute("form-type").unwrap_or_default()).collect()
}

fn has_leaf_below(subject: &Subject<'_>, element: &str) -> bool {
    let headings = &subject.backbone.headings;
    let mut leaves = subject.backbone.leaves.iter().filter(|leaf| !leaf.deletes());
    leaves.any(|leaf| headings.up(leaf.heading).any(|heading| heading.element == element))
}

const IND: &str = "fdaat4";

const MASTER_FILE: &str = "fdaat5";

const FORM_1571: &str = "fdaft1";

const FORM_356H: &str = "fdaft2";

const FORM_2253: &str = "fdaft5";
