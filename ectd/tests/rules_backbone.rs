//! Each rule on what the backbone says of headings, leaves and their life cycle finds what breaks it, and nothing else
//! is found. The applications are composed; one thing is spoilt in each.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::written::{Written, grave};
use ectd::check::Report;
use ectd::compose::element::Element;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::{Application, Sequence};
use ectd::compose::{cn, eu, us};
use ectd::finding::Severity;
use ectd::profile::Profile;

const REGIONAL: &str = "m1/cn/cn-regional.xml";
/// The leaf of the index that the second sequence replaces, and the one that the fourth deletes.
const REPLACED: &str = "m3-2-s-4-1";
const DELETED: &str = "m3-2-r";
/// The same in module 1.
const LABEL: &str = "cn-1-3-1-2";
const PATENTS: &str = "cn-1-3-8-2";

type Expected<'a> = (&'a str, &'a str, &'a str);

/// The first sequences of a new drug in China.
fn china(sequences: usize) -> Application {
    let mut application = cn::new_drug();
    application.sequences.truncate(sequences);
    application
}

fn last(application: &mut Application) -> &mut Sequence {
    application.sequences.last_mut().unwrap()
}

fn checked(application: &Application, profile: Profile) -> Report {
    let name = application.sequences.last().unwrap().folder.clone();
    Written::new(application).check(profile, &name)
}

/// Spoils the last sequence for China and names what is then found.
#[track_caller]
fn breaks(mut application: Application, spoil: impl Fn(&mut Sequence), expected: &[Expected<'_>]) {
    spoil(last(&mut application));
    let report = checked(&application, Profile::Cn);
    assert_eq!(grave(&report), expected, "{:?}", report.findings);
}

/// The same of one leaf.
#[track_caller]
fn breaks_leaf(sequences: usize, id: &str, spoil: impl Fn(&mut Leaf), expected: &[Expected<'_>]) {
    breaks(china(sequences), |sequence| spoil(sequence.leaf(id).unwrap()), expected);
}

/// The same sequence once more, under another number.
fn again(application: &mut Application, position: usize, folder: &str) {
    let mut sequence = application.sequences[position].clone();
    folder.clone_into(&mut sequence.folder);
    folder.clone_into(&mut sequence.element("sequence-number").unwrap().text);
    application.sequences.push(sequence);
}

fn of<'a>(report: &'a Report, rule: &str) -> Vec<Expected<'a>> {
    grave(report).into_iter().filter(|(found, _, _)| *found == rule).collect()
}

#[test]
fn the_sequences_are_sound_as_composed() {
    for sequences in 1..=4 {
        breaks(china(sequences), |_| {}, &[]);
    }
}

#[test]
fn idx_02_a_breach_of_the_grammar() {
    let spoil = |sequence: &mut Sequence| {
        let heading = sequence.element("m3-2-s-1-1").unwrap();
        heading.children.push(Element::new("no-such-element"));
    };
    let report = {
        let mut application = china(1);
        spoil(last(&mut application));
        checked(&application, Profile::Cn)
    };
    assert_eq!(of(&report, "IDX-02")[0], ("IDX-02", "CN 3.3", "index.xml"));
    let breach = report.findings.iter().find(|finding| finding.rule == "IDX-02").unwrap();
    assert!(breach.arguments.contains_key("line") && breach.text.starts_with("grammar-"));
}

#[test]
fn idx_03_the_doctype_names_the_dtd_below_util() {
    for doctype in [Some("http://example.org/ich-ectd-3-2.dtd"), Some("ich-ectd-3-2.dtd"), None] {
        let spoil = |sequence: &mut Sequence| {
            sequence.backbone.as_mut().unwrap().doctype = doctype.map(str::to_owned);
        };
        breaks(china(1), spoil, &[("IDX-03", "CN 3.2", "index.xml")]);
    }
}

#[test]
fn idx_05_module_1_leads_to_the_regional_file() {
    let spoil = |sequence: &mut Sequence| {
        let href = "m3/none.pdf".to_owned();
        sequence.leaf("m1-regional").unwrap().href = Some(href);
    };
    let mut application = china(1);
    spoil(last(&mut application));
    let report = checked(&application, Profile::Cn);
    assert_eq!(of(&report, "IDX-05"), [("IDX-05", "CN 3.22", "index.xml")]);
}

