//! The regional files: there, as their DTD or Schema wants them, and what they say of their leaves.

use ectd::compose::element::Element;
use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::Sequence;
use ectd::profile::Profile;

use crate::fixture::{CN, EU, Expected, LABEL, PATENTS, US, breaks, composed, index, put, without_file};

tests! {
    a_regional_file_that_is_not_there,
    a_regional_file_that_is_no_xml,
    a_regional_file_that_breaks_its_grammar,
    what_it_names_below_util,
    the_dtd_that_fda_takes,
    utl_06_versions_never_go_back,
    leaves_of_china_s_module_1,
    headings_of_china_s_module_1,
}

/// Its leaf stays, and leads nowhere; another file keeps module 1 from being empty.
fn a_regional_file_that_is_not_there() {
    for (profile, path, missing, leads_nowhere) in [
        (Profile::Cn, CN, "CN 4.1.1", "CN 3.4"),
        (Profile::Us, US, "FDA 2", "FDA 1323"),
        (Profile::Eu, EU, "EU 9.1-9.2", ""),
    ] {
        let take = |it: &mut Sequence| {
            let leaf = it.leaf("m1-regional").unwrap();
            leaf.file = None;
            leaf.href = Some(path.to_owned());
            let folder = path.rsplit_once('/').unwrap().0;
            let file = File::pdf(format!("{folder}/02/extra.pdf"), "extra");
            put(it, "m2-2", &[], Leaf::new("extra", "Extra", file));
        };
        let place = format!("{path}#m1-regional");
        let expected = [("REG-01", missing, path), ("LEAF-05", leads_nowhere, &*place)];
        breaks(profile, composed(profile, 1), take, &expected);
    }
}

fn a_regional_file_that_is_no_xml() {
    for (profile, path, number) in
        [(Profile::Cn, CN, "CN 4.1.3"), (Profile::Us, US, ""), (Profile::Eu, EU, "EU 9.3")]
    {
        let garble = |it: &mut Sequence| {
            it.leaf("m1-regional").unwrap().file = Some(File::bytes(path, "<"));
        };
        breaks(profile, composed(profile, 1), garble, &[("REG-01", number, path)]);
    }
    let foreign = |it: &mut Sequence| {
        let leaf = Leaf::new("m1-regional", "Module 1", File::bytes(US, "<"));
        let module = "m1-administrative-information-and-prescribing-information";
        index(it).root.open(module, &[]).leaves.push(leaf);
    };
    breaks(Profile::Ich, composed(Profile::Ich, 1), foreign, &[("REG-01", "", US)]);
}

fn a_regional_file_that_breaks_its_grammar() {
    for (profile, element, path, number) in [
        (Profile::Cn, "product-number", CN, "CN 4.1.3"),
        (Profile::Us, "admin", US, ""),
        (Profile::Eu, "applicant", EU, "EU 9.4"),
    ] {
        let colour = |it: &mut Sequence| it.element(element).unwrap().set("colour", "red");
        breaks(profile, composed(profile, 1), colour, &[("REG-01", number, path)]);
    }
}

fn what_it_names_below_util() {
    let elsewhere = |it: &mut Sequence| {
        let root = &mut it.document("cn-regional.xml").unwrap().root;
        root.set("xsi:schemaLocation", "cn_ectd http://example.org/cn-regional-1-0.xsd");
    };
    breaks(Profile::Cn, composed(Profile::Cn, 1), elsewhere, &[("REG-01", "CN 4.1.2", CN)]);
    let doctype = |it: &mut Sequence| {
        it.document("eu-regional.xml").unwrap().doctype = Some("eu-regional.dtd".to_owned());
    };
    breaks(Profile::Eu, composed(Profile::Eu, 1), doctype, &[("REG-01", "EU 9.5", EU)]);
    let style = |it: &mut Sequence| it.document("eu-regional.xml").unwrap().stylesheet = None;
    breaks(Profile::Eu, composed(Profile::Eu, 1), style, &[("REG-01", "EU 9.6", EU)]);
}

