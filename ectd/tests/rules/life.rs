//! The life cycle in China: what the leaves of index.xml and of the regional file do to earlier ones.

use ectd::compose::cn;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::{Application, Sequence};
use ectd::finding::Severity;
use ectd::profile::Profile;

use crate::common::written::Written;
use crate::fixture::{CN, DELETED, Expected, LABEL, PATENTS, REPLACED, V3, again, breaks, composed};

tests! {
    life_01_and_02_the_beginning,
    life_02_targets_named,
    life_03_targets_that_are_not_there,
    life_04_one_target_twice,
    life_05_the_same_content,
    life_06_what_is_replaced_already,
    life_06_alike_elsewhere,
    life_07_what_is_deleted_already,
    life_08_appending_to_what_was_appended,
    life_08_the_newest_of_a_study,
    life_10_titles_and_languages,
    life_11_appending,
    life_12_without_history_nothing_passes,
}

const INDEX: &str = "index.xml#m3-2-s-4-1";

fn china(sequences: usize) -> Application {
    composed(Profile::Cn, sequences)
}

/// Spoils a leaf of the last sequence.
#[track_caller]
fn leaf(sequences: usize, id: &str, spoil: impl Fn(&mut Leaf), expected: &[Expected<'_>]) {
    breaks(Profile::Cn, china(sequences), |it| spoil(it.leaf(id).unwrap()), expected);
}

/// A leaf of the regional file.
fn in_module_1(id: &str) -> String {
    format!("{CN}#{id}")
}

/// The second or fourth sequence once more, of which only one leaf changes anything.
fn repeated(sequences: usize, other: &str) -> Application {
    let mut application = china(sequences);
    again(&mut application, sequences - 1);
    application.sequences.last_mut().unwrap().drop_leaf(other);
    application
}

fn operation(name: &'static str) -> impl Fn(&mut Leaf) {
    move |leaf| name.clone_into(&mut leaf.operation)
}

/// A leaf that deletes what it would have replaced brings nothing.
fn delete(leaf: &mut Leaf) {
    "delete".clone_into(&mut leaf.operation);
    leaf.file = None;
}

/// It names no target, either: nothing was there.
fn life_01_and_02_the_beginning() {
    let label = in_module_1(LABEL);
    let expected = [("LIFE-02", "CN 4.1.10", &*label), ("LIFE-01", "CN 4.1.11", &*label)];
    leaf(1, LABEL, operation("replace"), &expected);
}

fn life_02_targets_named() {
    leaf(2, LABEL, |it| it.modified_file = None, &[("LIFE-02", "CN 4.1.10", &in_module_1(LABEL))]);
}

fn life_03_targets_that_are_not_there() {
    for target in ["../0000/index.xml#nobody", "../0009/index.xml#m3-2-s-4-1", "index.xml#m1-regional"] {
        let aim = |it: &mut Leaf| it.modified_file = Some(target.to_owned());
        leaf(2, REPLACED, aim, &[("LIFE-03", "CN 3.11", INDEX)]);
    }
}

fn life_04_one_target_twice() {
    let twin = |it: &mut Sequence| {
        let mut twin = it.leaf(LABEL).unwrap().clone();
        "twin".clone_into(&mut twin.id);
        twin.file = Some(File::pdf("m1/cn/03/twin.pdf", "twin"));
        it.element(LABEL).unwrap().leaves.push(twin);
    };
    breaks(Profile::Cn, china(2), twin, &[("LIFE-04", "CN 4.1.6", &in_module_1("twin"))]);
}

fn life_05_the_same_content() {
    for (id, number, place) in
        [(REPLACED, "CN 3.6", INDEX), (LABEL, "CN 4.1.7", "m1/cn/cn-regional.xml#cn-1-3-1-2")]
    {
        let earlier = cn::new_drug().sequences[0].leaf(id).unwrap().file.clone().unwrap();
        let same = |it: &mut Leaf| it.file.as_mut().unwrap().content = earlier.content.clone();
        leaf(2, id, same, &[("LIFE-05", number, place)]);
    }
}

type Spoil = fn(&mut Leaf);

/// Whoever appends outside of study tagging files is warned, too.
fn life_06_what_is_replaced_already() {
    let label = in_module_1(LABEL);
    let (index, regional) = ((REPLACED, INDEX, LABEL), (LABEL, &*label, REPLACED));
    let cases: [(_, Spoil, _, _); 6] = [
        (index, |it| "append".clone_into(&mut it.operation), "CN 3.30", Some("CN 3.23")),
        (index, delete, "CN 3.31", None),
        (index, |_| {}, "CN 3.32", None),
        (regional, |it| "append".clone_into(&mut it.operation), "CN 4.1.25", Some("CN 4.1.30")),
        (regional, delete, "CN 4.1.26", None),
        (regional, |_| {}, "CN 4.1.27", None),
    ];
    for ((id, place, other), spoil, number, warned) in cases {
        let mut expected = vec![("LIFE-06", number, place)];
        expected.extend(warned.map(|number| ("LIFE-11", number, place)));
        breaks(Profile::Cn, repeated(2, other), |it| spoil(it.leaf(id).unwrap()), &expected);
    }
}

/// Elsewhere one row is about all operations.
fn life_06_alike_elsewhere() {
    for (profile, label) in V3.into_iter().zip(["", "draft-labeling-text", "product-information", ""]).skip(1)
    {
        let mut application = composed(profile, 2);
        again(&mut application, 1);
        application.sequences.last_mut().unwrap().drop_leaf(label);
        breaks(profile, application, |it| delete(it.leaf(REPLACED).unwrap()), &[("LIFE-06", "", INDEX)]);
    }
}

fn life_07_what_is_deleted_already() {
    let (index, patents) = (format!("index.xml#{DELETED}"), in_module_1(PATENTS));
    breaks(Profile::Cn, repeated(4, PATENTS), |_| {}, &[("LIFE-07", "CN 3.33", &index)]);
    breaks(Profile::Cn, repeated(4, DELETED), |_| {}, &[("LIFE-07", "CN 4.1.28", &patents)]);
}

/// To append outside of study tagging files is warned of in any case.
fn life_08_appending_to_what_was_appended() {
    let label = in_module_1(LABEL);
    for (id, other, document, numbers, place) in [
        (REPLACED, LABEL, "../0001/index.xml", ["CN 3.34", "CN 3.23"], INDEX),
        (LABEL, REPLACED, "../../../0001/m1/cn/cn-regional.xml", ["CN 4.1.29", "CN 4.1.30"], &label),
    ] {
        let mut application = china(2);
        operation("append")(application.sequences[1].leaf(id).unwrap());
        again(&mut application, 1);
        let aim = |it: &mut Sequence| {
            it.drop_leaf(other);
            let leaf = it.leaf(id).unwrap();
            leaf.modified_file = Some(format!("{document}#{id}"));
            let path = leaf.file.take().unwrap().path;
            leaf.file = Some(File::pdf(path, "once more"));
        };
        let expected = [("LIFE-08", numbers[0], place), ("LIFE-11", numbers[1], place)];
        breaks(Profile::Cn, application, aim, &expected);
    }
}

fn life_08_the_newest_of_a_study() {
    let mut application = china(3);
    again(&mut application, 2);
    // another document of the same name would be one row more
    let expected = [("LIFE-08", "CN 3.35", "index.xml#stf-cl-001")];
    breaks(Profile::Cn, application, |_| {}, &expected);
}

fn life_10_titles_and_languages() {
    let retitle = |it: &mut Leaf| it.title = Some("another".to_owned());
    leaf(4, DELETED, retitle, &[("LIFE-10", "CN 3.19", &format!("index.xml#{DELETED}"))]);
    leaf(4, PATENTS, retitle, &[("LIFE-10", "CN 4.1.18", &in_module_1(PATENTS))]);
    let translate = |it: &mut Leaf| it.attributes = vec![("xml:lang".to_owned(), "en".to_owned())];
    leaf(2, REPLACED, translate, &[("LIFE-10", "CN 3.36", INDEX)]);
    leaf(2, LABEL, translate, &[("LIFE-10", "CN 4.1.31", &in_module_1(LABEL))]);
}

fn life_11_appending() {
    leaf(2, REPLACED, operation("append"), &[("LIFE-11", "CN 3.23", INDEX)]);
    leaf(2, LABEL, operation("append"), &[("LIFE-11", "CN 4.1.30", &in_module_1(LABEL))]);
}

fn life_12_without_history_nothing_passes() {
    let written = Written::new(&cn::new_drug());
    let report = written.check_alone(Profile::Cn, "0001");
    assert!(report.findings.iter().all(|finding| finding.severity == Severity::Info));
    let gaps: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "LIFE-12")
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
