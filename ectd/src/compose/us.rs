//! Applications for the United States: us-regional.xml 3.3.
//!
//! FDA "The eCTD Backbone Files Specification for Module 1" 2.x with DTD 3.3; the codes are those of its attribute lists.

use super::ctd::{self, Custom, Heading, open};
use super::element::Element;
use super::leaf::{File, Leaf};
use super::plan::{Application, Document, Sequence};
use super::util;

/// A new drug application: sequence 0001, then one that replaces, one that appends and one that deletes.
pub fn new_drug() -> Application {
    let mut first = sequence(FIRST, regional(FIRST, &[FORM, COVER, LABEL, ENVIRONMENT]));
    ctd::first(&mut first, CUSTOM);
    Application {
        folder: NUMBER.to_owned(),
        sequences: vec![first, replace("0002"), append("0003"), delete("0004")],
    }
}

/// A sequence that only brings its form and a cover letter.
pub(crate) fn amendment(folder: &str) -> Sequence {
    sequence(folder, regional(folder, &[FORM, COVER]))
}

/// Number of the application, six digits.
const NUMBER: &str = "999001";

/// FDA counts from one.
const FIRST: &str = "0001";

const CUSTOM: Custom = Custom { tagging: true, send: true, append: true };

fn replace(folder: &str) -> Sequence {
    let mut regional = regional(folder, &[FORM, COVER]);
    let leaf = LABEL.leaf(folder).changing("replace", target(&LABEL));
    open(&mut regional.root, LABEL.headings).leaves.push(leaf);
    let mut sequence = sequence(folder, regional);
    ctd::replace(&mut sequence, FIRST);
    sequence
}

fn append(folder: &str) -> Sequence {
    let mut sequence = amendment(folder);
    ctd::append(&mut sequence, FIRST, CUSTOM);
    sequence
}

fn delete(folder: &str) -> Sequence {
    let mut regional = regional(folder, &[FORM, COVER]);
    let leaf = Leaf::delete(ENVIRONMENT.id, ENVIRONMENT.title, target(&ENVIRONMENT));
    open(&mut regional.root, ENVIRONMENT.headings).leaves.push(leaf);
    let mut sequence = sequence(folder, regional);
    ctd::delete(&mut sequence, FIRST);
    sequence
}

fn target(row: &Row) -> String {
    format!("../../../{FIRST}/m1/us/us-regional.xml#{}", row.id)
}

fn sequence(folder: &str, regional: Document) -> Sequence {
    let leaf = ctd::regional("m1/us/us-regional.xml", "US regional backbone", regional);
    let mut sequence = ctd::sequence(folder, Some(leaf));
    sequence.util.extend(util::US);
    sequence
}

fn regional(folder: &str, rows: &[Row]) -> Document {
    let mut root = Element::new("fda-regional:fda-regional")
        .with("xmlns:fda-regional", "http://www.ich.org/fda")
        .with("xmlns:xlink", "http://www.w3c.org/1999/xlink")
        .with("xml:lang", "en")
        .with("dtd-version", "3.3")
        .child(admin(folder));
    for row in rows {
        open(&mut root, row.headings).leaves.push(row.leaf(folder));
    }
    Document {
        doctype: Some("../../util/dtd/us-regional-v3-3.dtd".to_owned()),
        stylesheet: Some("../../util/style/us-regional.xsl".to_owned()),
        root,
    }
}

fn admin(folder: &str) -> Element {
    let contact =
        Element::new("applicant-contact")
            .child(
                Element::new("applicant-contact-name")
                    .with("applicant-contact-type", "fdaact1")
                    .text("Sample Contact"),
            )
            .child(Element::new("telephones").child(
                Element::new("telephone").with("telephone-number-type", "fdatnt1").text("+1-555-0100"),
            ))
            .child(Element::new("emails").field("email", "contact@example.org"));
    let applicant = Element::new("applicant-info")
        .field("id", "000000001")
        .field("company-name", "Sample Company")
        .field("submission-description", format!("Sample, sequence {folder}"))
        .child(Element::new("applicant-contacts").child(contact));
    let application = Element::new("application")
        .with("application-containing-files", "true")
        .child(
            Element::new("application-information")
                .child(Element::new("application-number").with("application-type", "fdaat1").text(NUMBER)),
        )
        .child(submission(folder));
    Element::new("admin").child(applicant).child(Element::new("application-set").child(application))
}

/// The first sequence opens the activity (sub-type application), the others amend it.
fn submission(folder: &str) -> Element {
    let sub_type = if folder == FIRST { "fdasst2" } else { "fdasst3" };
    Element::new("submission-information")
        .child(Element::new("submission-id").with("submission-type", "fdast1").text(FIRST))
        .child(Element::new("sequence-number").with("submission-sub-type", sub_type).text(folder))
}

/// A document of module 1; its file lies below m1/us.
struct Row {
    id: &'static str,
    headings: &'static [Heading],
    path: &'static str,
    title: &'static str,
}

impl Row {
    fn leaf(&self, sequence: &str) -> Leaf {
        let file = File::pdf(format!("m1/us/{}", self.path), format!("{}, sequence {sequence}", self.title));
        Leaf::new(self.id, self.title, file)
    }
}

const M1: Heading = ("m1-regional", &[]);

const FORM: Row = Row {
    id: "form-356h",
    headings: &[M1, ("m1-1-forms", &[]), ("form", &[("form-type", "fdaft2")])],
    path: "11-forms/form-356h.pdf",
    title: "Form FDA 356h",
};
const COVER: Row = Row {
    id: "cover-letter",
    headings: &[M1, ("m1-2-cover-letters", &[])],
    path: "12-cover-letters/cover-letter.pdf",
    title: "Cover letter",
};
const ENVIRONMENT: Row = Row {
    id: "environmental-analysis",
    headings: &[M1, ("m1-12-other-correspondence", &[]), ("m1-12-14-environmental-analysis", &[])],
    path: "112-other-corresp/environmental-analysis.pdf",
    title: "Environmental analysis",
};
const LABEL: Row = Row {
    id: "draft-labeling-text",
    headings: &[
        M1,
        ("m1-14-labeling", &[]),
        ("m1-14-1-draft-labeling", &[]),
        ("m1-14-1-3-draft-labeling-text", &[]),
    ],
    path: "114-labeling/draft-labeling-text.pdf",
    title: "Draft labeling text",
};
