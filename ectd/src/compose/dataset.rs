//! The datasets of a clinical or nonclinical study, with the define.xml that describes them.
//!
//! CDISC SDTM, SEND, ADaM and Define-XML 2.0, as far as CN 5.18, 5.19 and FDA 1734 to 1736 ask for them: TS with the start
//! of the study, DM, ADSL, and a define.xml beside each kind.

use super::element::Element;
use super::leaf::File;
use super::plan::{Document, Form};
use super::render::{Renderer, Sums};
use super::xpt::{Dataset, Kind, Variable};

/// TS, DM and their define.xml, in `folder`.
pub(super) fn tabulation(folder: &str, study: &str) -> [File; 3] {
    files(folder, study, &[ts(study), dm(study)])
}

/// ADSL and its define.xml, in `folder`.
pub(super) fn analysis(folder: &str, study: &str) -> [File; 2] {
    files(folder, study, &[adsl(study)])
}

fn files<const SETS: usize, const FILES: usize>(
    folder: &str,
    study: &str,
    sets: &[Dataset; SETS],
) -> [File; FILES] {
    let define = File::bytes(format!("{folder}/define.xml"), define(study, sets));
    let mut files = sets
        .iter()
        .map(|set| File::bytes(format!("{folder}/{}.xpt", set.name.to_ascii_lowercase()), set.bytes()));
    std::array::from_fn(|_| files.next().unwrap_or_else(|| define.clone()))
}

fn ts(study: &str) -> Dataset {
    let parameters = [
        ("STSTDTC", "Study Start Date", "2025-03-01"),
        ("SSTDTC", "Study Start Date", "2025-03-01"),
        ("TITLE", "Trial Title", "A sample study"),
    ];
    let rows = parameters.iter().map(|(code, name, value)| row([study, "TS", "1", code, name, value]));
    Dataset { name: "TS", label: "Trial Summary", variables: TS, rows: rows.collect() }
}

fn dm(study: &str) -> Dataset {
    let rows = (1..=3).map(|subject| row([study, "DM", &format!("{study}-{subject:03}"), "F", "61"]));
    Dataset { name: "DM", label: "Demographics", variables: DM, rows: rows.collect() }
}

fn adsl(study: &str) -> Dataset {
    let rows = (1..=3).map(|subject| row([study, &format!("{study}-{subject:03}"), "Y", "61"]));
    Dataset { name: "ADSL", label: "Subject-Level Analysis", variables: ADSL, rows: rows.collect() }
}

fn row<const COLUMNS: usize>(values: [&str; COLUMNS]) -> Vec<String> {
    values.map(str::to_owned).into()
}

const fn text(name: &'static str, label: &'static str, length: u8) -> Variable {
    Variable { name, label, kind: Kind::Text(length) }
}

const fn number(name: &'static str, label: &'static str) -> Variable {
    Variable { name, label, kind: Kind::Number }
}

const TS: &[Variable] = &[
    text("STUDYID", "Study Identifier", 20),
    text("DOMAIN", "Domain Abbreviation", 2),
    number("TSSEQ", "Sequence Number"),
    text("TSPARMCD", "Trial Summary Parameter Short Name", 8),
    text("TSPARM", "Trial Summary Parameter", 40),
    text("TSVAL", "Parameter Value", 40),
];

const DM: &[Variable] = &[
    text("STUDYID", "Study Identifier", 20),
    text("DOMAIN", "Domain Abbreviation", 2),
    text("USUBJID", "Unique Subject Identifier", 30),
    text("SEX", "Sex", 1),
    number("AGE", "Age"),
];

const ADSL: &[Variable] = &[
    text("STUDYID", "Study Identifier", 20),
    text("USUBJID", "Unique Subject Identifier", 30),
    text("SAFFL", "Safety Population Flag", 1),
    number("AGE", "Age"),
];

/// Define-XML 2.0: a group for each dataset, an item for each variable.
fn define(study: &str, sets: &[Dataset]) -> Vec<u8> {
    let mut version = Element::new("MetaDataVersion")
        .with("OID", "MDV.1")
        .with("Name", "Sample")
        .with("def:DefineVersion", "2.0.0");
    for set in sets {
        version = version.child(group(set));
    }
    for set in sets {
        version.children.extend(set.variables.iter().map(|variable| item(set, variable)));
    }
    let variables = Element::new("GlobalVariables")
        .field("StudyName", study)
        .field("StudyDescription", "A sample study")
        .field("ProtocolName", study);
    let root = Element::new("ODM")
        .with("xmlns", "http://www.cdisc.org/ns/odm/v1.3")
        .with("xmlns:def", "http://www.cdisc.org/ns/def/v2.0")
        .with("FileType", "Snapshot")
        .with("FileOID", format!("define.{study}"))
        .with("CreationDateTime", "2026-01-01T00:00:00Z")
        .with("ODMVersion", "1.3.2")
        .child(Element::new("Study").with("OID", study).child(variables).child(version));
    let mut bytes = Vec::new();
    let renderer = Renderer { form: Form::Index, sums: &Sums::new(), path: "" };
    // writing into a vector cannot fail
    let _ = renderer.document(&mut bytes, &Document { root, ..Document::default() });
    bytes
}

fn group(set: &Dataset) -> Element {
    let group = Element::new("ItemGroupDef")
        .with("OID", format!("IG.{}", set.name))
        .with("Name", set.name)
        .with("Repeating", "Yes")
        .with("Purpose", "Tabulation")
        .with("def:Structure", "One record per subject")
        .child(Element::new("Description").field("TranslatedText", set.label));
    set.variables.iter().fold(group, |group, variable| {
        let oid = format!("IT.{}.{}", set.name, variable.name);
        group.child(Element::new("ItemRef").with("ItemOID", oid).with("Mandatory", "Yes"))
    })
}

fn item(set: &Dataset, variable: &Variable) -> Element {
    let (kind, length) = match variable.kind {
        Kind::Number => ("integer", 8),
        Kind::Text(length) => ("text", length),
    };
    Element::new("ItemDef")
        .with("OID", format!("IT.{}.{}", set.name, variable.name))
        .with("Name", variable.name)
        .with("DataType", kind)
        .with("Length", length.to_string())
        .child(Element::new("Description").field("TranslatedText", variable.label))
}
