//! Submission units of eCTD v4.0: submissionunit.xml and the documents it names.
//!
//! ICH eCTD v4.0 IG 1.6 and FDA's regional guide 1.5: codes and object identifiers of their vocabularies.

use super::element::Element;
use super::leaf::{File, Leaf};
use super::plan::{Application, Document, Form, Sequence};

/// A new drug application for FDA: unit 1, and unit 2 that replaces one context of use and suspends another.
pub fn new_drug() -> Application {
    Application { folder: format!("nda{NUMBER}"), sequences: vec![first(), second()] }
}

/// A unit that only brings a form and a cover letter.
pub(crate) fn amendment(folder: &str) -> Sequence {
    unit(folder, vec![form(folder), cover(folder)])
}

/// Puts a document into a unit, under the heading of the study reports.
pub(crate) fn add(sequence: &mut Sequence, priority: usize, leaf: Leaf) {
    let Some(root) = sequence.backbone.as_mut().map(|backbone| &mut backbone.root) else { return };
    if let Some(unit) = root.find("submissionUnit") {
        let used = context(&leaf.id, &STUDY_REPORT).child(derived_from(&leaf.id));
        insert(unit, "componentOf1", component(priority, keywords(used, STUDY_REPORT.keywords)));
    }
    if let Some(application) = root.find("application") {
        insert(application, "referencedBy", Element::new("component").leaf(leaf));
    }
}

/// Puts a child before the one of this name.
fn insert(parent: &mut Element, before: &str, child: Element) {
    let place = parent.children.iter().position(|other| other.name == before);
    parent.children.insert(place.unwrap_or(parent.children.len()), child);
}

/// Number of the application, six digits.
const NUMBER: &str = "999001";

fn first() -> Sequence {
    unit("1", vec![form("1"), cover("1"), report("1", 1), report("1", 2)])
}

fn second() -> Sequence {
    let mut replacing = report("2", 1);
    replacing.replaces = Some(context_id("report 1 of unit 1"));
    let mut sequence = unit("2", vec![form("2"), cover("2"), replacing]);
    if let Some(unit) = sequence.element("submissionUnit") {
        let suspended = Element::new("contextOfUse")
            .child(identifier(&context_id("report 2 of unit 1")))
            .child(code(&STUDY_REPORT.code))
            .child(Element::new("statusCode").with("code", "suspended"));
        insert(unit, "componentOf1", component(2000, suspended));
    }
    sequence
}

/// A document and where it is used.
struct Used {
    heading: &'static Use,
    /// What its identifiers are made from.
    name: String,
    leaf: Leaf,
    priority: usize,
    /// The context of use that it replaces.
    replaces: Option<String>,
}

/// A heading with its keywords.
struct Use {
    code: Code,
    keywords: &'static [Code],
}

/// A code and the identifier of its vocabulary.
struct Code(&'static str, &'static str);

const FORM: Use = Use {
    code: Code("us_1.1", "2.16.840.1.113883.3.989.5.1.2.2.1.2.5"),
    keywords: &[Code("us_form_type_2", "2.16.840.1.113883.3.989.5.1.2.2.1.5.5")],
};
const COVER: Use = Use { code: Code("us_1.2", "2.16.840.1.113883.3.989.5.1.2.2.1.2.5"), keywords: &[] };
/// 5.3.1.3 asks for no dataset (US-eCTD4-516) and no keyword but the study.
const STUDY_REPORT: Use = Use {
    code: Code("ich_5.3.1.3", "2.16.840.1.113883.3.989.2.2.1.1.4"),
    keywords: &[Code("ich_document_type_4", "2.16.840.1.113883.3.989.2.2.1.3.3"), STUDY],
};

/// The sender's own keyword for its study.
const STUDY: Code = Code("STUDY_IV_001", "2.16.840.1.113883.9999.2");

fn form(unit: &str) -> Used {
    used(&FORM, "form", unit, "m1/form-356h.pdf", "Form FDA 356h")
}

fn cover(unit: &str) -> Used {
    used(&COVER, "cover", unit, "m1/cover-letter.pdf", "Cover letter")
}

