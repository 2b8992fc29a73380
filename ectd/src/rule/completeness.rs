//! Which headings China's module 1 must have and must not have, by the kind of submission.
//!
//! Source: CDE 《eCTD验证标准》 4.3; 4.3.10 and 4.3.11 came with 1.1 and the applications for active ingredients.

use std::collections::BTreeMap;

use super::envelope::{REGIONAL, envelope};
use super::found::Found;
use super::subject::Subject;
use super::vocabulary::FIRST;
use crate::backbone::Kind;
use crate::backbone::envelope::Coded;

/// A kind of first submission.
#[derive(Debug)]
pub(crate) struct Submission {
    application: &'static str,
    activities: &'static [&'static str],
    must: &'static [&'static str],
    must_not: &'static [&'static str],
}

/// It has the headings that it must have.
pub(crate) fn has(subject: &Subject<'_>, found: &mut Found<'_>, submission: &Submission) {
    if !is(subject, found, submission) {
        return;
    }
    let present = present(subject);
    let missing = |element: &&str| !present.contains_key(*element);
    let missing: Vec<&str> = submission.must.iter().copied().filter(missing).collect();
    // whoever adds a heading adds those around it
    for element in missing.iter().filter(|around| !missing.iter().any(|other| is_below(other, around))) {
        found.note(REGIONAL, "module-1-lacks", &[("element", element), ("section", &section(element))]);
    }
}

/// It has none that it must not have.
pub(crate) fn has_not(subject: &Subject<'_>, found: &mut Found<'_>, submission: &Submission) {
    if !is(subject, found, submission) {
        return;
    }
    let present = present(subject);
    let excess: Vec<&str> =
        submission.must_not.iter().copied().filter(|element| present.contains_key(element)).collect();
    // whoever takes a heading away takes those below it away
    for element in excess.iter().filter(|below| !excess.iter().any(|other| is_below(below, other))) {
        found.note(REGIONAL, "module-1-excess", &[("element", element), ("section", &section(element))]);
    }
}

/// A safety report of a trial stands in 1.8.1 or 1.8.2 (4.3.7).
pub(crate) fn safety_report(subject: &Subject<'_>, found: &mut Found<'_>) {
    let present = present(subject);
    if is(subject, found, &SAFETY) && !SAFETY.must.iter().any(|element| present.contains_key(element)) {
        found.note(REGIONAL, "safety-report-missing", &[]);
    }
}

/// And not in both (4.3.8).
pub(crate) fn one_safety_report(subject: &Subject<'_>, found: &mut Found<'_>) {
    let present = present(subject);
    if is(subject, found, &SAFETY) && SAFETY.must.iter().all(|element| present.contains_key(element)) {
        found.note(REGIONAL, "safety-report-twice", &[]);
    }
}

/// Headings that should have one leaf at most (4.3.9).
pub(crate) fn single_leaves(subject: &Subject<'_>, found: &mut Found<'_>) {
    // without an envelope there is no regional file that could be read
    if envelope(subject, found).is_none() {
        return;
    }
    let present = present(subject);
    for (element, leaves) in SINGLE.iter().filter_map(|element| present.get_key_value(element)) {
        if *leaves > 1 {
            let arguments = [("section", section(element)), ("leaves", leaves.to_string())];
            found.note(
                REGIONAL,
                "several-leaves",
                &arguments.each_ref().map(|(name, value)| (*name, value.as_str())),
            );
        }
    }
}

fn is(subject: &Subject<'_>, found: &mut Found<'_>, submission: &Submission) -> bool {
    let Some(envelope) = envelope(subject, found) else { return false };
    code(envelope.application_type.as_ref()) == submission.application
        && submission.activities.contains(&code(envelope.activity_type.as_ref()))
        && code(envelope.sequence_type.as_ref()) == FIRST
}

fn code(coded: Option<&Coded>) -> &str {
    coded.and_then(|coded| coded.code.as_deref()).unwrap_or_default().trim()
}

