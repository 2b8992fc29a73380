//! The headings of the backbone: that those there are hold leaves, their attributes, and node extensions.
//!
//! Sources: CN 3.16, 3.21-3.22, 3.25-3.28, 4.1.16, 4.1.20; EU 10.1; FDA 2.

use super::found::{Because, Found};
use super::subject::{Scope, Subject};
use crate::backbone::heading::Heading;
use crate::backbone::source::is_regional;
use crate::backbone::target::path;
use crate::backbone::{Document, Kind};

/// IDX-05: index.xml has the element of module 1, and in it the leaf of the regional file.
pub(crate) fn module_1(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(document) = readable(subject, Kind::Index) else { return found.skip() };
    if !subject.backbone.headings.iter().any(|heading| heading.element == MODULE_1) {
        return found.note(&document.path, "module-1-element-missing", &[("element", MODULE_1)]);
    }
    let leads = subject.addressed(Scope::Index).any(|(_, leaf)| {
        subject.backbone.heading_of(leaf).is_some_and(|heading| heading.element == MODULE_1)
            && leaf.link().and_then(|link| path(&document.path, link)).is_some_and(|path| is_regional(&path))
    });
    if !leads {
        found.note(&document.path, "module-1-without-regional", &[("element", MODULE_1)]);
    }
}

/// IDX-06: each heading has a leaf in it or below; of nested ones without, the innermost is named.
pub(crate) fn filled(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let headings: Vec<&Heading> = subject.backbone.headings.iter().collect();
    let mut below: Vec<usize> = headings.iter().map(|heading| heading.leaves).collect();
    let mut is_lowest = vec![true; headings.len()];
    for (position, heading) in headings.iter().enumerate().rev() {
        if let Some(parent) = heading.parent {
            below[parent] += below[position];
            is_lowest[parent] = false;
        }
    }
    for (position, heading) in headings.iter().enumerate() {
        if below[position] == 0 && is_lowest[position] && is_module(heading) && is_in(subject, heading, scope)
        {
            let arguments = [("element", heading.element.as_str()), ("line", &heading.line.to_string())];
            found.note(place(subject, heading), "heading-empty", &arguments);
        }
    }
}

/// ATTR-01, ATTR-02: an attribute of these headings of index.xml is not empty.
pub(crate) fn attribute(subject: &Subject<'_>, found: &mut Found<'_>, name: &str, elements: &[&str]) {
    for heading in of_index(subject).filter(|heading| elements.contains(&heading.element.as_str())) {
        if heading.attribute(name).unwrap_or_default().trim().is_empty() {
            let line = heading.line.to_string();
            let arguments = [("attribute", name), ("element", &heading.element), ("line", &line)];
            found.note(place(subject, heading), "attribute-empty", &arguments);
        }
    }
}

/// ATTR-01: substance and manufacturer.
pub(crate) fn substance_and_manufacturer(subject: &Subject<'_>, found: &mut Found<'_>) {
    attribute(subject, found, "substance", SUBSTANCE);
    attribute(subject, found, "manufacturer", SUBSTANCE);
}

/// ATTR-03: values have no blanks at their ends.
pub(crate) fn attribute_blanks(subject: &Subject<'_>, found: &mut Found<'_>) {
    for heading in of_index(subject) {
        for (name, value) in heading.distinguishing().filter(|(_, value)| value.trim() != *value) {
            let line = heading.line.to_string();
            let arguments = [
                ("attribute", name),
                ("element", heading.element.as_str()),
                ("value", value),
                ("line", &line),
            ];
            found.note(place(subject, heading), "attribute-blanks", &arguments);
        }
    }
}

/// LEAF-10, CN 3.16: node extensions stand in 3.2.R of biologics only, and must be used there.
pub(crate) fn extensions_of_biologics(subject: &Subject<'_>, found: &mut Found<'_>) {
    let product = subject.backbone.envelope.cn.as_ref().and_then(|envelope| envelope.product_type.as_ref());
    let product = product.and_then(|product| product.code.as_deref());
    for heading in of_index(subject).filter(|heading| heading.is_extension()) {
        let regional =
            subject.backbone.headings.up(heading.parent).any(|above| above.element == REGIONAL_INFORMATION);
        match (regional, product) {
            (true, Some(BIOLOGICS)) => {}
            (true, None) => found.not_evaluated(place(subject, heading), Because::Backbone),
            _ => found.note(
                place(subject, heading),
                "extension-forbidden",
                &[("line", &heading.line.to_string())],
            ),
        }
    }
    let bare = |heading: &&Heading| heading.element == REGIONAL_INFORMATION && heading.leaves > 0;
    if product == Some(BIOLOGICS) {
        for heading in of_index(subject).filter(bare) {
            found.note(place(subject, heading), "extension-needed", &[("line", &heading.line.to_string())]);
        }
    }
}

/// LEAF-10, CN 4.1.16: no node extension in the regional file.
pub(crate) fn no_extension(subject: &Subject<'_>, found: &mut Found<'_>) {
    for heading in subject.backbone.headings.iter() {
        if heading.is_extension() && is_in(subject, heading, Scope::Regional) {
            found.note(
                place(subject, heading),
                "extension-forbidden",
                &[("line", &heading.line.to_string())],
            );
        }
    }
}

fn of_index<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Heading> {
    let backbone = subject.backbone;
    let is_index = move |heading: &&Heading| {
        backbone.documents.get(heading.document).is_some_and(|document| document.kind == Kind::Index)
    };
    backbone.headings.iter().filter(is_index)
}

fn is_in(subject: &Subject<'_>, heading: &Heading, scope: Scope) -> bool {
    subject.backbone.documents.get(heading.document).is_some_and(|document| {
        // of a file that breaks off, what is missing is not known
        scope.has(document.kind) && document.fault.is_none()
    })
}

fn readable<'a>(subject: &Subject<'a>, kind: Kind) -> Option<&'a Document> {
    subject.backbone.documents_of(kind).find(|document| document.fault.is_none())
}

fn place(subject: &Subject<'_>, heading: &Heading) -> String {
    subject
        .backbone
        .documents
        .get(heading.document)
        .map_or_else(String::new, |document| document.path.clone())
}

/// Headings of a module: `m1…` to `m5…`, and `cn-1-…`.
fn is_module(heading: &Heading) -> bool {
    let module = heading.element.strip_prefix('m').or_else(|| heading.element.strip_prefix("cn-"));
    module.is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
}

const MODULE_1: &str = "m1-administrative-information-and-prescribing-information";
const REGIONAL_INFORMATION: &str = "m3-2-r-regional-information";

/// 生物制品 in cv-product-type.
const BIOLOGICS: &str = "cnprt2";

/// 2.3.S and 3.2.S.
pub(crate) const SUBSTANCE: &[&str] = &["m2-3-s-drug-substance", "m3-2-s-drug-substance"];

/// 2.7.3 and 5.3.5.
pub(crate) const EFFICACY: &[&str] =
    &["m2-7-3-summary-of-clinical-efficacy", "m5-3-5-reports-of-efficacy-and-safety-studies"];
