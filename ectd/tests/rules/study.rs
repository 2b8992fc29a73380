//! Study tagging files: each rule finds what it is for, at its place, and nothing else.

use ectd::application::History;
use ectd::book::Book;
use ectd::check::{Check, Report};
use ectd::compose::element::Element;
use ectd::compose::leaf::{Content, File, Leaf};
use ectd::compose::plan::Sequence;
use ectd::finding::{Finding, Severity};
use ectd::language::Language;
use ectd::profile::Profile;

use crate::common::twice::twice;
use crate::common::written::Written;
use crate::fixture::{composed, finds};

tests! {
    cn_5_1_valid,
    cn_5_2_references_lead_to_leaves,
    cn_5_2_references_to_earlier_sequences_need_history,
    cn_5_3_content_block,
    cn_5_4_backslash,
    cn_5_5_category_without_value,
    cn_5_6_study_id,
    cn_5_7_title,
    cn_5_8_category_names,
    cn_5_9_append_to_a_study,
    cn_5_10_categories_where_needed,
    cn_5_11_no_study_in_a_study,
    cn_5_12_at_least_one_leaf,
    cn_5_13_study_id_over_the_life_cycle,
    cn_5_14_place,
    cn_5_15_one_file_tag,
    cn_5_16_case_report_forms,
    cn_5_16_case_report_forms_without_history,
    cn_5_17_every_leaf_belongs_to_a_study,
    fda_1952_title,
}

const PD: &str = "m4/42-stud-rep/421-pharmacol/4211-prim-pd/pd-001/stf-pd-001.xml#stf-pd-001";
const TX: &str = "m4/42-stud-rep/423-tox/4232-repeat-dose-tox/tx-001/stf-tx-001.xml#stf-tx-001";
pub(super) const CL: &str = "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5351-stud-rep-contr/cl-001/\
                  stf-cl-001.xml#stf-cl-001";

/// Breaks the sequence at this position, and checks it under each edition, with those before it when `history` says so.
fn check(
    profile: Profile,
    position: usize,
    history: bool,
    break_it: impl FnOnce(&mut Sequence),
) -> Vec<Report> {
    let mut application = composed(profile, position + 1);
    break_it(&mut application.sequences[position]);
    let (written, name) = (Written::new(&application), &application.sequences[position].folder);
    let dossier = written.open(name);
    let check = |edition| {
        if history {
            return written.check_opened(profile, edition, &dossier, None);
        }
        let edition = Book::of(profile).edition(edition).unwrap();
        twice(&Check { edition, history: History::NotGiven, ..Check::under(profile) }, &dossier)
    };
    Book::of(profile).editions.iter().map(|edition| check(edition.name)).collect()
}

pub(super) fn first(break_it: impl FnOnce(&mut Sequence)) -> Vec<Report> {
    check(Profile::Cn, 0, true, break_it)
}

/// The sequence that appends to a study.
pub(super) fn appending(history: bool, break_it: impl FnOnce(&mut Sequence)) -> Vec<Report> {
    check(Profile::Cn, 2, history, break_it)
}

/// What is found by the rows about studies; whatever they say reads well in both languages.
pub(super) fn about_studies(report: &Report) -> Vec<&Finding> {
    let numbers = ["CN 5.", "FDA 1952"];
    let is_about = |finding: &&Finding| numbers.iter().any(|number| finding.authority.starts_with(number));
    let findings: Vec<_> = report.findings.iter().filter(is_about).collect();
    for finding in &findings {
        let (zh, en) = (finding.message(Language::Zh), finding.message(Language::En));
        let unknown = format!("{} ", finding.rule);
        assert!(zh.chars().any(|character| character > '\u{4e00}') && !en.starts_with(&unknown), "{zh} {en}");
        assert!(!zh.contains('{') && !en.contains('{'), "{zh} {en}");
    }
    findings
}

#[track_caller]
pub(super) fn only(reports: &[Report], rule: &str, authority: &str, place: &str) {
    for report in reports {
        finds(report, &[(rule, authority, place)]);
        assert!(!about_studies(report).is_empty());
    }
}

#[track_caller]
pub(super) fn nothing(reports: &[Report]) {
    reports.iter().for_each(|report| finds(report, &[]));
}

/// Breaks a row of chapter 5.
#[track_caller]
fn breaks(reports: &[Report], number: &str, place: &str) {
    only(reports, "STF-01", &format!("CN {number}"), place);
}

/// An element of a study tagging file.
fn part<'a>(sequence: &'a mut Sequence, study: &str, name: &str) -> &'a mut Element {
    sequence.document(&format!("stf-{study}.xml")).unwrap().root.find(name).unwrap()
}

/// The `doc-content` of a leaf.
pub(super) fn content<'a>(sequence: &'a mut Sequence, study: &str, leaf: &str) -> &'a mut Element {
    let refers = |element: &&mut Element| href(element).ends_with(&format!("#{leaf}"));
    part(sequence, study, "study-document").children.iter_mut().find(refers).unwrap()
}

