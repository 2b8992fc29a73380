//! Each rule on envelopes, module 1 and forms finds what breaks it, at its place, and nothing else is found.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::written::{Written, grave};
use ectd::compose::element::Element;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::{Application, Sequence};
use ectd::compose::{cn, eu, us};
use ectd::finding::Severity;
use ectd::profile::Profile;

const CN: &str = "m1/cn/cn-regional.xml";
const US: &str = "m1/us/us-regional.xml";
const EU: &str = "m1/eu/eu-regional.xml";

fn field(sequence: &mut Sequence, name: &str, text: &str) {
    text.clone_into(&mut sequence.element(name).unwrap().text);
}

fn code(sequence: &mut Sequence, name: &str, code: &str) {
    sequence.element(name).unwrap().set("code", code);
}

/// Adds a leaf with a file under headings below an element.
fn add(sequence: &mut Sequence, below: &str, headings: &[&str], path: &str) {
    let id = format!("added-{}", headings.last().unwrap());
    let leaf = Leaf::new(id, "附加文件", File::pdf(path, "added")).with("xml:lang", "zh");
    let open = |element: &mut Element| {
        let inner = headings.iter().fold(element, |element, name| element.open(name, &[]));
        inner.leaves.push(leaf);
    };
    open(sequence.element(below).unwrap());
}

fn first(mut application: Application) -> Application {
    application.sequences.truncate(1);
    application
}

fn two(mut application: Application) -> Application {
    application.sequences.truncate(2);
    application
}

/// Breaks one thing in the last sequence and checks that just that is found.
#[track_caller]
fn breaks(
    mut application: Application,
    (profile, place): (Profile, &str),
    spoil: impl Fn(&mut Sequence),
    expected: &[(&str, &str)],
) {
    spoil(application.sequences.last_mut().unwrap());
    let name = application.sequences.last().unwrap().folder.clone();
    let report = Written::new(&application).check(profile, &name);
    let expected: Vec<_> = expected.iter().map(|(code, number)| (*code, *number, place)).collect();
    assert_eq!(grave(&report), expected, "{:?}", report.findings);
}

const CHINA: (Profile, &str) = (Profile::Cn, CN);
const FDA: (Profile, &str) = (Profile::Us, US);
const EUROPE: (Profile, &str) = (Profile::Eu, EU);

#[test]
fn sound_applications_break_none() {
    for (profile, application) in [
        (Profile::Cn, cn::new_drug()),
        (Profile::Cn, cn::trial()),
        (Profile::Cn, cn::generic_drug()),
        (Profile::Cn, ingredient()),
        (Profile::Us, us::new_drug()),
        (Profile::Eu, eu::centralised()),
    ] {
        let written = Written::new(&application);
        for sequence in &application.sequences {
            let report = written.check(profile, &sequence.folder);
            assert_eq!(grave(&report), [], "{profile} {}", sequence.folder);
        }
    }
}

#[test]
fn env_01_the_fields_of_china_s_envelope() {
    let new = || first(cn::new_drug());
    let text = |name: &'static str, text: &str, number: &str| {
        breaks(new(), CHINA, |it| field(it, name, text), &[("ENV-01", number)]);
    };
    text("application-id", "", "CN 4.2.1");
    text("product-number", " ", "CN 4.2.4");
    text("sequence-number", "00", "CN 4.2.7");
    text("sequence-description", "", "CN 4.2.9");
    text("sequence-description", &"序".repeat(121), "CN 4.2.9");
    let coded = |name: &'static str, value: &str, number: &str| {
        breaks(new(), CHINA, |it| code(it, name, value), &[("ENV-01", number)]);
    };
    coded("application-type", "cnapt5", "CN 4.2.2");
    coded("product-type", "cnprt3", "CN 4.2.3");
    coded("regulatory-activity-type", "", "CN 4.2.6");
    coded("sequence-type", "cnsqt5", "CN 4.2.8");
    coded("regulatory-activity-type", "cnrat5", "CN 4.2.10");
    coded("sequence-type", "cnsqt4", "CN 4.2.10");
    breaks(new(), CHINA, |it| field(it, "sequence-description", &"序".repeat(120)), &[]);
}