fn report(unit: &str, number: usize) -> Used {
    let path = format!("m5/531-biopharm/iv-001/report-{number}.pdf");
    let report = used(
        &STUDY_REPORT,
        &format!("report {number}"),
        unit,
        &path,
        &format!("Report iv-001, part {number}"),
    );
    Used { priority: number * 1000, ..report }
}

fn used(heading: &'static Use, name: &str, unit: &str, path: &str, title: &str) -> Used {
    let name = format!("{name} of unit {unit}");
    let file = File::pdf(path, format!("{title}, unit {unit}"));
    let leaf = Leaf::new(uuid(&format!("document {name}")), format!("{title}, unit {unit}"), file);
    // each unit adds to the headings of forms and cover letters
    let priority = unit.parse().map_or(1000, |unit: usize| (unit * 1000).clamp(1000, 999_999));
    Used { heading, name, leaf, priority, replaces: None }
}

fn unit(folder: &str, uses: Vec<Used>) -> Sequence {
    let message = message(folder, uses);
    Sequence::new(folder, Form::Message, Some(Document { root: message, ..Document::default() }))
}

fn message(folder: &str, uses: Vec<Used>) -> Element {
    let mut unit = Element::new("submissionUnit")
        .child(identifier(&uuid(&format!("unit {folder}"))))
        .child(code(&Code(
            if folder == "1" { "us_submission_unit_type_3" } else { "us_submission_unit_type_4" },
            "2.16.840.1.113883.3.989.5.1.2.2.1.13.1",
        )))
        .child(Element::new("title").with("value", format!("Sample, unit {folder}")))
        .child(active());
    let mut documents = Vec::new();
    for used in uses {
        let mut context = context(&used.name, used.heading);
        if let Some(replaced) = &used.replaces {
            let related = Element::new("relatedContextOfUse").child(identifier(replaced));
            context = context.child(Element::new("replacementOf").with("typeCode", "RPLC").child(related));
        }
        let context = keywords(context.child(derived_from(&used.leaf.id)), used.heading.keywords);
        unit = unit.child(component(used.priority, context));
        documents.push(used.leaf);
    }
    unit = unit.child(filed_as(folder, documents));
    let subject = Element::new("subject").with("typeCode", "SUBJ").child(unit);
    let process = Element::new("controlActProcess").with("classCode", "ACTN").with("moodCode", "EVN");
    header().child(process.child(subject))
}

fn header() -> Element {
    let device = |id: Element| {
        Element::new("device").with("classCode", "DEV").with("determinerCode", "INSTANCE").child(id)
    };
    let guide = |root: &str, name: &str| Element::new("item").with("root", root).with("identifierName", name);
    let guides = Element::new("id")
        .child(guide("2.16.840.1.113883.3.989.2.2.1.11.4", "ICH eCTD v4.0 IG v1.6"))
        .child(guide("2.16.840.1.113883.3.989.5.1.2.2.1.18.6", "USFDA eCTD v4.0 IG v1.5.1"));
    let root = Element::new("PORP_IN000001UV")
        .with("ITSVersion", "XML_1.0")
        .with("xmlns", "urn:hl7-org:v3")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with("xsi:schemaLocation", "urn:hl7-org:v3 PORP_IN000001UV.xsd");
    let empty =
        ["id", "creationTime", "interactionId", "processingCode", "processingModeCode", "acceptAckCode"];
    empty
        .into_iter()
        .fold(root, |root, name| root.child(Element::new(name)))
        .child(Element::new("receiver").with("typeCode", "RCV").child(device(guides)))
        .child(Element::new("sender").with("typeCode", "SND").child(device(Element::new("id"))))
}

/// Sequence number, submission and application, with the documents.
fn filed_as(folder: &str, documents: Vec<Leaf>) -> Element {
    let submission = Element::new("submission")
        .child(
            Element::new("id")
                .with("xsi:type", "DSET_II")
                .child(Element::new("item").with("root", uuid("submission"))),
        )
        .child(code(&Code("us_submission_type_1", "2.16.840.1.113883.3.989.5.1.2.2.1.12.4")))
        .child(contact())
        .child(Element::new("componentOf").child(application(documents)));
    Element::new("componentOf1").child(Element::new("sequenceNumber").with("value", folder)).child(submission)
}

