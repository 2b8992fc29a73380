//! The rows themselves.

use ectd::compose::leaf::{File, Leaf};
use ectd::compose::plan::Sequence;

use crate::fixture::{DELETED, REPLACED, index, moved, without_file};

/// A row of four books: its code; its numbers under China, FDA, EU and ICH, `-` where it is not theirs or a row apart;
/// how many sequences there are, of which the last is spoilt; and the place.
pub(super) type Row = (&'static str, [&'static str; 4], usize, fn(&mut Sequence), &'static str);

pub(super) fn leaf<'a>(sequence: &'a mut Sequence, id: &str) -> &'a mut Leaf {
    sequence.leaf(id).unwrap()
}

fn set(sequence: &mut Sequence, element: &str, attribute: &str, value: &str) {
    sequence.element(element).unwrap().set(attribute, value);
}

fn target(sequence: &mut Sequence, change: impl Fn(&str) -> String) {
    let target = &mut leaf(sequence, REPLACED).modified_file;
    *target = target.as_deref().map(change);
}

/// A path of 187 characters for China and the EU, and one of 237 for FDA and ICH.
const LONG: [&str; 2] = [
    "m2/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/\
     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.pdf",
    "m2/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/\
     yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.pdf",
];

const NAME_OF_65: &str = "m2/22-intro/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.pdf";

