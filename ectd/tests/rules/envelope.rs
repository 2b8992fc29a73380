//! Envelopes, module 1 and forms.

use ectd::compose::cn;
use ectd::compose::element::Element;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::{Application, Sequence};
use ectd::finding::Severity;
use ectd::profile::Profile;

use crate::common::written::Written;
use crate::fixture::{self, CN, EU, breaks_now, composed, finds};

tests! {
    sound_applications_break_none,
    env_01_the_fields_of_china_s_envelope,
    env_01_the_application_id_follows_the_edition,
    env_01_active_ingredients_came_with_1_1,
    env_02_related_sequences,
    env_02_a_sequence_that_opens_an_activity_is_related_to_itself,
    env_03_what_stays_the_same_in_china,
    env_03_without_history_is_not_evaluated,
    env_04_a_new_drug,
    env_04_a_generic_drug,
    env_04_a_trial,
    env_04_a_safety_report,
    env_04_an_active_ingredient,
    cn_4_3_9_several_leaves,
    env_03_the_identifier_of_the_eu,
    env_05_cover_letter_and_form_are_new,
}

pub(super) fn field(sequence: &mut Sequence, name: &str, text: &str) {
    text.clone_into(&mut sequence.element(name).unwrap().text);
}

fn code(sequence: &mut Sequence, name: &str, code: &str) {
    sequence.element(name).unwrap().set("code", code);
}

/// Adds a leaf with a file under headings below an element.
pub(super) fn add(sequence: &mut Sequence, below: &str, headings: &[&str], path: &str) {
    let id = format!("added-{}", headings.last().unwrap());
    let leaf = Leaf::new(id, "附加文件", File::pdf(path, "added")).with("xml:lang", "zh");
    let open = |element: &mut Element| {
        let inner = headings.iter().fold(element, |element, name| element.open(name, &[]));
        inner.leaves.push(leaf);
    };
    open(sequence.element(below).unwrap());
}

fn first(profile: Profile) -> Application {
    composed(profile, 1)
}

fn two(profile: Profile) -> Application {
    composed(profile, 2)
}

/// Breaks one thing in the last sequence and checks that just that is found.
#[track_caller]
pub(super) fn breaks(
    application: Application,
    (profile, place): (Profile, &str),
    spoil: impl Fn(&mut Sequence),
    expected: &[(&str, &str)],
) {
    let expected: Vec<_> = expected.iter().map(|(code, number)| (*code, *number, place)).collect();
    fixture::breaks(profile, application, spoil, &expected);
}

/// Only the first sequence.
fn alone(mut application: Application) -> Application {
    application.sequences.truncate(1);
    application
}

const CHINA: (Profile, &str) = (Profile::Cn, CN);
const EUROPE: (Profile, &str) = (Profile::Eu, EU);

fn sound_applications_break_none() {
    for application in [cn::trial(), cn::generic_drug(), ingredient()] {
        let written = Written::new(&application);
        for sequence in &application.sequences {
            finds(&written.check(Profile::Cn, &sequence.folder), &[]);
        }
    }
}

fn env_01_the_fields_of_china_s_envelope() {
    let new = || first(Profile::Cn);
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

fn env_01_the_application_id_follows_the_edition() {
    for (id, editions) in [
        ("z202600001", &["1.0", "1.1"][..]),
        ("x20260001", &["1.0", "1.1"]),
        ("s202600001", &["1.0"]),
        ("y202600001", &[]),
    ] {
        let mut application = first(Profile::Cn);
        id.clone_into(&mut application.folder);
        field(&mut application.sequences[0], "application-id", id);
        let written = Written::new(&application);
        for edition in ["1.0", "1.1"] {
            let expected = editions.contains(&edition).then_some(("ENV-01", "CN 4.2.1", CN));
            let report = written.check_under(Profile::Cn, edition, "0000");
            finds(&report, &expected.into_iter().collect::<Vec<_>>());
        }
    }
}

fn env_01_active_ingredients_came_with_1_1() {
    let written = Written::new(&ingredient());
    let report = written.check_under(Profile::Cn, "1.0", "0000");
    finds(&report, &[("ENV-01", "CN 4.2.1", CN), ("ENV-01", "CN 4.2.2", CN)]);
}

fn env_02_related_sequences() {
    let reply = || two(Profile::Cn);
    let related = |text: &'static str, number: &str| {
        breaks(reply(), CHINA, |it| field(it, "related-sequence", text), &[("ENV-02", number)]);
    };
    related("", "CN 4.2.5");
    related("12", "CN 4.2.5");
    related("0009", "CN 4.2.5");
    related("0001", "CN 4.2.11");
}

/// Whoever says that it belongs to another activity says so under that one's type, or breaks the rule on types, too.
fn env_02_a_sequence_that_opens_an_activity_is_related_to_itself() {
    let open = |it: &mut Sequence| {
        code(it, "sequence-type", "cnsqt1");
        code(it, "regulatory-activity-type", "cnrat2");
    };
    breaks(two(Profile::Cn), CHINA, open, &[("ENV-02", "CN 4.2.12"), ("ENV-03", "CN 4.2.14")]);
    let of_itself = |it: &mut Sequence| {
        open(it);
        field(it, "related-sequence", "0001");
    };
    breaks(two(Profile::Cn), CHINA, of_itself, &[]);
}

fn env_03_what_stays_the_same_in_china() {
    let reply = || two(Profile::Cn);
    breaks(reply(), CHINA, |it| field(it, "product-number", "2026000002"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "product-type", "cnprt2"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "application-type", "cnapt3"), &[("ENV-03", "CN 4.2.13")]);
    breaks(reply(), CHINA, |it| code(it, "regulatory-activity-type", "cnrat2"), &[("ENV-03", "CN 4.2.14")]);
}