fn contact() -> Element {
    let name = ["Sample", "Contact"]
        .into_iter()
        .fold(Element::new("name"), |name, part| name.child(value("part", part)));
    let telecom = ["tel:+1(555)010-0000", "mailto:contact@example.org"]
        .into_iter()
        .fold(Element::new("telecom").with("xsi:type", "BAG_TEL"), |telecom, item| {
            telecom.child(value("item", item))
        });
    let organisation = Element::new("representedOrganization").child(organisation_name());
    let person = Element::new("contactPerson")
        .child(name)
        .child(telecom)
        .child(Element::new("asAgent").child(organisation));
    let party = Element::new("contactParty")
        .child(identifier(&uuid("contact")))
        .child(code(&Code("us_submission_contact_type_1", "2.16.840.1.113883.3.989.5.1.2.2.1.11.2")))
        .child(active())
        .child(person);
    Element::new("callBackContact").child(party)
}

fn application(documents: Vec<Leaf>) -> Element {
    let number =
        Element::new("item").with("root", "2.16.840.1.113883.3.989.5.1.2.2.1.16.1").with("extension", NUMBER);
    let sponsor = Element::new("sponsorOrganization").child(organisation_name());
    let head = Element::new("application")
        .child(Element::new("id").child(number))
        .child(code(&Code("us_application_type_1", "2.16.840.1.113883.3.989.5.1.2.2.1.1.3")))
        .child(Element::new("holder").child(Element::new("applicant").child(sponsor)));
    documents
        .into_iter()
        .fold(head, |application, leaf| application.child(Element::new("component").leaf(leaf)))
        .child(Element::new("referencedBy").child(keyword_definition()))
}

/// The study's number and title, as `ich_keyword_type_8` wants them: number, `_$`, title.
fn keyword_definition() -> Element {
    let item = Element::new("item").with("code", STUDY.0).with("codeSystem", STUDY.1);
    Element::new("keywordDefinition")
        .child(code(&Code("ich_keyword_type_8", "2.16.840.1.113883.3.989.2.2.1.5.3")))
        .child(active())
        .child(
            Element::new("value")
                .child(item.child(value("displayName", "iv-001_$Sample in vitro in vivo correlation study"))),
        )
}

fn organisation_name() -> Element {
    Element::new("name").child(value("part", "Sample Company"))
}

fn component(priority: usize, context: Element) -> Element {
    Element::new("component").child(value("priorityNumber", &priority.to_string())).child(context)
}

fn context(name: &str, heading: &Use) -> Element {
    Element::new("contextOfUse")
        .child(identifier(&context_id(name)))
        .child(code(&heading.code))
        .child(active())
}

fn context_id(name: &str) -> String {
    uuid(&format!("context {name}"))
}

fn derived_from(document: &str) -> Element {
    Element::new("derivedFrom").child(Element::new("documentReference").child(identifier(document)))
}

fn keywords(context: Element, keywords: &[Code]) -> Element {
    keywords.iter().fold(context, |context, keyword| {
        let keyword = Element::new("keyword").child(code(keyword));
        context.child(Element::new("referencedBy").with("typeCode", "REFR").child(keyword))
    })
}

fn value(name: &str, value: &str) -> Element {
    Element::new(name).with("value", value)
}

fn identifier(root: &str) -> Element {
    Element::new("id").with("root", root)
}

fn code(code: &Code) -> Element {
    Element::new("code").with("code", code.0).with("codeSystem", code.1)
}

fn active() -> Element {
    Element::new("statusCode").with("code", "active")
}

/// A UUID that is always the same for a name (RFC 9562, version 8).
pub(crate) fn uuid(name: &str) -> String {
    let digest = blake3::derive_key("sealpost sample uuid 1", name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
