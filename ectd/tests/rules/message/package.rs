//! Rules on the files of a unit.

use std::fs;

use super::MESSAGE;
use super::unit::Edit::{Replace, Set};
use super::unit::{Unit, at, finds, uuid};
use crate::fixture;

tests! {
    the_message_and_its_checksum,
    the_checksum_file_may_end_in_blanks,
    files_and_their_documents,
    names_and_lengths,
}

fn the_message_and_its_checksum() {
    let unit = Unit::first();
    unit.remove(MESSAGE);
    finds(&unit.check(), &[("eCTD4-059", MESSAGE)]);
    let unit = Unit::first();
    unit.remove("sha256.txt");
    finds(&unit.check(), &[("eCTD4-060", "sha256.txt")]);
    let unit = Unit::first();
    unit.file("m1/submissionunit.xml", "<x/>");
    finds(&unit.check(), &[("eCTD4-061", "m1/submissionunit.xml")]);
    let unit = Unit::first();
    fs::rename(unit.folder().join(MESSAGE), unit.folder().join("m1").join(MESSAGE)).unwrap();
    finds(&unit.check(), &[("eCTD4-063", "m1/submissionunit.xml")]);
}

fn the_checksum_file_may_end_in_blanks() {
    let unit = Unit::first();
    let sum = fs::read_to_string(unit.folder().join("sha256.txt")).unwrap();
    for sound in [format!("{} ", sum.trim()), format!("{}\r\n", sum.trim().to_uppercase())] {
        finds(&unit.file("sha256.txt", &sound).check(), &[]);
    }
    for wrong in ["0".repeat(64), sum.trim()[..63].to_owned()] {
        finds(&unit.file("sha256.txt", &wrong).check(), &[("eCTD4-062", "sha256.txt")]);
    }
}

fn files_and_their_documents() {
    let form = |path: &str| format!("{path}#{}", Unit::first().id("document", 0));
    let unit = Unit::first();
    unit.file("m1/form-356h.pdf", "another");
    finds(&unit.check(), &[("eCTD4-064", &form("m1/form-356h.pdf"))]);
    let unit = Unit::first();
    unit.remove("m1/form-356h.pdf");
    finds(&unit.check(), &[("eCTD4-051", &form("m1/form-356h.pdf"))]);
    let unit = Unit::first();
    unit.file("m1/extra.pdf", "x");
    finds(&unit.check(), &[("eCTD4-069", "m1/extra.pdf")]);
    let unit = Unit::first();
    fs::create_dir(unit.folder().join("m3")).unwrap();
    finds(&unit.check(), &[("US-eCTD4-528", "m3")]);
    let unit = Unit::first();
    unit.edit("document", 0, Set("title", "value", "x")).edit("document", 0, Replace("m1/form", "M1/Form"));
    fixture::finds(&unit.check(), &[("PKG-13", "", &form("m1/form-356h.pdf"))]);
}

fn names_and_lengths() {
    let added = |path: &str| {
        let unit = Unit::first();
        unit.add(1, path, "added").check()
    };
    let name = |length: usize| "x".repeat(length - 4) + ".pdf";
    finds(&added(&format!("m3/{}", name(64))), &[]);
    let long = format!("m3/{}", name(65));
    finds(&added(&long), &[("eCTD4-065", &long)]);
    let folder = format!("m3/{}", "y".repeat(65));
    finds(&added(&format!("{folder}/a.pdf")), &[("eCTD4-066", &folder)]);

    // with `1/` in front: 180 and 181 characters
    let deep = |length: usize| format!("m3/{0}/{0}/{1}", "y".repeat(60), name(length - 125));
    assert_eq!(deep(178).len(), 178);
    finds(&added(&deep(178)), &[]);
    finds(&added(&deep(179)), &[("eCTD4-067", &deep(179))]);

    let document = at(&uuid(101));
    for allowed in ["m3/$-_+!'()/a.pdf", "m3/ABC/a.pdf"] {
        finds(&added(allowed), &[]);
    }
    for odd in ["m3/a b/a.pdf", "m3/a.b/a.pdf", "m3/质量/a.pdf"] {
        finds(&added(odd), &[("eCTD4-074", &document)]);
    }
    // blanks in file names are tolerated
    finds(&added("m3/a b.pdf"), &[("ICH v4 IG 5.2", "m3/a b.pdf")]);
    finds(&added("m3/质量.pdf"), &[("ICH v4 IG 5.2.1", "m3/质量.pdf")]);
    for odd in ["m3/a", "m3/a.r", "m3/a.extension"] {
        finds(&added(odd), &[("US-eCTD4-527", odd)]);
    }
    finds(&added("m3/1/2/3/4/5/6/a.pdf"), &[]);
    finds(&added("m3/1/2/3/4/5/6/7/a.pdf"), &[("ICH v4 IG 5.4", "m3/1/2/3/4/5/6/7/a.pdf")]);
    finds(&added("m5/data.ZIP"), &[("ICH v4 IG 5.7", "m5/data.ZIP"), ("ICH v4 IG 5.2", "m5/data.ZIP")]);
    finds(&added("m1/data.zip"), &[]);
}
