//! Study tagging files: that they are valid, say which study they are about, and cover what belongs to one.
//!
//! Sources: CDE 《eCTD验证标准》 chapter 5; ICH eCTD STF specification 2.6.1; FDA 1952.

use std::collections::HashSet;

use super::citation::{Citations, End, Key, Tagging};
use super::constant::is_first;
use super::found::{Because, Found};
use super::index;
use super::section::Section;
use super::subject::{Scope, Subject};
use crate::application::History;
use crate::backbone::leaf::{Leaf, Operation};
use crate::backbone::study::Content;
use crate::backbone::target::Target;
use crate::backbone::{Document, Kind};
use crate::grammar::{self, stf};

/// It keeps to the DTD, which is held against our own tables.
pub(crate) fn valid(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in subject.backbone.documents_of(Kind::Study) {
        index::note_fault(document, found);
        if document.fault.is_none() {
            keeps_to_grammar(subject, found, document);
        }
    }
}

fn keeps_to_grammar(subject: &Subject<'_>, found: &mut Found<'_>, document: &Document) {
    let entry = subject.dossier.find(&document.path);
    // one that cannot be opened is noted by the rule on readable files
    let Some(Ok(file)) = entry.map(|entry| subject.dossier.read(entry)) else { return };
    let verdict = grammar::validate(file, &stf::GRAMMAR);
    for breach in &verdict.breaches {
        let arguments = breach.arguments();
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        found.note(&document.path, breach.key(), &arguments);
    }
    if verdict.more > 0 {
        found.note(&document.path, "grammar-more", &[("count", &verdict.more.to_string())]);
    }
}

/// Each `doc-content` leads to a leaf of this or an earlier sequence.
pub(crate) fn references(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    each_reference(&citations, |tagging, href| match citations.follow(tagging, href) {
        End::Leaf(_) => {}
        End::Unknown(because) => found.not_evaluated(tagging.place(), because),
        End::Nowhere => found.note(tagging.place(), "study-reference-missing", &[("href", href)]),
    });
}

/// A `doc-content` leads to a document, not to another study tagging file.
pub(crate) fn refers_to_study(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    each_reference(&citations, |tagging, href| match citations.follow(tagging, href) {
        End::Leaf(cited) if cited.leaf.is_study_tagging() => {
            found.note(tagging.place(), "study-reference-study", &[("href", href)]);
        }
        End::Unknown(because) => found.not_evaluated(tagging.place(), because),
        End::Leaf(_) | End::Nowhere => {}
    });
}

/// Links are written with `/`.
pub(crate) fn backslash(subject: &Subject<'_>, found: &mut Found<'_>) {
    each_reference(&Citations::of(subject), |tagging, href| {
        if href.contains('\\') {
            found.note(tagging.place(), "study-backslash", &[("href", href)]);
        }
    });
}

/// `content-block` is in the DTD, but not used.
pub(crate) fn content_block(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own().filter(|tagging| tagging.study.blocks > 0) {
        found.note(tagging.place(), "study-block", &[("count", &tagging.study.blocks.to_string())]);
    }
}

/// Each category that is there has a value.
pub(crate) fn category_value(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own() {
        for category in tagging.study.categories.iter().filter(|category| category.value.trim().is_empty()) {
            let name = category.name.as_deref().unwrap_or_default();
            found.note(tagging.place(), "study-category-empty", &[("name", name)]);
        }
    }
}

/// Each category is one that the ICH specification knows; which values it takes stands in valid-values.xml.
pub(crate) fn category_name(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own() {
        for name in tagging.study.categories.iter().filter_map(|category| category.name.as_deref()) {
            if !CATEGORIES.contains(&name) {
                let arguments = [("name", name), ("expected", &CATEGORIES.join(", "))];
                found.note(tagging.place(), "study-category-unknown", &arguments);
            }
        }
    }
}