#[test]
fn env_01_the_application_id_follows_the_edition() {
    for (id, editions) in [
        ("z202600001", &["1.0", "1.1"][..]),
        ("x20260001", &["1.0", "1.1"]),
        ("s202600001", &["1.0"]),
        ("y202600001", &[]),
    ] {
        let mut application = first(cn::new_drug());
        id.clone_into(&mut application.folder);
        field(&mut application.sequences[0], "application-id", id);
        let written = Written::new(&application);
        for edition in ["1.0", "1.1"] {
            let report = written.check_under(Profile::Cn, edition, "0000");
            let broken: Vec<_> = grave(&report).into_iter().filter(|it| it.0.starts_with("ENV")).collect();
            let expected = editions.contains(&edition).then_some(("ENV-01", "CN 4.2.1", CN));
            assert_eq!(broken, expected.into_iter().collect::<Vec<_>>(), "{id} {edition}");
        }
    }
}

#[test]
fn env_01_active_ingredients_came_with_1_1() {
    let written = Written::new(&ingredient());
    let report = written.check_under(Profile::Cn, "1.0", "0000");
    let broken: Vec<_> = grave(&report).into_iter().filter(|it| it.0.starts_with("ENV")).collect();
    assert_eq!(broken, [("ENV-01", "CN 4.2.1", CN), ("ENV-01", "CN 4.2.2", CN)]);
}

#[test]
fn env_02_related_sequences() {
    let reply = || two(cn::new_drug());
    let related = |text: &'static str, number: &str| {
        breaks(reply(), CHINA, |it| field(it, "related-sequence", text), &[("ENV-02", number)]);
    };
    related("", "CN 4.2.5");
    related("12", "CN 4.2.5");
    related("0009", "CN 4.2.5");
    related("0001", "CN 4.2.11");
}

#[test]
fn env_02_a_sequence_that_opens_an_activity_is_related_to_itself() {
    let mut application = two(cn::new_drug());
    let second = &mut application.sequences[1];
    code(second, "sequence-type", "cnsqt1");
    code(second, "regulatory-activity-type", "cnrat2");
    let report = Written::new(&application).check_alone(Profile::Cn, "0001");
    let broken: Vec<_> = grave(&report).into_iter().filter(|it| it.0.starts_with("ENV-02")).collect();
    assert_eq!(broken, [("ENV-02", "CN 4.2.12", CN)]);
    field(&mut application.sequences[1], "related-sequence", "0001");
    let report = Written::new(&application).check(Profile::Cn, "0001");
    assert!(!grave(&report).iter().any(|it| it.0.starts_with("ENV-02")));
}

#[test]
fn env_03_what_stays_the_same_in_china() {
    let reply = || two(cn::new_drug());
    breaks(reply(), CHINA, |it| field(it, "product-number", "2026000002"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "product-type", "cnprt2"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "application-type", "cnapt3"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "regulatory-activity-type", "cnrat2"), &[("ENV-03", "CN 4.2.14")]);
}

#[test]
fn env_03_without_history_is_not_evaluated() {
    let mut application = two(cn::new_drug());
    field(&mut application.sequences[1], "product-number", "2026000002");
    let written = Written::new(&application);
    let told = |report: &ectd::check::Report| {
        let told = report.findings.iter().filter(|it| it.text == "not-evaluated");
        told.map(|it| it.arguments["criterion"].clone()).collect::<Vec<_>>()
    };
    let alone = told(&written.check_alone(Profile::Cn, "0001"));
    for number in ["CN 2.10", "CN 4.2.13", "CN 4.2.14"] {
        assert!(alone.iter().any(|it| it == number), "{number} in {alone:?}");
    }
    let first = told(&written.check_alone(Profile::Cn, "0000"));
    assert!(!first.iter().any(|it| it.starts_with("CN 4.2")), "{first:?}");

    // an earlier sequence that cannot be read is no pass either
    std::fs::write(written.sequence("0000").join(CN), "<cn_ectd>").unwrap();
    let report = written.check(Profile::Cn, "0001");
    let earlier = report.findings.iter().find(|it| it.authority == "CN 4.2.13").unwrap();
    assert_eq!((earlier.severity, earlier.place.as_str()), (Severity::Info, "../0000/m1/cn/cn-regional.xml"));
    assert_eq!(earlier.arguments["because"], "earlier-backbone");
}