fn href(content: &Element) -> String {
    content.attributes.iter().find(|(name, _)| name == "xlink:href").unwrap().1.clone()
}

/// Adds a `doc-content` like the first, but for another leaf.
pub(super) fn refer(sequence: &mut Sequence, study: &str, leaf: &str, tag: Option<&str>) {
    let document = part(sequence, study, "study-document");
    let mut content = document.children[0].clone();
    let index = href(&content).split('#').next().unwrap().to_owned();
    content.set("xlink:href", format!("{index}#{leaf}"));
    if let Some(tag) = tag {
        content.children[0].set("name", tag);
    }
    document.children.push(content);
}

/// Takes a document and what refers to it away.
pub(super) fn take(sequence: &mut Sequence, study: &str, leaf: &str) {
    let end = format!("#{leaf}");
    part(sequence, study, "study-document").children.retain(|content| !href(content).ends_with(&end));
    sequence.drop_leaf(leaf);
}

fn put(sequence: &mut Sequence, headings: &[&str], leaf: Leaf) {
    let root = &mut sequence.backbone.as_mut().unwrap().root;
    headings.iter().fold(root, |element, name| element.open(name, &[])).leaves.push(leaf);
}

fn cn_5_1_valid() {
    let path = PD.split('#').next().unwrap();
    let report = first(|sequence| part(sequence, "pd-001", "ectd:study").set("dtd-version", "2.1"));
    breaks(&report, "5.1", path);
    let report = first(|sequence| {
        let file = sequence.leaf("stf-pd-001").unwrap().file.as_mut().unwrap();
        file.content = Content::Bytes(b"<ectd:study>".to_vec());
    });
    breaks(&report, "5.1", path);
    // without that file nobody knows which leaves it covers
    assert!(about_studies(&report[0]).iter().any(|finding| {
        finding.text == "not-evaluated" && finding.authority == "CN 5.17" && finding.place == path
    }));
}

fn cn_5_2_references_lead_to_leaves() {
    breaks(&first(|sequence| refer(sequence, "pd-001", "nothing", None)), "5.2", PD);
    let without_id = |sequence: &mut Sequence| {
        refer(sequence, "pd-001", "x", None);
        let added = part(sequence, "pd-001", "study-document").children.last_mut().unwrap();
        added.set("xlink:href", "../../../../../index.xml");
    };
    breaks(&first(without_id), "5.2", PD);
}

fn cn_5_2_references_to_earlier_sequences_need_history() {
    let refer_back = |leaf: &'static str| {
        move |sequence: &mut Sequence| {
            refer(sequence, "cl-001", "x", None);
            let added = part(sequence, "cl-001", "study-document").children.last_mut().unwrap();
            let back = href(added).replace("index.xml#x", &format!("../0000/index.xml#{leaf}"));
            added.set("xlink:href", back);
        }
    };
    nothing(&appending(true, refer_back("cl-001-report")));
    breaks(&appending(true, refer_back("nothing")), "5.2", CL);
    let report = appending(false, refer_back("nothing"));
    assert!(about_studies(&report[0]).iter().all(|finding| finding.severity == Severity::Info));
    assert!(about_studies(&report[0]).iter().any(|finding| {
        finding.rule == "LIFE-12" && finding.authority == "CN 5.2" && finding.place == CL
    }));
}

fn cn_5_3_content_block() {
    let report = first(|sequence| {
        let block = Element::new("content-block").field("block-title", "Appendices");
        part(sequence, "pd-001", "study-document").children.push(block);
    });
    breaks(&report, "5.3", PD);
}

fn cn_5_4_backslash() {
    let report = first(|sequence| {
        let content = content(sequence, "pd-001", "pd-001-report");
        let href = href(content).replace('/', "\\");
        content.set("xlink:href", href);
    });
    breaks(&report, "5.4", PD);
}

fn cn_5_5_category_without_value() {
    breaks(&first(|sequence| part(sequence, "tx-001", "category").text = " ".to_owned()), "5.5", TX);
}

fn cn_5_6_study_id() {
    breaks(&first(|sequence| part(sequence, "pd-001", "study-id").text = String::new()), "5.6", PD);
}

fn cn_5_7_title() {
    let report = first(|sequence| part(sequence, "pd-001", "title").text = "Another title".to_owned());
    breaks(&report, "5.7", PD);
    assert_eq!(about_studies(&report[0])[0].arguments["title"], "Another title");
}

fn cn_5_8_category_names() {
    breaks(&first(|sequence| part(sequence, "tx-001", "category").set("name", "dose")), "5.8", TX);
}