pub(super) const ROWS: &[Row] = &[
    ("PKG-01", ["CN 2.9", "", "", ""], 1, |it| "first".clone_into(&mut it.folder), ""),
    ("PKG-03", ["CN 2.8", "", "", ""], 1, |it| it.files.push(File::bytes("readme.txt", "x")), "readme.txt"),
    ("PKG-04", ["CN 2.1", "", "", ""], 1, |it| it.empty_folders.push("m4/empty".to_owned()), "m4/empty"),
    (
        "PKG-05",
        ["CN 2.6", "", "", ""],
        1,
        |it| moved(it, "m2-2", "m1/introduction.pdf"),
        "m1/introduction.pdf",
    ),
    (
        "PKG-06",
        ["CN 2.3", "FDA 1306", "", ""],
        1,
        |it| it.files.push(File::bytes("m2/22-intro/extra.pdf", "x")),
        "m2/22-intro/extra.pdf",
    ),
    (
        "PKG-07",
        ["CN 2.4", "", "", ""],
        1,
        |it| moved(it, "m2-2", "m2/22-intro/introduction"),
        "m2/22-intro/introduction",
    ),
    (
        "PKG-07",
        ["CN 2.4", "", "", ""],
        1,
        |it| moved(it, "m2-2", "m2/22-intro/introduction.a.txt"),
        "m2/22-intro/introduction.a.txt",
    ),
    (
        "PKG-08",
        ["CN 2.5", "", "EU 15.BP3", ""],
        1,
        |it| moved(it, "m2-2", "m2/22-intro/a b.pdf"),
        "m2/22-intro/a b.pdf",
    ),
    ("PKG-09", ["CN 2.5", "", "", ""], 1, |it| moved(it, "m2-2", NAME_OF_65), NAME_OF_65),
    ("PKG-10", ["CN 2.5", "-", "", "-"], 1, |it| moved(it, "m2-2", LONG[0]), LONG[0]),
    ("PKG-10", ["CN 2.5", "FDA 1085", "", ""], 1, |it| moved(it, "m2-2", LONG[1]), LONG[1]),
    (
        "PKG-13",
        ["", "", "", ""],
        1,
        |it| leaf(it, "m2-2").href = Some("m2/22-intro/INTRODUCTION.pdf".to_owned()),
        "m2/22-intro/introduction.pdf#m2-2",
    ),
    ("IDX-02", ["CN 3.3", "", "EU 7.4", ""], 1, |it| set(it, "m3-2-s-1-1", "colour", "red"), "index.xml"),
    (
        "IDX-03",
        ["CN 3.2", "", "EU 7.5", ""],
        1,
        |it| index(it).doctype = Some("http://example.org/ich-ectd-3-2.dtd".to_owned()),
        "index.xml",
    ),
    ("IDX-03", ["CN 3.2", "", "EU 7.5", ""], 1, |it| index(it).doctype = None, "index.xml"),
    ("IDX-03", ["-", "-", "EU 7.6", "-"], 1, |it| index(it).stylesheet = None, "index.xml"),
    ("IDX-04", ["CN 3.15", "", "EU 8.1-8.3", ""], 1, |it| it.beside = Some(vec![b'0'; 32]), "index-md5.txt"),
    (
        "IDX-06",
        ["CN 3.21", "", "EU 10.1", ""],
        1,
        |it| {
            it.element("m3-2-s-4").unwrap().open("m3-2-s-4-2-analytical-procedures", &[]);
        },
        "index.xml",
    ),
    (
        "IDX-07",
        ["CN 3.3", "", "EU 7.4", ""],
        1,
        |it| index(it).root.set("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        "index.xml",
    ),
    (
        "LEAF-01",
        ["CN 3.3", "", "", ""],
        1,
        |it| "1-first".clone_into(&mut leaf(it, "m3-2-p-1").id),
        "index.xml#1-first",
    ),
    (
        "LEAF-01",
        ["CN 3.3", "", "", ""],
        1,
        |it| "m3-3".clone_into(&mut leaf(it, "m3-2-p-1").id),
        "index.xml#m3-3",
    ),
    (
        "LEAF-02",
        ["CN 3.3", "FDA 1034", "", ""],
        1,
        |it| "update".clone_into(&mut leaf(it, "m3-2-p-1").operation),
        "index.xml#m3-2-p-1",
    ),
    (
        "LEAF-02",
        ["CN 3.3", "FDA 1034", "", ""],
        1,
        |it| leaf(it, "m3-2-p-1").left_out.push("operation".to_owned()),
        "index.xml#m3-2-p-1",
    ),
    (
        "LEAF-03",
        ["CN 3.13", "", "EU 11.1", ""],
        1,
        |it| leaf(it, "m3-2-p-1").attributes.push(("checksum-type".to_owned(), "SHA".to_owned())),
        "index.xml#m3-2-p-1",
    ),
    (
        "LEAF-04",
        ["CN 3.14", "", "EU 11.2", ""],
        1,
        |it| leaf(it, "m2-2").checksum = Some("0".repeat(32)),
        "m2/22-intro/introduction.pdf#m2-2",
    ),
    (
        "LEAF-05",
        ["CN 3.4", "FDA 1323", "", ""],
        1,
        |it| {
            without_file(leaf(it, "m2-2"));
            leaf(it, "m2-2").href = Some("m2/none.pdf".to_owned());
        },
        "m2/none.pdf#m2-2",
    ),
    ("LEAF-06", ["CN 3.7", "", "EU 11.4", ""], 1, |it| without_file(leaf(it, "m2-2")), "index.xml#m2-2"),
    (
        "LEAF-07",
        ["CN 3.8", "", "", ""],
        4,
        |it| leaf(it, DELETED).href = Some("m3/any.pdf".to_owned()),
        "index.xml#m3-2-r",
    ),
    (
        "LEAF-08",
        ["CN 3.12", "", "", ""],
        2,
        |it| target(it, |target| target.replace('/', "\\")),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LEAF-08",
        ["CN 3.29", "", "", ""],
        2,
        |it| target(it, |target| format!("../../another/{}", &target[3..])),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LEAF-08",
        ["CN 3.29", "", "", ""],
        2,
        |it| target(it, |target| target.split('#').next().unwrap().to_owned()),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LEAF-09",
        ["CN 3.18", "", "EU 11.3", ""],
        1,
        |it| leaf(it, "m2-2").title = Some(" ".to_owned()),
        "index.xml#m2-2",
    ),
    (
        "LEAF-09",
        ["CN 3.20", "", "", ""],
        1,
        |it| leaf(it, "m2-2").title = Some("Introduction ".to_owned()),
        "index.xml#m2-2",
    ),
    (
        "ATTR-01",
        ["CN 3.26", "", "", ""],
        1,
        |it| set(it, "m3-2-s-drug-substance", "manufacturer", ""),
        "index.xml",
    ),
    (
        "ATTR-01",
        ["CN 3.27", "", "", ""],
        1,
        |it| set(it, "m3-2-s-drug-substance", "substance", ""),
        "index.xml",
    ),
    ("ATTR-02", ["CN 3.25", "", "", ""], 1, |it| set(it, "m2-7-3", "indication", ""), "index.xml"),
    ("ATTR-03", ["CN 3.28", "-", "-", "-"], 1, |it| set(it, "m2-7-3", "indication", "gout "), "index.xml"),
    (
        "LIFE-02",
        ["CN 3.9", "", "", ""],
        2,
        |it| leaf(it, REPLACED).modified_file = None,
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LIFE-03",
        ["CN 3.11", "", "EU 11.9", ""],
        2,
        |it| target(it, |target| format!("{target}-nobody")),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LIFE-03",
        ["CN 3.11", "", "EU 11.9", ""],
        2,
        |it| target(it, |_| "../0009/index.xml#m3-2-s-4-1".to_owned()),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LIFE-03",
        ["CN 3.11", "", "EU 11.9", ""],
        2,
        |it| target(it, |_| "index.xml#m3-2-s-4-1".to_owned()),
        "index.xml#m3-2-s-4-1",
    ),
    (
        "LIFE-04",
        ["CN 3.5", "", "", ""],
        2,
        |it| {
            let mut twin = leaf(it, REPLACED).clone();
            "twin".clone_into(&mut twin.id);
            twin.file = Some(File::pdf("m3/twin.pdf", "twin"));
            it.element(REPLACED).unwrap().leaves.push(twin);
        },
        "index.xml#twin",
    ),
    (
        "LIFE-09",
        ["CN 3.24", "", "", ""],
        2,
        |it| set(it, "m3-2-s-drug-substance", "manufacturer", "another"),
        "index.xml#m3-2-s-4-1",
    ),
];