#[test]
fn env_04_a_new_drug() {
    let new = || first(cn::new_drug());
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-3-8-2"), &[("ENV-04", "CN 4.3.1")]);
    let excess = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-3", "cn-1-3-4", "cn-1-3-4-3"], "m1/cn/03/brochure.pdf");
    };
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.2")]);
}

#[test]
fn env_04_a_generic_drug() {
    let new = || first(cn::generic_drug());
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-11-1"), &[("ENV-04", "CN 4.3.3")]);
    let excess = |it: &mut Sequence| add(it, "cn-content", &["cn-1-12"], "m1/cn/12/small-enterprise.pdf");
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.4")]);
    let in_new_drug = |it: &mut Sequence| excess(it);
    breaks(first(cn::new_drug()), CHINA, in_new_drug, &[]);
}

#[test]
fn env_04_a_trial() {
    let new = || first(cn::trial());
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-3-4-2"), &[("ENV-04", "CN 4.3.5")]);
    let excess = |it: &mut Sequence| add(it, "cn-content", &["cn-1-3", "cn-1-3-5"], "m1/cn/03/name.pdf");
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.6")]);
}

#[test]
fn env_04_a_safety_report() {
    let report = || {
        let mut application = first(cn::trial());
        code(&mut application.sequences[0], "regulatory-activity-type", "cnrat7");
        application
    };
    let one = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-8", "cn-1-8-1", "cn-1-8-1-1"], "m1/cn/08/report.pdf");
    };
    let other = |it: &mut Sequence| add(it, "cn-content", &["cn-1-8", "cn-1-8-2"], "m1/cn/08/risk.pdf");
    breaks(report(), CHINA, |_| {}, &[("ENV-04", "CN 4.3.7")]);
    breaks(report(), CHINA, one, &[]);
    let both = |it: &mut Sequence| {
        one(it);
        other(it);
    };
    breaks(report(), CHINA, both, &[("ENV-04", "CN 4.3.8")]);
}

/// An active ingredient, which came with 1.1.
fn ingredient() -> Application {
    let mut application = first(cn::new_drug());
    "s202600001".clone_into(&mut application.folder);
    field(&mut application.sequences[0], "application-id", "s202600001");
    code(&mut application.sequences[0], "application-type", "cnapt4");
    application
}

#[test]
fn env_04_an_active_ingredient() {
    breaks(ingredient(), CHINA, |it| it.drop_leaf("cn-1-3-3"), &[("ENV-04", "CN 4.3.10")]);
    let excess = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-3", "cn-1-3-1", "cn-1-3-1-1"], "m1/cn/03/trial-label.pdf");
    };
    breaks(ingredient(), CHINA, excess, &[("ENV-04", "CN 4.3.11")]);
}

#[test]
fn cn_4_3_9_several_leaves() {
    let mut application = first(cn::new_drug());
    add(
        &mut application.sequences[0],
        "cn-content",
        &["cn-1-3", "cn-1-3-2", "cn-1-3-2-2"],
        "m1/cn/03/more.pdf",
    );
    let report = Written::new(&application).check(Profile::Cn, "0000");
    assert_eq!(grave(&report), []);
    let advice: Vec<_> = report.findings.iter().filter(|it| it.rule == "CN-4.3.9").collect();
    assert_eq!(advice.len(), 1);
    assert_eq!((advice[0].authority.as_str(), advice[0].place.as_str()), ("CN 4.3.9", CN));
    assert_eq!((advice[0].severity, advice[0].arguments["leaves"].as_str()), (Severity::Info, "2"));
}

#[test]
fn env_03_what_stays_the_same_for_fda() {
    let amended = || two(us::new_drug());
    breaks(amended(), FDA, |it| field(it, "application-number", "999002"), &[("ENV-03", "FDA 5")]);
    let of_type =
        |it: &mut Sequence| it.element("application-number").unwrap().set("application-type", "fdaat3");
    breaks(amended(), FDA, of_type, &[("ENV-03", "FDA 5")]);
}