/// The headings of the regional file, with the number of leaves directly in them.
fn present<'a>(subject: &Subject<'a>) -> BTreeMap<&'a str, usize> {
    let backbone = subject.backbone;
    let is_regional =
        |document: usize| backbone.documents.get(document).is_some_and(|it| it.kind == Kind::Regional);
    let mut present = BTreeMap::new();
    for heading in backbone.headings.iter().filter(|heading| is_regional(heading.document)) {
        *present.entry(heading.element.as_str()).or_default() += heading.leaves;
    }
    present
}

fn is_below(element: &str, around: &str) -> bool {
    element.strip_prefix(around).is_some_and(|rest| rest.starts_with('-'))
}

/// `cn-1-3-8-2` is 1.3.8.2.
fn section(element: &str) -> String {
    element.trim_start_matches("cn-").replace('-', ".")
}

/// A new drug (4.3.1, 4.3.2).
pub(crate) const NEW_DRUG: Submission = Submission {
    application: "cnapt2",
    activities: &["cnrat1", "cnrat6"],
    must: MARKETING,
    must_not: &TRIALS,
};

/// A generic drug (4.3.3, 4.3.4).
pub(crate) const GENERIC_DRUG: Submission = Submission {
    application: "cnapt3",
    activities: &["cnrat1", "cnrat6"],
    must: MARKETING,
    must_not: &["cn-1-3-1-1", "cn-1-3-2-1", "cn-1-3-4", "cn-1-3-4-1", "cn-1-3-4-2", "cn-1-3-4-3", "cn-1-12"],
};

/// A clinical trial (4.3.5, 4.3.6).
pub(crate) const TRIAL: Submission = Submission {
    application: "cnapt1",
    activities: &["cnrat1", "cnrat5"],
    must: &[
        "cn-1-0",
        "cn-1-2",
        "cn-1-3",
        "cn-1-3-1",
        "cn-1-3-1-1",
        "cn-1-3-2",
        "cn-1-3-2-1",
        "cn-1-3-3",
        "cn-1-3-4",
        "cn-1-3-4-1",
        "cn-1-3-4-2",
        "cn-1-3-4-3",
        "cn-1-3-8",
        "cn-1-3-8-1",
        "cn-1-3-8-2",
        "cn-1-11",
    ],
    must_not: &["cn-1-3-1-2", "cn-1-3-2-2", "cn-1-3-5", "cn-1-3-6"],
};

/// An active ingredient (4.3.10, 4.3.11).
pub(crate) const INGREDIENT: Submission = Submission {
    application: "cnapt4",
    activities: &["cnrat1"],
    must: &[
        "cn-1-0",
        "cn-1-2",
        "cn-1-3",
        "cn-1-3-2",
        "cn-1-3-2-2",
        "cn-1-3-3",
        "cn-1-3-8",
        "cn-1-3-8-1",
        "cn-1-3-8-2",
        "cn-1-11",
    ],
    must_not: &TRIALS,
};

/// A safety report of a trial, of which one of two headings is enough.
const SAFETY: Submission = Submission {
    application: "cnapt1",
    activities: &["cnrat7"],
    must: &["cn-1-8-1", "cn-1-8-2"],
    must_not: &[],
};

const MARKETING: &[&str] = &[
    "cn-1-0",
    "cn-1-2",
    "cn-1-3",
    "cn-1-3-1",
    "cn-1-3-1-2",
    "cn-1-3-2",
    "cn-1-3-2-2",
    "cn-1-3-3",
    "cn-1-3-8",
    "cn-1-3-8-1",
    "cn-1-3-8-2",
    "cn-1-11",
];

/// What only a trial brings.
const TRIALS: [&str; 6] = ["cn-1-3-1-1", "cn-1-3-2-1", "cn-1-3-4", "cn-1-3-4-1", "cn-1-3-4-2", "cn-1-3-4-3"];

/// The beginning of the list in 4.3.9; the rest of it is not known.
const SINGLE: &[&str] = &[
    "cn-1-1",
    "cn-1-3-2-1",
    "cn-1-3-2-2",
    "cn-1-3-8-8",
    "cn-1-4-1",
    "cn-1-4-2",
    "cn-1-4-3",
    "cn-1-4-4",
    "cn-1-4-5",
    "cn-1-4-6",
    "cn-1-4-7",
    "cn-1-6-1",
    "cn-1-6-3",
    "cn-1-10-1",
    "cn-1-10-2",
    "cn-1-10-3",
];
