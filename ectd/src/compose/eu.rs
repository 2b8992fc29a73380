//! Applications for the European Union: eu-regional.xml 3.1, centralised procedure.
//!
//! "EU Module 1 eCTD Specification" 3.1.

use super::ctd::{self, Custom, Heading, open};
use super::element::Element;
use super::leaf::{File, Leaf};
use super::plan::{Application, Document, Sequence};
use super::util;

/// A marketing authorisation application: sequence 0000, then one that replaces, one that appends and one that deletes.
pub fn centralised() -> Application {
    let mut first = sequence(FIRST, regional(FIRST, &[COVER, FORM, PRODUCT, RISK]));
    ctd::first(&mut first, CUSTOM);
    Application {
        folder: "emea-h-c-009999".to_owned(),
        sequences: vec![first, replace("0001"), append("0002"), delete("0003")],
    }
}

/// A sequence that only brings a cover letter.
pub(crate) fn response(folder: &str) -> Sequence {
    sequence(folder, regional(folder, &[COVER]))
}

const FIRST: &str = "0000";

/// EU practice knows no study tagging files (facts of STF 2.6.1: not in EU and JP).
const CUSTOM: Custom = Custom { tagging: false, send: false, append: true };

fn replace(folder: &str) -> Sequence {
    let mut regional = regional(folder, &[COVER]);
    let leaf = PRODUCT.leaf(folder).changing("replace", target(&PRODUCT));
    open(&mut regional.root, PRODUCT.headings).leaves.push(leaf);
    let mut sequence = sequence(folder, regional);
    ctd::replace(&mut sequence, FIRST);
    sequence
}

fn append(folder: &str) -> Sequence {
    let mut sequence = response(folder);
    ctd::append(&mut sequence, FIRST, CUSTOM);
    sequence
}

fn delete(folder: &str) -> Sequence {
    let mut regional = regional(folder, &[COVER]);
    open(&mut regional.root, RISK.headings).leaves.push(Leaf::delete(RISK.id, RISK.title, target(&RISK)));
    let mut sequence = sequence(folder, regional);
    ctd::delete(&mut sequence, FIRST);
    sequence
}

fn target(row: &Row) -> String {
    format!("../../../{FIRST}/m1/eu/eu-regional.xml#{}", row.id)
}

fn sequence(folder: &str, regional: Document) -> Sequence {
    let leaf = ctd::regional("m1/eu/eu-regional.xml", "EU regional backbone", regional);
    let mut sequence = ctd::sequence(folder, Some(leaf));
    sequence.util.extend(util::EU);
    sequence
}

fn regional(folder: &str, rows: &[Row]) -> Document {
    let mut root = Element::new("eu:eu-backbone")
        .with("xmlns:eu", "http://europa.eu.int")
        .with("xmlns:xlink", "http://www.w3c.org/1999/xlink")
        .with("xml:lang", "en")
        .with("dtd-version", "3.1")
        .child(Element::new("eu-envelope").child(envelope(folder)));
    for row in rows {
        open(&mut root, row.headings).leaves.push(row.leaf(folder));
    }
    Document {
        doctype: Some("../../util/dtd/eu-regional.dtd".to_owned()),
        stylesheet: Some("../../util/style/eu-regional.xsl".to_owned()),
        root,
    }
}

fn envelope(folder: &str) -> Element {
    let unit = if folder == FIRST { "initial" } else { "response" };
    let tracking = Element::new("procedure-tracking").field("number", "EMEA/H/C/009999");
    Element::new("envelope")
        .with("country", "ema")
        .field("identifier", "3f0c6a52-7d41-4b8e-9a35-5e2f8c1d7b90")
        .child(Element::new("submission").with("type", "maa").with("mode", "single").child(tracking))
        .child(Element::new("submission-unit").with("type", unit))
        .field("applicant", "Sample Company")
        .child(Element::new("agency").with("code", "EU-EMA"))
        .child(Element::new("procedure").with("type", "centralised"))
        .field("invented-name", "Sampletin")
        .field("inn", "sampletinib")
        .field("sequence", folder)
        .field("related-sequence", FIRST)
        .field("submission-description", format!("Sample, sequence {folder}"))
}

/// A document of module 1; its file lies below m1/eu.
struct Row {
    id: &'static str,
    headings: &'static [Heading],
    path: &'static str,
    title: &'static str,
}

impl Row {
    fn leaf(&self, sequence: &str) -> Leaf {
        let file = File::pdf(format!("m1/eu/{}", self.path), format!("{}, sequence {sequence}", self.title));
        Leaf::new(self.id, self.title, file).with("xml:lang", "en")
    }
}

const M1: Heading = ("m1-eu", &[]);
const COMMON: Heading = ("specific", &[("country", "ema")]);

const COVER: Row = Row {
    id: "cover",
    headings: &[M1, ("m1-0-cover", &[]), COMMON],
    path: "10-cover/ema/ema-cover.pdf",
    title: "Cover letter",
};
const FORM: Row = Row {
    id: "form",
    headings: &[M1, ("m1-2-form", &[]), COMMON],
    path: "12-form/ema/ema-form.pdf",
    title: "Application form",
};
const PRODUCT: Row = Row {
    id: "product-information",
    headings: &[
        M1,
        ("m1-3-pi", &[]),
        ("m1-3-1-spc-label-pl", &[]),
        ("pi-doc", &[("xml:lang", "en"), ("type", "combined"), ("country", "ema")]),
    ],
    path: "13-pi/131-spclabelpl/ema/en/ema-combined-en.pdf",
    title: "Product information",
};
const RISK: Row = Row {
    id: "risk-management",
    headings: &[M1, ("m1-8-pharmacovigilance", &[]), ("m1-8-2-risk-management-system", &[])],
    path: "18-pharmacovigilance/182-risk-management-system/risk-management-system.pdf",
    title: "Risk management system",
};