#[test]
fn forms_of_fda() {
    let new = || first(us::new_drug());
    let form =
        |kind: &'static str| move |it: &mut Sequence| it.element("form").unwrap().set("form-type", kind);
    breaks(new(), FDA, form("fdaft1"), &[("FDA-5", "FDA 5")]);
    breaks(new(), FDA, |it| it.drop_leaf("form-356h"), &[("FDA-7", "FDA 7")]);
    breaks(new(), FDA, form("fdaft5"), &[("FDA-1551", "FDA 1551")]);
    let labeling = |it: &mut Sequence| {
        form("fdaft5")(it);
        let headings = ["m1-14-labeling", "m1-14-6-product-labeling-for-2253-submissions"];
        add(it, "m1-regional", &headings, "m1/us/114-labeling/current-labeling.pdf");
    };
    breaks(new(), FDA, labeling, &[]);
    let promotional = |it: &mut Sequence| {
        let headings = [
            "m1-15-promotional-material",
            "m1-15-2-materials",
            "m1-15-2-1-material",
            "m1-15-2-1-1-clean-version",
        ];
        add(it, "m1-regional", &headings, "m1/us/115-promo-mat/material.pdf");
        let attributes = [
            ("m1-15-promotional-material", "promotional-material-audience-type", "fdapmat1"),
            ("m1-15-2-materials", "promotional-material-doc-type", "fdapmdt1"),
            ("m1-15-2-1-material", "promotional-material-type", "fdapmt1"),
            ("m1-15-2-1-material", "material-id", "material-1"),
        ];
        for (element, name, value) in attributes {
            it.element(element).unwrap().set(name, value);
        }
    };
    breaks(new(), FDA, promotional, &[("FDA-1553", "FDA 1553")]);
}

#[test]
fn fda_1561_submissions_in_a_circle() {
    let mut application = us::new_drug();
    application.sequences.truncate(3);
    field(&mut application.sequences[1], "submission-id", "0003");
    field(&mut application.sequences[2], "submission-id", "0002");
    let report = Written::new(&application).check(Profile::Us, "0003");
    assert_eq!(grave(&report), [("FDA-1561", "FDA 1561", US)], "{:?}", report.findings);
}

#[test]
fn reg_01_the_dtd_that_fda_takes() {
    let old = |it: &mut Sequence| {
        it.document("us-regional.xml").unwrap().root.set("dtd-version", "2.01");
    };
    let mut application = first(us::new_drug());
    old(&mut application.sequences[0]);
    let report = Written::new(&application).check(Profile::Us, "0001");
    assert!(grave(&report).contains(&("REG-01", "FDA 1463", US)), "{:?}", report.findings);
}

#[test]
fn env_03_the_identifier_of_the_eu() {
    let new = || first(eu::centralised());
    breaks(new(), EUROPE, |it| field(it, "identifier", "EMEA/H/C/009999"), &[("ENV-03", "EU 9.7")]);
    let other = "11111111-7d41-4b8e-9a35-5e2f8c1d7b90";
    breaks(two(eu::centralised()), EUROPE, |it| field(it, "identifier", other), &[("ENV-03", "EU 9.8")]);
    let second = |it: &mut Sequence| {
        let mut envelope = it.element("envelope").unwrap().clone();
        envelope.set("country", "fr");
        other.clone_into(&mut envelope.find("identifier").unwrap().text);
        it.element("eu-envelope").unwrap().children.push(envelope);
    };
    breaks(new(), EUROPE, second, &[("ENV-03", "EU 9.9")]);
}