#[test]
fn idx_06_a_heading_without_leaf() {
    let spoil = |sequence: &mut Sequence| {
        sequence.element("m3-2-s-4").unwrap().open("m3-2-s-4-2-analytical-procedures", &[]);
    };
    breaks(china(1), spoil, &[("IDX-06", "CN 3.21", "index.xml")]);
    let spoil = |sequence: &mut Sequence| {
        sequence.element("cn-1-3-8").unwrap().open("cn-1-3-8-4", &[]);
    };
    breaks(china(1), spoil, &[("IDX-06", "CN 4.1.20", REGIONAL)]);
}

#[test]
fn idx_07_the_namespace_of_xlink() {
    let spoil = |sequence: &mut Sequence| {
        let root = &mut sequence.backbone.as_mut().unwrap().root;
        root.set("xmlns:xlink", "http://www.w3.org/1999/xlink");
    };
    breaks(china(1), spoil, &[("IDX-07", "CN 3.3", "index.xml")]);
}

#[test]
fn reg_01_what_the_regional_file_names() {
    let spoil = |sequence: &mut Sequence| {
        let root = &mut sequence.document("cn-regional.xml").unwrap().root;
        root.set("xsi:schemaLocation", "cn_ectd http://example.org/cn-regional-1-0.xsd");
    };
    breaks(china(1), spoil, &[("REG-01", "CN 4.1.2", REGIONAL)]);
    let mut application = eu::centralised();
    application.sequences.truncate(1);
    let document = last(&mut application).document("eu-regional.xml").unwrap();
    document.doctype = Some("eu-regional.dtd".to_owned());
    document.stylesheet = None;
    let report = checked(&application, Profile::Eu);
    let place = "m1/eu/eu-regional.xml";
    assert_eq!(grave(&report), [("REG-01", "EU 9.5", place), ("REG-01", "EU 9.6", place)]);
}

#[test]
fn leaf_01_ids() {
    let number = ("LEAF-01", "CN 3.3", "index.xml#1-first");
    breaks_leaf(1, "m3-2-p-1", |leaf| "1-first".clone_into(&mut leaf.id), &[number]);
    let twice = ("LEAF-01", "CN 3.3", "index.xml#m3-3");
    breaks_leaf(1, "m3-2-p-1", |leaf| "m3-3".clone_into(&mut leaf.id), &[twice]);
}

#[test]
fn leaf_02_operations() {
    let expected = ("LEAF-02", "CN 3.3", "index.xml#m3-2-p-1");
    breaks_leaf(1, "m3-2-p-1", |leaf| "update".clone_into(&mut leaf.operation), &[expected]);
    let mut application = us::new_drug();
    application.sequences.truncate(1);
    last(&mut application).leaf("m3-2-p-1").unwrap().left_out.push("operation".to_owned());
    let report = checked(&application, Profile::Us);
    assert_eq!(grave(&report), [("LEAF-02", "FDA 1034", "index.xml#m3-2-p-1")]);
    assert_eq!(report.errors(), 0, "FDA takes new for granted");
}

#[test]
fn leaf_03_checksum_types() {
    let spoil = |leaf: &mut Leaf| leaf.attributes.push(("checksum-type".to_owned(), "SHA".to_owned()));
    breaks_leaf(1, "m3-2-p-1", spoil, &[("LEAF-03", "CN 3.13", "index.xml#m3-2-p-1")]);
    breaks_leaf(1, LABEL, spoil, &[("LEAF-03", "CN 4.1.12", &format!("{REGIONAL}#{LABEL}"))]);
}

#[test]
fn leaf_06_and_07_links() {
    let path = cn::new_drug().sequences[0].leaf("m3-2-p-1").unwrap().file.clone().unwrap().path;
    let expected = [("PKG-06", "CN 2.3", path.as_str()), ("LEAF-06", "CN 3.7", "index.xml#m3-2-p-1")];
    breaks_leaf(1, "m3-2-p-1", |leaf| leaf.left_out.push("xlink:href".to_owned()), &expected);
    let link = |leaf: &mut Leaf| leaf.href = Some("m3/any.pdf".to_owned());
    breaks_leaf(4, DELETED, link, &[("LEAF-07", "CN 3.8", &format!("index.xml#{DELETED}"))]);
}