/// Studies of some sections are told apart by categories.
pub(crate) fn category_present(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own().filter(|tagging| tagging.study.categories.is_empty()) {
        let section = tagging.section();
        if section.is_in_any(WITH_CATEGORIES) {
            found.note(tagging.place(), "study-category-missing", &[("section", section.number())]);
        }
    }
}

/// `study-id` says which study it is.
pub(crate) fn study_id(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own() {
        if id(tagging).is_empty() {
            found.note(tagging.place(), "study-id-empty", &[]);
        }
    }
}

/// The title of the study is that of the leaf.
pub(crate) fn title(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own() {
        let stated = tagging.study.title.as_deref().unwrap_or_default().trim();
        let leaf = tagging.leaf().and_then(|leaf| leaf.title.as_deref()).unwrap_or_default().trim();
        if stated != leaf {
            found.note(tagging.place(), "study-title", &[("title", stated), ("leaf", leaf)]);
        }
    }
}

/// An STF is appended to an STF.
pub(crate) fn append(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    let appends =
        |tagging: &Tagging<'_>| tagging.leaf().is_some_and(|leaf| leaf.operation == Some(Operation::Append));
    for tagging in citations.own().filter(appends) {
        match citations.modified_by(tagging) {
            Some(End::Leaf(cited)) if !cited.leaf.is_study_tagging() => {
                let target = tagging.leaf().and_then(Leaf::modifies).unwrap_or_default();
                found.note(tagging.place(), "study-append-target", &[("target", target)]);
            }
            Some(End::Unknown(because)) => found.not_evaluated(tagging.place(), because),
            // a missing target is noted by the rules on the life cycle
            Some(End::Leaf(_) | End::Nowhere) | None => {}
        }
    }
}

/// It refers to something.
pub(crate) fn has_content(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own().filter(|tagging| tagging.study.contents.is_empty()) {
        found.note(tagging.place(), "study-no-content", &[]);
    }
}

/// The study keeps its `study-id` over the life cycle.
pub(crate) fn same_id(subject: &Subject<'_>, found: &mut Found<'_>) {
    let citations = Citations::of(subject);
    for tagging in citations.own() {
        match citations.modified_by(tagging) {
            Some(End::Leaf(cited)) if cited.leaf.is_study_tagging() => match citations.tagging(cited) {
                Some(earlier) => compare_ids(found, tagging, earlier),
                None => found.not_evaluated(tagging.place(), Because::EarlierBackbone),
            },
            Some(End::Unknown(because)) => found.not_evaluated(tagging.place(), because),
            Some(End::Leaf(_) | End::Nowhere) | None => {}
        }
    }
}

fn compare_ids(found: &mut Found<'_>, tagging: Tagging<'_>, earlier: Tagging<'_>) {
    if id(tagging) != id(earlier) {
        let arguments = [("id", id(tagging)), ("earlier", id(earlier))];
        found.note(tagging.place(), "study-id-changed", &arguments);
    }
}

/// It stands where study reports stand.
pub(crate) fn section(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (leaf, target) in subject.leaves(Scope::Both).filter(|(leaf, _)| leaf.is_study_tagging()) {
        let section = Section::of(subject.backbone, leaf);
        if !leaf.deletes() && !PLACES.iter().any(|place| section.is_below(place)) {
            let place = file_place(subject, leaf, target);
            let number = Some(section.number()).filter(|number| !number.is_empty());
            found.note(place, "study-section", &[("section", number.unwrap_or("none"))]);
        }
    }
}

/// Each `doc-content` has one file tag.
pub(crate) fn one_file_tag(subject: &Subject<'_>, found: &mut Found<'_>) {
    for tagging in Citations::of(subject).own() {
        for content in tagging.study.contents.iter().filter(|content| content.file_tags.len() != 1) {
            let count = content.file_tags.len().to_string();
            found.note(tagging.place(), "study-file-tags", &[("href", href(content)), ("count", &count)]);
        }
    }
}