#[test]
fn env_05_cover_letter_and_form_are_new() {
    let changing = |id: &'static str, operation: &'static str| {
        move |it: &mut Sequence| {
            let leaf = it.leaf(id).unwrap();
            operation.clone_into(&mut leaf.operation);
            leaf.modified_file = Some(format!("../../../0000/m1/cn/cn-regional.xml#{id}"));
        }
    };
    let mut application = two(cn::new_drug());
    changing("cn-1-0", "replace")(&mut application.sequences[1]);
    let report = Written::new(&application).check(Profile::Cn, "0001");
    assert_eq!(grave(&report), [("ENV-05", "CN 4.1.14", "m1/cn/cn-regional.xml#cn-1-0")]);

    // a supplement opens an activity of its own with all that is needed
    let mut application = two(cn::new_drug());
    let second = &mut application.sequences[1];
    field(second, "related-sequence", "0001");
    code(second, "sequence-type", "cnsqt1");
    code(second, "regulatory-activity-type", "cnrat2");
    add(second, "cn-content", &["cn-1-2"], "m1/cn/02/application-form.pdf");
    assert_eq!(grave(&Written::new(&application).check(Profile::Cn, "0001")), []);
    let form = application.sequences[1].leaf("added-cn-1-2").unwrap();
    "replace".clone_into(&mut form.operation);
    form.modified_file = Some("../../../0000/m1/cn/cn-regional.xml#cn-1-2".to_owned());
    let report = Written::new(&application).check(Profile::Cn, "0001");
    assert_eq!(grave(&report), [("ENV-05", "CN 4.1.15", "m1/cn/cn-regional.xml#added-cn-1-2")]);
}

#[test]
fn utl_06_versions_never_go_back() {
    let mut application = two(cn::new_drug());
    application.sequences[0].document("cn-regional.xml").unwrap().root.set("schema-version", "1.1");
    let report = Written::new(&application).check(Profile::Cn, "0001");
    assert_eq!(grave(&report), [("UTL-06", "CN 4.1.4", CN)]);

    let mut application = two(eu::centralised());
    application.sequences[0].document("eu-regional.xml").unwrap().root.set("dtd-version", "3.10");
    let report = Written::new(&application).check(Profile::Eu, "0001");
    assert_eq!(grave(&report), [("UTL-06", "EU 3.4", EU)]);

    let mut application = two(eu::centralised());
    application.sequences[0].backbone.as_mut().unwrap().root.set("dtd-version", "4.0");
    let report = Written::new(&application).check(Profile::Eu, "0001");
    assert_eq!(grave(&report), [("UTL-06", "EU 1.4", "index.xml")]);
}

#[test]
fn fda_1734_to_1736_datasets() {
    let clinical =
        "m5/53-clin-stud-rep/535-rep-effic-safety-stud/sample-indication/5351-stud-rep-contr/cl-001";
    let stf = format!("{clinical}/stf-cl-001.xml");
    let without = |id: &'static str| {
        let mut application = first(us::new_drug());
        let sequence = &mut application.sequences[0];
        sequence.drop_leaf(id);
        let contents = sequence.document("stf-cl-001.xml").unwrap().root.find("study-document").unwrap();
        contents.children.retain(|content| !content.attributes[0].1.ends_with(&format!("#{id}")));
        let report = Written::new(&application).check(Profile::Us, "0001");
        grave(&report)
            .into_iter()
            .map(|(code, number, place)| (code.to_owned(), number.to_owned(), place.to_owned()))
            .collect::<Vec<_>>()
    };
    let expected =
        |code: &str, number: &str, place: &str| vec![(code.to_owned(), number.to_owned(), place.to_owned())];
    assert_eq!(without("cl-001-sdtm-ts-xpt"), expected("FDA-1734", "FDA 1734", &stf));
    for id in ["cl-001-sdtm-dm-xpt", "cl-001-adam-define-xml"] {
        assert_eq!(without(id), expected("FDA-1736", "FDA 1736", &stf), "{id}");
    }

    let mut application = first(us::new_drug());
    let document = application.sequences[0].document("stf-cl-001.xml").unwrap();
    let contents = document.root.find("study-document").unwrap();
    let of_dm = |content: &&mut Element| content.attributes[0].1.ends_with("#cl-001-sdtm-dm-xpt");
    let dm = contents.children.iter_mut().find(of_dm).unwrap();
    dm.find("file-tag").unwrap().set("name", "study-report-body");
    let report = Written::new(&application).check(Profile::Us, "0001");
    assert_eq!(grave(&report), [("FDA-1735", "FDA 1735", "index.xml#cl-001-sdtm-dm-xpt")]);
}