#[test]
fn leaf_08_paths() {
    let place = format!("index.xml#{REPLACED}");
    let target = |text: &'static str| move |leaf: &mut Leaf| leaf.modified_file = Some(text.to_owned());
    let backslash = target("..\\0000\\index.xml#m3-2-s-4-1");
    breaks_leaf(2, REPLACED, backslash, &[("LEAF-08", "CN 3.12", &place)]);
    let outside = target("../../x202600002/0000/index.xml#m3-2-s-4-1");
    breaks_leaf(2, REPLACED, outside, &[("LEAF-08", "CN 3.29", &place)]);
    breaks_leaf(2, REPLACED, target("../0000/index.xml"), &[("LEAF-08", "CN 3.29", &place)]);
}

#[test]
fn leaf_09_titles() {
    let title = |text: &'static str| move |leaf: &mut Leaf| leaf.title = Some(text.to_owned());
    breaks_leaf(1, "m3-2-p-1", title(" "), &[("LEAF-09", "CN 3.18", "index.xml#m3-2-p-1")]);
    let place = format!("{REGIONAL}#{LABEL}");
    breaks_leaf(1, LABEL, title(" 说明书"), &[("LEAF-09", "CN 4.1.19", &place)]);
}

#[test]
fn leaf_10_node_extensions() {
    let extend = |name: &'static str| {
        move |sequence: &mut Sequence| {
            let heading = sequence.element(name).unwrap();
            let leaf = heading.leaves.remove(0);
            let title = Element::new("title").text("Further");
            heading.children.push(Element::new("node-extension").child(title).leaf(leaf));
        }
    };
    breaks(china(1), extend("m3-2-p-1"), &[("LEAF-10", "CN 3.16", "index.xml")]);
    breaks(china(1), extend("m3-2-r"), &[("LEAF-10", "CN 3.16", "index.xml")]);
    let biological = |sequence: &mut Sequence| {
        sequence.element("product-type").unwrap().set("code", "cnprt2");
    };
    breaks(china(1), biological, &[("LEAF-10", "CN 3.16", "index.xml")]);
    let both = |sequence: &mut Sequence| {
        biological(sequence);
        extend("m3-2-r")(sequence);
    };
    breaks(china(1), both, &[]);
}

#[test]
fn attr_01_to_03_attributes() {
    let set = |element: &'static str, name: &'static str, value: &'static str| {
        move |sequence: &mut Sequence| sequence.element(element).unwrap().set(name, value)
    };
    let place = "index.xml";
    breaks(china(1), set("m3-2-s-drug-substance", "manufacturer", ""), &[("ATTR-01", "CN 3.26", place)]);
    breaks(
        china(1),
        set("m3-2-s-drug-substance", "substance", " "),
        &[("ATTR-01", "CN 3.27", place), ("ATTR-03", "CN 3.28", place)],
    );
    breaks(china(1), set("m2-7-3", "indication", ""), &[("ATTR-02", "CN 3.25", place)]);
    breaks(china(1), set("m2-7-3", "indication", "gout "), &[("ATTR-03", "CN 3.28", place)]);
}

#[test]
fn life_01_and_02_the_first_sequence_and_targets() {
    let place = "index.xml#m3-2-p-1";
    let replace = |leaf: &mut Leaf| "replace".clone_into(&mut leaf.operation);
    breaks_leaf(1, "m3-2-p-1", replace, &[("LIFE-02", "CN 3.9", place), ("LIFE-01", "CN 3.10", place)]);
    let place = format!("{REGIONAL}#{LABEL}");
    breaks_leaf(2, LABEL, |leaf| leaf.modified_file = None, &[("LIFE-02", "CN 4.1.10", &place)]);
}

#[test]
fn life_03_targets_that_are_not_there() {
    let place = format!("index.xml#{REPLACED}");
    for target in ["../0000/index.xml#nobody", "../0009/index.xml#m3-2-s-4-1", "index.xml#m1-regional"] {
        let aim = |leaf: &mut Leaf| leaf.modified_file = Some(target.to_owned());
        breaks_leaf(2, REPLACED, aim, &[("LIFE-03", "CN 3.11", &place)]);
    }
}

#[test]
fn life_04_one_target_twice() {
    let spoil = |sequence: &mut Sequence| {
        let mut twin = sequence.leaf(REPLACED).unwrap().clone();
        "twin".clone_into(&mut twin.id);
        twin.file = Some(File::pdf("m3/twin.pdf", "twin"));
        sequence.element(REPLACED).unwrap().leaves.push(twin);
    };
    breaks(china(2), spoil, &[("LIFE-04", "CN 3.5", "index.xml#twin")]);
}