/// The grammar, which is that of 3.3, fixes the number, too.
fn the_dtd_that_fda_takes() {
    let old = |it: &mut Sequence| it.document("us-regional.xml").unwrap().root.set("dtd-version", "2.01");
    let expected = [("REG-01", "FDA 1463", US), ("REG-01", "", US)];
    breaks(Profile::Us, composed(Profile::Us, 1), old, &expected);
}

fn utl_06_versions_never_go_back() {
    let mut application = composed(Profile::Cn, 2);
    application.sequences[0].document("cn-regional.xml").unwrap().root.set("schema-version", "1.1");
    breaks(Profile::Cn, application, |_| {}, &[("UTL-06", "CN 4.1.4", CN)]);
    let mut application = composed(Profile::Eu, 2);
    application.sequences[0].document("eu-regional.xml").unwrap().root.set("dtd-version", "3.10");
    breaks(Profile::Eu, application, |_| {}, &[("UTL-06", "EU 3.4", EU)]);
    let mut application = composed(Profile::Eu, 2);
    index(&mut application.sequences[0]).root.set("dtd-version", "4.0");
    breaks(Profile::Eu, application, |_| {}, &[("UTL-06", "EU 1.4", "index.xml")]);
}

/// A row of chapter 4.1: sequences, leaf, what is spoilt in it, code and number, and the place.
type Row = (usize, &'static str, fn(&mut Leaf), [&'static str; 2], &'static str);

const AT_LABEL: &str = "m1/cn/cn-regional.xml#cn-1-3-1-2";

const LEAVES: &[Row] = &[
    (
        1,
        LABEL,
        |it| {
            without_file(it);
            it.href = Some("03/none.pdf".to_owned());
        },
        ["LEAF-05", "CN 4.1.5"],
        "m1/cn/03/none.pdf#cn-1-3-1-2",
    ),
    (1, LABEL, without_file, ["LEAF-06", "CN 4.1.8"], AT_LABEL),
    (
        4,
        PATENTS,
        |it| it.href = Some("03/any.pdf".to_owned()),
        ["LEAF-07", "CN 4.1.9"],
        "m1/cn/cn-regional.xml#cn-1-3-8-2",
    ),
    (
        1,
        LABEL,
        |it| it.attributes.push(("checksum-type".to_owned(), "SHA".to_owned())),
        ["LEAF-03", "CN 4.1.12"],
        AT_LABEL,
    ),
    (
        1,
        LABEL,
        |it| it.checksum = Some("0".repeat(32)),
        ["LEAF-04", "CN 4.1.13"],
        "m1/cn/03/label.pdf#cn-1-3-1-2",
    ),
    (1, LABEL, |it| it.title = Some(" ".to_owned()), ["LEAF-09", "CN 4.1.17"], AT_LABEL),
    (1, LABEL, |it| it.title = Some(" 说明书".to_owned()), ["LEAF-09", "CN 4.1.19"], AT_LABEL),
    (
        2,
        LABEL,
        |it| it.modified_file = Some("../../../0000/m1/cn/cn-regional.xml".to_owned()),
        ["LEAF-08", "CN 4.1.24"],
        AT_LABEL,
    ),
];

fn leaves_of_china_s_module_1() {
    for (sequences, id, spoil, [code, number], place) in LEAVES {
        let expected: [Expected<'_>; 1] = [(code, number, place)];
        breaks(Profile::Cn, composed(Profile::Cn, *sequences), |it| spoil(it.leaf(id).unwrap()), &expected);
    }
}

fn headings_of_china_s_module_1() {
    let empty = |it: &mut Sequence| {
        it.element("cn-1-3-8").unwrap().open("cn-1-3-8-4", &[]);
    };
    breaks(Profile::Cn, composed(Profile::Cn, 1), empty, &[("IDX-06", "CN 4.1.20", CN)]);
    let extend = |it: &mut Sequence| {
        let heading = it.element(LABEL).unwrap();
        let leaf = heading.leaves.remove(0);
        let title = Element::new("title").text("Further");
        heading.children.push(Element::new("node-extension").child(title).leaf(leaf));
    };
    breaks(Profile::Cn, composed(Profile::Cn, 1), extend, &[("LEAF-10", "CN 4.1.16", CN)]);
}
