//! Rules on the files of a unit.

use std::fs;

use super::MESSAGE;
use super::unit::Edit::{Replace, Set};
use super::unit::{Unit, at, grave, one, uuid};

#[test]
fn the_message_and_its_checksum() {
    let unit = Unit::first();
    unit.remove(MESSAGE);
    assert_eq!(grave(&unit.check()), one("eCTD4-059", MESSAGE));
    let unit = Unit::first();
    unit.remove("sha256.txt");
    assert_eq!(grave(&unit.check()), one("eCTD4-060", "sha256.txt"));
    let unit = Unit::first();
    unit.file("m1/submissionunit.xml", "<x/>");
    assert_eq!(grave(&unit.check()), one("eCTD4-061", "m1/submissionunit.xml"));
    let unit = Unit::first();
    fs::rename(unit.folder().join(MESSAGE), unit.folder().join("m1").join(MESSAGE)).unwrap();
    assert_eq!(grave(&unit.check()), one("eCTD4-063", "m1/submissionunit.xml"));
}

#[test]
fn the_checksum_file_may_end_in_blanks() {
    let unit = Unit::first();
    let sum = fs::read_to_string(unit.folder().join("sha256.txt")).unwrap();
    for sound in [format!("{} ", sum.trim()), format!("{}\r\n", sum.trim().to_uppercase())] {
        assert_eq!(grave(&unit.file("sha256.txt", &sound).check()), []);
    }
    for wrong in ["0".repeat(64), sum.trim()[..63].to_owned()] {
        assert_eq!(grave(&unit.file("sha256.txt", &wrong).check()), one("eCTD4-062", "sha256.txt"));
    }
}

#[test]
fn files_and_their_documents() {
    let form = |path: &str| format!("{path}#{}", Unit::first().id("document", 0));
    let unit = Unit::first();
    unit.file("m1/form-356h.pdf", "another");
    assert_eq!(grave(&unit.check()), one("eCTD4-064", &form("m1/form-356h.pdf")));
    let unit = Unit::first();
    unit.remove("m1/form-356h.pdf");
    assert_eq!(grave(&unit.check()), one("eCTD4-051", &form("m1/form-356h.pdf")));
    let unit = Unit::first();
    unit.file("m1/extra.pdf", "x");
    assert_eq!(grave(&unit.check()), one("eCTD4-069", "m1/extra.pdf"));
    let unit = Unit::first();
    fs::create_dir(unit.folder().join("m3")).unwrap();
    assert_eq!(grave(&unit.check()), one("US-eCTD4-528", "m3"));
    let unit = Unit::first();
    unit.edit("document", 0, Set("title", "value", "x")).edit("document", 0, Replace("m1/form", "M1/Form"));
    assert_eq!(grave(&unit.check()), one("", &form("m1/form-356h.pdf")), "only case differs");
}

#[test]
fn names_and_lengths() {
    let added = |path: &str| {
        let unit = Unit::first();
        grave(&unit.add(1, path, "added").check())
    };
    let name = |length: usize| "x".repeat(length - 4) + ".pdf";
    assert_eq!(added(&format!("m3/{}", name(64))), []);
    let long = format!("m3/{}", name(65));
    assert_eq!(added(&long), one("eCTD4-065", &long));
    let folder = format!("m3/{}", "y".repeat(65));
    assert_eq!(added(&format!("{folder}/a.pdf")), one("eCTD4-066", &folder));

    // with `1/` in front: 180 and 181 characters
    let deep = |length: usize| format!("m3/{0}/{0}/{1}", "y".repeat(60), name(length - 125));
    assert_eq!((deep(178).len(), added(&deep(178))), (178, vec![]));
    assert_eq!(added(&deep(179)), one("eCTD4-067", &deep(179)));

    let document = at(&uuid(101));
    for allowed in ["m3/$-_+!'()/a.pdf", "m3/ABC/a.pdf"] {
        assert_eq!(added(allowed), [], "{allowed}");
    }
    for odd in ["m3/a b/a.pdf", "m3/a.b/a.pdf", "m3/质量/a.pdf"] {
        assert_eq!(added(odd), one("eCTD4-074", &document), "{odd}");
    }
    assert_eq!(added("m3/a b.pdf"), [], "blanks in file names are tolerated");
    assert_eq!(added("m3/质量.pdf"), one("ICH v4 IG 5.2.1", "m3/质量.pdf"));
    for odd in ["m3/a", "m3/a.r", "m3/a.extension"] {
        assert_eq!(added(odd), one("US-eCTD4-527", odd));
    }
    assert_eq!(added("m3/1/2/3/4/5/6/a.pdf"), []);
    assert_eq!(added("m3/1/2/3/4/5/6/7/a.pdf"), one("ICH v4 IG 5.4", "m3/1/2/3/4/5/6/7/a.pdf"));
    assert_eq!(added("m5/data.ZIP"), one("ICH v4 IG 5.7", "m5/data.ZIP"));
    assert_eq!(added("m1/data.zip"), [], "module 1 is the region's");
}