#[test]
fn life_05_the_same_content() {
    let earlier = cn::new_drug().sequences[0].leaf(LABEL).unwrap().file.clone().unwrap();
    let same = |leaf: &mut Leaf| leaf.file.as_mut().unwrap().content = earlier.content.clone();
    breaks_leaf(2, LABEL, same, &[("LIFE-05", "CN 4.1.7", &format!("{REGIONAL}#{LABEL}"))]);
}

#[test]
fn life_06_and_07_what_is_replaced_or_deleted_already() {
    let mut application = china(2);
    again(&mut application, 1, "0002");
    let report = checked(&application, Profile::Cn);
    let (index, label) = (format!("index.xml#{REPLACED}"), format!("{REGIONAL}#{LABEL}"));
    assert_eq!(of(&report, "LIFE-06"), [("LIFE-06", "CN 3.32", &*index), ("LIFE-06", "CN 4.1.27", &*label)]);

    let mut application = china(4);
    again(&mut application, 3, "0004");
    let report = checked(&application, Profile::Cn);
    let (index, patents) = (format!("index.xml#{DELETED}"), format!("{REGIONAL}#{PATENTS}"));
    assert_eq!(
        of(&report, "LIFE-07"),
        [("LIFE-07", "CN 3.33", &*index), ("LIFE-07", "CN 4.1.28", &*patents)]
    );
}

#[test]
fn life_08_and_11_appending() {
    let append = |sequence: &mut Sequence| "append".clone_into(&mut sequence.leaf(LABEL).unwrap().operation);
    let place = format!("{REGIONAL}#{LABEL}");
    breaks(china(2), append, &[("LIFE-11", "CN 4.1.30", &place)]);

    let mut application = china(2);
    append(&mut application.sequences[1]);
    again(&mut application, 1, "0002");
    last(&mut application).leaf(LABEL).unwrap().modified_file =
        Some(format!("../../../0001/{REGIONAL}#{LABEL}"));
    let report = checked(&application, Profile::Cn);
    assert_eq!(of(&report, "LIFE-08"), [("LIFE-08", "CN 4.1.29", &*place)]);

    let mut application = china(3);
    again(&mut application, 2, "0003");
    let older = checked(&application, Profile::Cn);
    let found = of(&older, "LIFE-08");
    assert!(
        found.len() == 1 && found[0].1 == "CN 3.35",
        "a study tagging file goes to the newest: {found:?}"
    );
}

#[test]
fn life_09_another_heading() {
    let spoil = |sequence: &mut Sequence| {
        sequence.element("m3-2-s-drug-substance").unwrap().set("manufacturer", "another");
    };
    breaks(china(2), spoil, &[("LIFE-09", "CN 3.24", &format!("index.xml#{REPLACED}"))]);
}

#[test]
fn life_10_titles_and_languages() {
    let retitle = |leaf: &mut Leaf| leaf.title = Some("another".to_owned());
    breaks_leaf(4, DELETED, retitle, &[("LIFE-10", "CN 3.19", &format!("index.xml#{DELETED}"))]);
    let translate = |leaf: &mut Leaf| leaf.attributes = vec![("xml:lang".to_owned(), "en".to_owned())];
    let mut application = china(2);
    translate(last(&mut application).leaf(LABEL).unwrap());
    let report = checked(&application, Profile::Cn);
    assert_eq!(of(&report, "LIFE-10"), [("LIFE-10", "CN 4.1.31", &*format!("{REGIONAL}#{LABEL}"))]);
}

#[test]
fn life_12_without_history_nothing_passes() {
    let application = cn::new_drug();
    let written = Written::new(&application);
    let report = written.check_alone(Profile::Cn, "0001");
    assert_eq!(grave(&report), []);
    let gaps: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "LIFE-12" && finding.severity == Severity::Info)
        .map(|finding| finding.authority.as_str())
        .collect();
    for number in ["CN 3.6", "CN 3.11", "CN 3.24", "CN 3.32", "CN 3.33", "CN 4.1.7", "CN 4.1.27", "CN 4.1.31"]
    {
        assert!(gaps.contains(&number), "{number} in {gaps:?}");
    }
    assert!(written.check(Profile::Cn, "0001").coverage.whole > report.coverage.whole);
    let first = written.check_alone(Profile::Cn, "0000");
    assert!(first.findings.iter().all(|finding| finding.rule != "LIFE-12"), "the first has no history");
}
