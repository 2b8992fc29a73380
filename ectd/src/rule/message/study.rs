//! The data sets of the studies in modules 4 and 5.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::definition::studies;
use super::past::Past;
use super::{at, message};
use crate::backbone::MESSAGE;
use crate::backbone::message::Message;
use crate::backbone::message::context::Context;
use crate::backbone::message::document::FileDocument;
use crate::rule::found::Found;
use crate::rule::subject::Subject;

/// A study that brings data sets has ts.xpt among them, in this unit or an earlier one.
///
/// Which studies need data sets follows from their start and kind, and what ts.xpt says of the start from its content:
/// neither is known here.
pub(crate) fn trial_summary(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let mut datasets: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for used in uses(message).filter(|used| is_named(used.heading) && used.name.ends_with(".xpt")) {
        datasets.entry((used.study, used.heading)).or_default().push(used.name);
    }
    datasets.retain(|_, names| !names.contains(&TRIAL_SUMMARY));
    match Past::of(subject) {
        _ if datasets.is_empty() => {}
        Err(because) => found.not_evaluated(MESSAGE, because),
        Ok(past) => {
            let earlier: HashSet<&str> = past
                .messages()
                .flat_map(|(_, message)| {
                    uses(message).filter(|used| used.name == TRIAL_SUMMARY).collect::<Vec<_>>()
                })
                .map(|used| used.study)
                .collect();
            for (study, heading) in datasets.keys().filter(|(study, _)| !earlier.contains(study)) {
                found.note(
                    at(Some(study)),
                    "message-no-trial-summary",
                    &[("study", study), ("heading", heading)],
                );
            }
        }
    }
}

/// A study has no two active data sets of the same file name and title.
pub(crate) fn datasets_once(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(message) = message(subject, found) else { return };
    let mut known: HashMap<(&str, &str, &str, &str), &str> = HashMap::new();
    for used in uses(message).filter(|used| used.name.ends_with(".xpt")) {
        let (id, title) =
            (used.document.id().unwrap_or_default(), used.document.title.as_deref().unwrap_or_default());
        let first = *known.entry((used.study, used.heading, used.name, title)).or_insert(id);
        if first != id {
            let arguments = [("name", used.name), ("study", used.study), ("other", first)];
            found.note(super::document::place(used.document), "message-dataset-twice", &arguments);
        }
    }
}

/// A document used for a study.
struct Used<'a> {
    /// The key word that stands for the study.
    study: &'a str,
    heading: &'a str,
    /// The file's name.
    name: &'a str,
    document: &'a FileDocument,
}

/// The documents that active contexts of use put under a heading for a study.
fn uses(message: &Message) -> impl Iterator<Item = Used<'_>> {
    let studies: HashSet<&str> = studies(message).map(|(code, _)| code).collect();
    let documents = message.documents.iter().filter_map(|document| Some((document.key()?, document)));
    let documents: HashMap<String, &FileDocument> = documents.collect();
    let contexts = message.contexts.iter().filter(|context| context.is_new());
    contexts.flat_map(move |context| used(context, &studies, &documents))
}

fn used<'a>(
    context: &'a Context,
    studies: &HashSet<&str>,
    documents: &HashMap<String, &'a FileDocument>,
) -> Vec<Used<'a>> {
    let Some(heading) = context.heading() else { return Vec::new() };
    let Some(study) = context.keyword_codes().into_iter().find(|code| studies.contains(code)) else {
        return Vec::new();
    };
    let documents = context.documents.iter().filter_map(|id| documents.get(&id.key()?).copied());
    documents.filter_map(|document| Some(Used { study, heading, name: name(document)?, document })).collect()
}

fn name(document: &FileDocument) -> Option<&str> {
    document.path.as_deref()?.rsplit('/').next()
}

/// Tells whether FDA wants study data under the heading (US-eCTD4-516).
fn is_named(heading: &str) -> bool {
    HEADINGS.iter().any(|section| {
        let rest = heading.strip_prefix("ich_").and_then(|heading| heading.strip_prefix(section));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

const TRIAL_SUMMARY: &str = "ts.xpt";

const HEADINGS: [&str; 12] = [
    "4.2.3.1", "4.2.3.2", "4.2.3.4", "5.3.1.1", "5.3.1.2", "5.3.3.1", "5.3.3.2", "5.3.3.3", "5.3.3.4",
    "5.3.4", "5.3.5.1", "5.3.5.2",
];
