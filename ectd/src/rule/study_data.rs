//! China: datasets of clinical studies and their definitions, by what the study tagging file says of them.
//!
//! Source: CDE 《eCTD验证标准》 5.18 to 5.20.

use std::collections::HashMap;

use super::citation::{Citations, Cited, Tagging, Whole};
use super::found::Found;
use super::subject::Subject;
use crate::backbone::study::Content;

/// A kind of datasets, and what comes with it.
struct Family {
    /// Its file tags.
    tags: &'static [&'static str],
    /// The dataset about the subjects, which is always there.
    subjects: &'static str,
    /// The file tag of its define.xml.
    definition: &'static str,
}

/// Datasets and their definitions have a tag that says what they are.
pub(crate) fn tags(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    for tagging in clinical(&citations) {
        for (content, cited) in citations.contents(tagging) {
            let name = cited.file_name();
            let expected = expected(&name);
            for tag in file_tags(content).filter(|tag| !expected.is_empty() && !expected.contains(tag)) {
                let arguments = [("file", name.as_str()), ("tag", tag), ("expected", &expected.join(", "))];
                found.note(tagging.place(), "study-dataset-tag", &arguments);
            }
        }
        if let Some(because) = citations.unknown(tagging) {
            found.not_evaluated(tagging.place(), because);
        }
    }
}

/// Returns the tags that a file of that name may have; none where any will do.
fn expected(name: &str) -> &'static [&'static str] {
    match name {
        "define.xml" => DEFINITIONS,
        name if name.ends_with(".xpt") => DATASETS,
        _ => &[],
    }
}

/// Tabulations come with DM and define.xml, analysis datasets with ADSL and define.xml. What was deleted is neither.
pub(crate) fn families(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    let gone = citations.gone();
    for tagging in clinical(&citations) {
        let mut whole = citations.whole(tagging);
        whole.contents.retain(|(_, cited)| !gone.contains(&cited.key));
        for family in FAMILIES.iter().filter(|family| family.is_in(&whole)) {
            if !whole.has_file(family.subjects) {
                lacks(found, tagging, &whole, family.subjects, family.tags[0]);
            }
            if !family.is_defined(&whole) {
                lacks(found, tagging, &whole, "define.xml", family.definition);
            }
        }
    }
}

fn lacks(found: &mut Found<'_>, tagging: Tagging<'_>, whole: &Whole<'_>, file: &str, tag: &str) {
    match whole.unknown {
        Some(because) => found.not_evaluated(tagging.place(), because),
        None => found.note(tagging.place(), "study-dataset-missing", &[("file", file), ("tag", tag)]),
    }
}

/// One study has no two datasets of one name.
pub(crate) fn unique_names(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    let superseded = citations.superseded();
    for tagging in clinical(&citations) {
        let whole = citations.whole(tagging);
        let mut names: HashMap<String, Cited<'_>> = HashMap::new();
        for (_, cited) in whole.contents.iter().filter(|(_, cited)| !superseded.contains(&cited.key)) {
            let name = cited.file_name();
            if !name.ends_with(".xpt") {
                continue;
            }
            let first = *names.entry(name.clone()).or_insert(*cited);
            if first.key != cited.key {
                let arguments =
                    [("file", name.as_str()), ("first", first.leaf.id.as_str()), ("second", &cited.leaf.id)];
                found.note(tagging.place(), "study-dataset-twice", &arguments);
            }
        }
        if let Some(because) = whole.unknown {
            found.not_evaluated(tagging.place(), because);
        }
    }
}

fn clinical<'a>(citations: &Citations<'a>) -> impl Iterator<Item = Tagging<'a>> {
    citations.own().filter(|tagging| tagging.section().is_in("5.3"))
}

fn file_tags(content: &Content) -> impl Iterator<Item = &str> {
    content.file_tags.iter().map(|tag| tag.name.as_deref().unwrap_or_default())
}

impl Whole<'_> {
    fn has_file(&self, name: &str) -> bool {
        self.contents.iter().any(|(_, cited)| cited.file_name() == name)
    }
}

impl Family {
    fn is_in(&self, whole: &Whole<'_>) -> bool {
        let mut tags = whole.contents.iter().flat_map(|(content, _)| file_tags(content));
        tags.any(|tag| self.tags.contains(&tag))
    }

    /// A define.xml under a tag of no definition is a finding of its own, and counts for each kind.
    fn is_defined(&self, whole: &Whole<'_>) -> bool {
        let mut definitions = whole.contents.iter().filter(|(_, cited)| cited.file_name() == "define.xml");
        definitions.any(|(content, _)| {
            file_tags(content).all(|tag| tag == self.definition || !DEFINITIONS.contains(&tag))
        })
    }
}

const TABULATION: &str = "data-tabulation-data-definition";
const ANALYSIS: &str = "analysis-data-definition";

/// CN 5.18.
const DEFINITIONS: &[&str] = &[TABULATION, ANALYSIS];

/// CN 5.18.
const DATASETS: &[&str] = &[
    "data-tabulation-dataset-legacy",
    "data-tabulation-dataset-sdtm",
    "analysis-dataset-adam",
    "analysis-dataset-legacy",
];

/// CN 5.19.
const FAMILIES: [Family; 2] = [
    Family {
        tags: &["data-tabulation-dataset-sdtm", "data-tabulation-dataset-legacy"],
        subjects: "dm.xpt",
        definition: TABULATION,
    },
    Family {
        tags: &["analysis-dataset-adam", "analysis-dataset-legacy"],
        subjects: "adsl.xpt",
        definition: ANALYSIS,
    },
];
