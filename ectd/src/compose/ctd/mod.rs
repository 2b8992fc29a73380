//! Modules 2 to 5, which all regions of eCTD v3.2.2 share, and what later sequences change in them.
//!
//! Headings of the ICH DTD 3.2, folders of the ICH eCTD specification 3.2.2, appendix 4.

use super::element::Element;
use super::leaf::{Content, File, Leaf};
use super::plan::{Document, Form, Sequence};
use super::study::Study;
use super::util;

mod document;
mod study;

use document::ROWS;
use study::STUDIES;

/// A heading's element and its attributes.
pub(super) type Heading = (&'static str, &'static [(&'static str, &'static str)]);

/// What a region asks for beyond the backbone.
#[derive(Clone, Copy)]
pub(super) struct Custom {
    /// Study tagging files (CN, US; the EU does without).
    pub(super) tagging: bool,
    /// Datasets also of nonclinical studies (FDA 1734 to 1736).
    pub(super) send: bool,
    /// Appending elsewhere than in study tagging files (CN 3.23 warns of it).
    pub(super) append: bool,
}

/// Opens the headings one in the other.
pub(super) fn open<'a>(root: &'a mut Element, headings: &[Heading]) -> &'a mut Element {
    headings.iter().fold(root, |element, (name, attributes)| element.open(name, attributes))
}

/// A sequence whose index.xml has only the leaf of the regional backbone, if there is one.
pub(super) fn sequence(folder: &str, regional: Option<Leaf>) -> Sequence {
    let mut root = Element::new("ectd:ectd")
        .with("xmlns:ectd", "http://www.ich.org/ectd")
        .with("xmlns:xlink", "http://www.w3c.org/1999/xlink")
        .with("xml:lang", "en")
        .with("dtd-version", "3.2");
    if let Some(regional) = regional {
        open(&mut root, &[M1]).leaves.push(regional);
    }
    let document = Document {
        doctype: Some("util/dtd/ich-ectd-3-2.dtd".to_owned()),
        stylesheet: Some("util/style/ectd-2-0.xsl".to_owned()),
        root,
    };
    Sequence { util: util::ICH.to_vec(), ..Sequence::new(folder, Form::Index, Some(document)) }
}

/// The leaf of index.xml that stands for a regional backbone.
pub(super) fn regional(path: &str, title: &str, document: Document) -> Leaf {
    let file = File { path: path.to_owned(), content: Content::Document(Box::new(document)) };
    Leaf::new("m1-regional", title, file)
}

/// Modules 2 to 5 of a first sequence.
pub(super) fn first(sequence: &mut Sequence, custom: Custom) {
    let folder = sequence.folder.clone();
    let Some(backbone) = &mut sequence.backbone else { return };
    for row in ROWS {
        open(&mut backbone.root, row.headings).leaves.push(row.leaf(&folder));
    }
    for study in STUDIES {
        study.plan(&folder, custom).put(&mut backbone.root, custom.tagging.then_some(study.tagging));
    }
    if custom.tagging {
        sequence.util.extend(util::STF);
    }
}

/// A sequence that replaces the specification of the drug substance.
pub(super) fn replace(sequence: &mut Sequence, before: &str) {
    change(sequence, before, "m3-2-s-4-1", "replace");
}

/// A sequence that appends a report to a study, and data to the stability of the product where the region likes it.
pub(super) fn append(sequence: &mut Sequence, before: &str, custom: Custom) {
    if custom.append {
        change(sequence, before, "m3-2-p-8-3", "append");
    }
    let folder = sequence.folder.clone();
    let Some(backbone) = &mut sequence.backbone else { return };
    let Some(row) = STUDIES.last() else { return };
    let report = row.report(&folder, "appendix", "Appendix to the clinical study report");
    let study = Study { documents: vec![report], ..row.plan(&folder, custom) };
    if let Some(leaf) = study.put(&mut backbone.root, custom.tagging.then_some(row.tagging)) {
        *leaf = leaf.clone().changing("append", format!("../{before}/index.xml#{}", row.tagging));
    }
    if custom.tagging {
        sequence.util.extend(util::STF);
    }
}

/// A sequence that deletes the regional information.
pub(super) fn delete(sequence: &mut Sequence, before: &str) {
    change(sequence, before, "m3-2-r", "delete");
}

/// Changes the leaf `id` of the sequence `before`, under its own heading.
fn change(sequence: &mut Sequence, before: &str, id: &str, operation: &str) {
    let folder = sequence.folder.clone();
    let Some(row) = ROWS.iter().find(|row| row.id == id) else { return };
    let Some(backbone) = &mut sequence.backbone else { return };
    let target = format!("../{before}/index.xml#{id}");
    let leaf = match operation {
        "delete" => Leaf::delete(id, row.title, target),
        _ => row.leaf(&folder).changing(operation, target),
    };
    open(&mut backbone.root, row.headings).leaves.push(leaf);
}

/// The one m1 element of index.xml.
pub(super) const M1: Heading = ("m1-administrative-information-and-prescribing-information", &[]);
pub(super) const M2: Heading = ("m2-common-technical-document-summaries", &[]);
pub(super) const M3: Heading = ("m3-quality", &[]);
pub(super) const M3_BODY: Heading = ("m3-2-body-of-data", &[]);
pub(super) const M3_S: Heading =
    ("m3-2-s-drug-substance", &[("substance", "sample substance"), ("manufacturer", "sample manufacturer")]);
pub(super) const M3_S_4: Heading = ("m3-2-s-4-control-of-drug-substance", &[]);
pub(super) const M3_P: Heading = (
    "m3-2-p-drug-product",
    &[("product-name", "sample product"), ("dosageform", "tablet"), ("manufacturer", "sample manufacturer")],
);
pub(super) const M4: Heading = ("m4-nonclinical-study-reports", &[]);
pub(super) const M4_REPORTS: Heading = ("m4-2-study-reports", &[]);
const M4_TOXICOLOGY: Heading = ("m4-2-3-toxicology", &[]);
pub(super) const M5: Heading = ("m5-clinical-study-reports", &[]);
pub(super) const M5_REPORTS: Heading = ("m5-3-clinical-study-reports", &[]);
pub(super) const M5_EFFICACY: Heading =
    ("m5-3-5-reports-of-efficacy-and-safety-studies", &[("indication", "sample indication")]);

/// The heading of 5.3.5.1.
const CONTROLLED: &[Heading] = &[
    M5,
    M5_REPORTS,
    M5_EFFICACY,
    ("m5-3-5-1-study-reports-of-controlled-clinical-studies-pertinent-to-the-claimed-indication", &[]),
];