fn cn_5_9_append_to_a_study() {
    let elsewhere = |sequence: &mut Sequence| {
        sequence.leaf("stf-cl-001").unwrap().modified_file =
            Some("../0000/index.xml#cl-001-report".to_owned());
    };
    breaks(&appending(true, elsewhere), "5.9", CL);
    let report = appending(false, |_| {});
    let mut unevaluated: Vec<_> = about_studies(&report[0]);
    unevaluated.retain(|finding| finding.rule == "LIFE-12");
    let numbers: Vec<_> = unevaluated.iter().map(|finding| finding.authority.as_str()).collect();
    assert!(numbers.contains(&"CN 5.9") && numbers.contains(&"CN 5.13"), "{numbers:?}");
}

fn cn_5_10_categories_where_needed() {
    let report = first(|sequence| {
        part(sequence, "tx-001", "study-identifier").children.retain(|child| child.name != "category");
    });
    breaks(&report, "5.10", TX);
}

fn cn_5_11_no_study_in_a_study() {
    breaks(&first(|sequence| refer(sequence, "pd-001", "stf-tx-001", None)), "5.11", PD);
}

fn cn_5_12_at_least_one_leaf() {
    breaks(&first(|sequence| take(sequence, "pd-001", "pd-001-report")), "5.12", PD);
}

fn cn_5_13_study_id_over_the_life_cycle() {
    let rename = |sequence: &mut Sequence| part(sequence, "cl-001", "study-id").text = "cl-002".to_owned();
    breaks(&appending(true, rename), "5.13", CL);
}

fn cn_5_14_place() {
    let report = first(|sequence| {
        let leaf = sequence.leaf("stf-pd-001").unwrap().clone();
        sequence.drop_leaf("stf-pd-001");
        put(sequence, &["m4-nonclinical-study-reports", "m4-3-literature-references"], leaf);
    });
    breaks(&report, "5.14", PD);
}

fn cn_5_15_one_file_tag() {
    let double = |sequence: &mut Sequence| {
        let content = content(sequence, "pd-001", "pd-001-report");
        content.children.push(content.children[0].clone());
    };
    breaks(&first(double), "5.15", PD);
    let none = |sequence: &mut Sequence| content(sequence, "pd-001", "pd-001-report").children.clear();
    breaks(&first(none), "5.15", PD);
}

const CASE_REPORTS: &str = "m5/53-clin-stud-rep/537-crf-ipl/crf.pdf";

fn put_case_reports(sequence: &mut Sequence) {
    let headings = [
        "m5-clinical-study-reports",
        "m5-3-clinical-study-reports",
        "m5-3-7-case-report-forms-and-individual-patient-listings",
    ];
    let file = File::pdf(CASE_REPORTS, "Case report forms");
    put(sequence, &headings, Leaf::new("crf", "Case report forms", file));
}

fn cn_5_16_case_report_forms() {
    breaks(&first(put_case_reports), "5.16", &format!("{CASE_REPORTS}#crf"));
}

/// Whether the application uses study tagging files is then not known.
fn cn_5_16_case_report_forms_without_history() {
    let reports = |history| check(Profile::Cn, 1, history, put_case_reports);
    let place = format!("{CASE_REPORTS}#crf");
    breaks(&reports(true), "5.16", &place);
    let alone = reports(false);
    nothing(&alone);
    assert!(about_studies(&alone[0]).iter().any(|finding| {
        finding.rule == "LIFE-12" && finding.authority == "CN 5.16" && finding.place == place
    }));
}

/// A report of the same study in sequence 0001.
fn report(operation: &'static str) -> impl Fn(&mut Sequence) {
    move |sequence| {
        let file = File::pdf("m4/42-stud-rep/421-pharmacol/4211-prim-pd/pd-001/report.pdf", "Second version");
        let mut leaf = Leaf::new("pd-001-report", "Study report pd-001", file);
        if operation == "replace" {
            leaf = leaf.changing("replace", "../0000/index.xml#pd-001-report");
        }
        let headings = [
            "m4-nonclinical-study-reports",
            "m4-2-study-reports",
            "m4-2-1-pharmacology",
            "m4-2-1-1-primary-pharmacodynamics",
        ];
        put(sequence, &headings, leaf);
    }
}

fn cn_5_17_every_leaf_belongs_to_a_study() {
    let place = "m4/42-stud-rep/421-pharmacol/4211-prim-pd/pd-001/report.pdf#pd-001-report";
    let second = |history, operation| check(Profile::Cn, 1, history, report(operation));
    breaks(&second(true, "new"), "5.17", place);
    // what replaces a document stands for it in its study
    nothing(&second(true, "replace"));
    let unknown = second(false, "replace");
    let found = about_studies(&unknown[0]);
    let found: Vec<_> = found.iter().map(|it| (&*it.rule, &*it.authority, it.severity, &*it.place)).collect();
    assert_eq!(found, [("LIFE-12", "CN 5.17", Severity::Info, place)]);
}

fn fda_1952_title() {
    let retitle = |sequence: &mut Sequence| part(sequence, "pd-001", "title").text = "Another".to_owned();
    only(&check(Profile::Us, 0, true, retitle), "STF-01", "FDA 1952", PD);
}