fn env_03_without_history_is_not_evaluated() {
    let mut application = two(Profile::Cn);
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

fn env_04_a_new_drug() {
    let new = || first(Profile::Cn);
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-3-8-2"), &[("ENV-04", "CN 4.3.1")]);
    let excess = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-3", "cn-1-3-4", "cn-1-3-4-3"], "m1/cn/03/brochure.pdf");
    };
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.2")]);
}

fn env_04_a_generic_drug() {
    let new = || alone(cn::generic_drug());
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-11-1"), &[("ENV-04", "CN 4.3.3")]);
    let excess = |it: &mut Sequence| add(it, "cn-content", &["cn-1-12"], "m1/cn/12/small-enterprise.pdf");
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.4")]);
    let in_new_drug = |it: &mut Sequence| excess(it);
    breaks(first(Profile::Cn), CHINA, in_new_drug, &[]);
}

fn env_04_a_trial() {
    let new = || alone(cn::trial());
    breaks(new(), CHINA, |it| it.drop_leaf("cn-1-3-4-2"), &[("ENV-04", "CN 4.3.5")]);
    let excess = |it: &mut Sequence| add(it, "cn-content", &["cn-1-3", "cn-1-3-5"], "m1/cn/03/name.pdf");
    breaks(new(), CHINA, excess, &[("ENV-04", "CN 4.3.6")]);
}

fn env_04_a_safety_report() {
    let report = || {
        let mut application = alone(cn::trial());
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
    let mut application = first(Profile::Cn);
    "s202600001".clone_into(&mut application.folder);
    field(&mut application.sequences[0], "application-id", "s202600001");
    code(&mut application.sequences[0], "application-type", "cnapt4");
    application
}

fn env_04_an_active_ingredient() {
    let has = |it: &mut Sequence| it.drop_leaf("cn-1-3-3");
    breaks_now(Profile::Cn, ingredient(), has, &[("ENV-04", "CN 4.3.10", CN)]);
    let excess = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-3", "cn-1-3-1", "cn-1-3-1-1"], "m1/cn/03/trial-label.pdf");
    };
    breaks_now(Profile::Cn, ingredient(), excess, &[("ENV-04", "CN 4.3.11", CN)]);
}

fn cn_4_3_9_several_leaves() {
    let more = |it: &mut Sequence| {
        add(it, "cn-content", &["cn-1-3", "cn-1-3-2", "cn-1-3-2-2"], "m1/cn/03/more.pdf");
    };
    breaks(first(Profile::Cn), CHINA, more, &[("CN-4.3.9", "CN 4.3.9")]);
    let mut application = first(Profile::Cn);
    more(&mut application.sequences[0]);
    let report = Written::new(&application).check(Profile::Cn, "0000");
    let advice = report.findings.iter().find(|it| it.rule == "CN-4.3.9").unwrap();
    assert_eq!((advice.severity, advice.arguments["leaves"].as_str()), (Severity::Info, "2"));
}

fn env_03_the_identifier_of_the_eu() {
    let new = || first(Profile::Eu);
    breaks(new(), EUROPE, |it| field(it, "identifier", "EMEA/H/C/009999"), &[("ENV-03", "EU 9.7")]);
    let other = "11111111-7d41-4b8e-9a35-5e2f8c1d7b90";
    breaks(two(Profile::Eu), EUROPE, |it| field(it, "identifier", other), &[("ENV-03", "EU 9.8")]);
    let second = |it: &mut Sequence| {
        let mut envelope = it.element("envelope").unwrap().clone();
        envelope.set("country", "fr");
        other.clone_into(&mut envelope.find("identifier").unwrap().text);
        it.element("eu-envelope").unwrap().children.push(envelope);
    };
    breaks(new(), EUROPE, second, &[("ENV-03", "EU 9.9")]);
}

fn env_05_cover_letter_and_form_are_new() {
    let changing = |id: &'static str, operation: &'static str| {
        move |it: &mut Sequence| {
            let leaf = it.leaf(id).unwrap();
            operation.clone_into(&mut leaf.operation);
            leaf.modified_file = Some(format!("../../../0000/m1/cn/cn-regional.xml#{id}"));
        }
    };
    let letter = |it: &mut Sequence| changing("cn-1-0", "replace")(it);
    let place = (Profile::Cn, "m1/cn/cn-regional.xml#cn-1-0");
    breaks(two(Profile::Cn), place, letter, &[("ENV-05", "CN 4.1.14")]);

    // a supplement opens an activity of its own with all that is needed
    let supplement = |it: &mut Sequence| {
        field(it, "related-sequence", "0001");
        code(it, "sequence-type", "cnsqt1");
        code(it, "regulatory-activity-type", "cnrat2");
        add(it, "cn-content", &["cn-1-2"], "m1/cn/02/application-form.pdf");
    };
    breaks(two(Profile::Cn), CHINA, supplement, &[]);
    let form = |it: &mut Sequence| {
        supplement(it);
        let form = it.leaf("added-cn-1-2").unwrap();
        "replace".clone_into(&mut form.operation);
        form.modified_file = Some("../../../0000/m1/cn/cn-regional.xml#cn-1-2".to_owned());
    };
    let place = (Profile::Cn, "m1/cn/cn-regional.xml#added-cn-1-2");
    breaks(two(Profile::Cn), place, form, &[("ENV-05", "CN 4.1.15")]);
}
