//! The datasets of studies, as their study tagging files name them.
//!
//! Source: FDA eCTD validation criteria 1734 to 1736. What stands in a dataset, such as the start of the study, is not
//! read.

use std::collections::BTreeSet;

use super::found::{Because, Found};
use super::subject::Subject;
use crate::application::History;
use crate::backbone::Backbone;
use crate::backbone::leaf::{Leaf, Operation};
use crate::backbone::study::{Content, Study};

/// Each study brings ts.xpt (FDA 1734).
pub(crate) fn summary(subject: &Subject<'_>, found: &mut Found<'_>) {
    for study in studies(subject) {
        let Some(datasets) = datasets(subject, found, study) else { continue };
        if !datasets.iter().any(|dataset| dataset.name == "ts.xpt") {
            note(subject, found, study, "study-without-ts", "ts.xpt");
        }
    }
}

/// Datasets and their define.xml have file tags for such (FDA 1735).
pub(crate) fn tags(subject: &Subject<'_>, found: &mut Found<'_>) {
    for study in studies(subject) {
        for (content, leaf) in named(subject.backbone, study) {
            let is_right = match kind(file_name(leaf)) {
                None => continue,
                Some(Kind::Dataset) => |tag: &str| DATASETS.iter().any(|start| tag.starts_with(start)),
                Some(Kind::Definition) => |tag: &str| tag.ends_with("-data-definition"),
            };
            let mut tags = content.file_tags.iter().filter_map(|tag| tag.name.as_deref());
            if !tags.any(is_right) {
                found.note(subject.entry(leaf), "dataset-tag", &[("name", file_name(leaf))]);
            }
        }
    }
}

/// Tabulations come with dm.xpt, analyses with adsl.xpt, both with a define.xml (FDA 1736).
pub(crate) fn complete(subject: &Subject<'_>, found: &mut Found<'_>) {
    for study in studies(subject) {
        let Some(datasets) = datasets(subject, found, study) else { continue };
        for (tags, subjects, definition) in NEEDED {
            // ts.xpt alone may come for a study without datasets of the kind
            let is_of_kind =
                |it: &Dataset<'_>| tags.contains(&it.tag) && it.name != "ts.xpt" || it.tag == definition;
            if !datasets.iter().any(is_of_kind) {
                continue;
            }
            // a wrong tag is the matter of another rule, but only tags tell one define.xml from the other
            if !datasets.iter().any(|it| it.name == subjects) {
                note(subject, found, study, "study-lacks-dataset", subjects);
            }
            if !datasets.iter().any(|it| it.tag == definition) {
                note(subject, found, study, "study-lacks-dataset", &format!("define.xml ({definition})"));
            }
        }
    }
}

/// A dataset or definition under one of its file tags.
#[derive(Clone, Copy, Debug)]
struct Dataset<'a> {
    name: &'a str,
    tag: &'a str,
}

enum Kind {
    Dataset,
    Definition,
}

fn kind(name: &str) -> Option<Kind> {
    if name.ends_with(".xpt") {
        Some(Kind::Dataset)
    } else if name == "define.xml" {
        Some(Kind::Definition)
    } else {
        None
    }
}

/// The studies in the sections of which FDA asks for datasets.
fn studies<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Study> + use<'a> {
    let backbone = subject.backbone;
    backbone.studies.iter().filter(move |study| {
        let heading = backbone.leaves.get(study.leaf).and_then(|leaf| leaf.heading);
        let mut elements = backbone.headings.up(heading).map(|heading| heading.element.as_str());
        elements.any(|element| SECTIONS.iter().any(|section| element.starts_with(section)))
    })
}

/// All datasets of a study, also of earlier sequences where this one adds to it.
fn datasets<'a>(subject: &Subject<'a>, found: &mut Found<'_>, study: &'a Study) -> Option<Vec<Dataset<'a>>> {
    let mut datasets = of_sequence(subject.backbone, study);
    let leaf = subject.backbone.leaves.get(study.leaf)?;
    if leaf.operation == Some(Operation::New) {
        return Some(datasets);
    }
    if *subject.history == History::NotGiven {
        found.not_evaluated(subject.entry(leaf), Because::History);
        return None;
    }
    for sequence in subject.history.sequences() {
        let same = sequence.backbone.studies.iter().filter(|earlier| earlier.id == study.id);
        datasets.extend(same.flat_map(|earlier| of_sequence(&sequence.backbone, earlier)));
    }
    Some(datasets)
}

fn of_sequence<'a>(backbone: &'a Backbone, study: &'a Study) -> Vec<Dataset<'a>> {
    let named = named(backbone, study).into_iter();
    let with_tags = named.filter(|(_, leaf)| kind(file_name(leaf)).is_some()).flat_map(|(content, leaf)| {
        let tags: BTreeSet<&str> = content.file_tags.iter().filter_map(|tag| tag.name.as_deref()).collect();
        tags.into_iter().map(move |tag| Dataset { name: file_name(leaf), tag })
    });
    with_tags.collect()
}

/// The leaves that a study tagging file names, in the backbone beside it.
fn named<'a>(backbone: &'a Backbone, study: &'a Study) -> Vec<(&'a Content, &'a Leaf)> {
    let leaf = |content: &'a Content| {
        let id = content.href.as_deref()?.rsplit_once('#')?.1;
        let leaf = backbone.leaves.iter().find(|leaf| leaf.id == id && !leaf.deletes())?;
        Some((content, leaf))
    };
    study.contents.iter().filter_map(leaf).collect()
}

fn file_name(leaf: &Leaf) -> &str {
    leaf.link().and_then(|href| href.rsplit('/').next()).unwrap_or_default()
}

fn note(subject: &Subject<'_>, found: &mut Found<'_>, study: &Study, text: &str, dataset: &str) {
    let path = subject.backbone.documents.get(study.document).map_or("", |document| &document.path);
    let id = study.id.as_deref().unwrap_or_default();
    found.note(path, text, &[("study", id), ("dataset", dataset)]);
}

/// Beginnings of the elements of 4.2.3.1, 4.2.3.2, 4.2.3.4, 5.3.1.1, 5.3.1.2, 5.3.3.1 to 5.3.3.4, 5.3.4, 5.3.5.1, 5.3.5.2.
const SECTIONS: [&str; 12] = [
    "m4-2-3-1-",
    "m4-2-3-2-",
    "m4-2-3-4-",
    "m5-3-1-1-",
    "m5-3-1-2-",
    "m5-3-3-1-",
    "m5-3-3-2-",
    "m5-3-3-3-",
    "m5-3-3-4-",
    "m5-3-4-",
    "m5-3-5-1-",
    "m5-3-5-2-",
];

/// Beginnings of the file tags of datasets.
const DATASETS: [&str; 3] = ["data-tabulation-dataset-", "analysis-dataset-", "data-listing-dataset"];

/// File tags of a kind of datasets, the dataset of the subjects that they come with, and the tag of their define.xml.
type Kit = (&'static [&'static str], &'static str, &'static str);

const NEEDED: [Kit; 2] = [
    (
        &["data-tabulation-dataset-sdtm", "data-tabulation-dataset-send"],
        "dm.xpt",
        "data-tabulation-data-definition",
    ),
    (&["analysis-dataset-adam"], "adsl.xpt", "analysis-data-definition"),
];