/// Whoever uses study tagging files puts case report forms into them and not into 5.3.7.
pub(crate) fn case_reports(subject: &Subject<'_>, found: &mut Found<'_>) {
    let is_there = |leaf: &Leaf| !leaf.deletes() && Section::of(subject.backbone, leaf).is_in("5.3.7");
    let places = subject.leaves(Scope::Index).filter(|(leaf, _)| is_there(leaf));
    let places: Vec<String> = places.map(|(leaf, target)| file_place(subject, leaf, target)).collect();
    let Some(first) = places.first() else { return };
    if uses_tagging(subject) {
        places.iter().for_each(|place| found.note(place.as_str(), "study-case-reports", &[]));
    } else if *subject.history == History::NotGiven && !is_first(subject) {
        found.not_evaluated(first.as_str(), Because::History);
    }
}

fn uses_tagging(subject: &Subject<'_>) -> bool {
    let earlier = subject.history.sequences().iter().map(|sequence| &sequence.backbone);
    earlier.chain([subject.backbone]).any(|backbone| !backbone.studies.is_empty())
}

/// Each leaf among the study reports belongs to a study.
pub(crate) fn covered(subject: &Subject<'_>, found: &mut Found<'_>) {
    if let Some(document) = subject.backbone.documents_of(Kind::Study).find(|study| study.fault.is_some()) {
        return found.not_evaluated(&document.path, Because::Backbone);
    }
    let citations = Citations::of(subject);
    let cited = citations.cited();
    for (leaf, target) in subject.leaves(Scope::Index).filter(|(leaf, _)| needs_study(subject, leaf)) {
        let place = file_place(subject, leaf, target);
        match belongs_to_study(&citations, &cited, leaf) {
            Ok(true) => {}
            Ok(false) => found.note(place, "study-untagged", &[]),
            Err(because) => found.not_evaluated(place, because),
        }
    }
}

/// A leaf that replaces another stands for it in its study.
fn belongs_to_study<'a>(
    citations: &Citations<'a>,
    cited: &HashSet<Key<'a>>,
    leaf: &'a Leaf,
) -> Result<bool, Because> {
    let mut next = citations.own_leaf(leaf);
    while !cited.contains(&next.key) {
        match citations.replaced(next) {
            Some(End::Leaf(earlier)) => next = earlier,
            Some(End::Unknown(because)) => return Err(because),
            Some(End::Nowhere) | None => return Ok(false),
        }
    }
    Ok(true)
}

fn needs_study(subject: &Subject<'_>, leaf: &Leaf) -> bool {
    !leaf.deletes() && !leaf.is_study_tagging() && Section::of(subject.backbone, leaf).is_in_any(PLACES)
}

fn file_place(subject: &Subject<'_>, leaf: &Leaf, target: &Target) -> String {
    subject.place(leaf, target.file().map(|file| subject.path(file)))
}

fn each_reference<'a>(citations: &Citations<'a>, mut look: impl FnMut(Tagging<'a>, &'a str)) {
    for tagging in citations.own() {
        tagging.study.contents.iter().for_each(|content| look(tagging, href(content)));
    }
}

fn href(content: &Content) -> &str {
    content.href.as_deref().unwrap_or_default()
}

fn id(tagging: Tagging<'_>) -> &str {
    tagging.study.id.as_deref().unwrap_or_default().trim()
}

/// Categories of the ICH specification.
const CATEGORIES: &[&str] = &["species", "route-of-admin", "duration", "type-of-control"];

/// CN 5.10.
const WITH_CATEGORIES: &[&str] = &["4.2.3.1", "4.2.3.2", "4.2.3.4.1", "5.3.5.1"];

/// CN 5.14 and 5.17.
const PLACES: &[&str] = &["4.2", "5.3.1", "5.3.2", "5.3.3", "5.3.4", "5.3.5"];
