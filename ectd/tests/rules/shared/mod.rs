//! Rules that the authorities of eCTD v3.2.2 have alike: one spoilt thing, found under the number of each.

mod rows;

use ectd::compose::plan::Sequence;
use ectd::profile::Profile;

use crate::common::written::Written;
use crate::fixture::{CN, DELETED, Expected, REPLACED, V3, again, breaks, composed, counts, finds};
use rows::{ROWS, leaf};

tests! {
    what_is_composed_has_nothing,
    each_row_is_broken_alone,
    an_index_that_is_not_there,
    an_index_that_is_no_xml,
    what_was_replaced_or_deleted_before,
    the_first_sequence_changes_nothing,
    what_is_counted,
}

fn what_is_composed_has_nothing() {
    for profile in V3 {
        for sequences in 1..=4 {
            breaks(profile, composed(profile, sequences), |_| {}, &[]);
        }
    }
}

fn each_row_is_broken_alone() {
    for (code, numbers, sequences, spoil, place) in ROWS {
        for (profile, number) in V3.into_iter().zip(numbers).filter(|(_, number)| **number != "-") {
            breaks(profile, composed(profile, *sequences), spoil, &[(code, number, place)]);
        }
    }
}

/// Without it nobody names the regional file either; the rest is taken away.
fn an_index_that_is_not_there() {
    let expected: [(Profile, &[Expected<'_>]); 4] = [
        (Profile::Cn, &[("IDX-01", "CN 3.1", "index.xml"), ("PKG-06", "CN 2.3", CN)]),
        (Profile::Us, &[("IDX-01", "FDA 6", "index.xml"), ("PKG-06", "FDA 1306", "m1/us/us-regional.xml")]),
        (Profile::Eu, &[("IDX-01", "EU 7.1-7.2", "index.xml"), ("PKG-06", "", "m1/eu/eu-regional.xml")]),
        (Profile::Ich, &[("IDX-01", "", "index.xml")]),
    ];
    for (profile, expected) in expected {
        let application = composed(profile, 1);
        let (written, name) = (Written::new(&application), &application.sequences[0].folder);
        let folder = written.sequence(name);
        std::fs::remove_file(folder.join("index.xml")).unwrap();
        if profile != Profile::Ich {
            for module in ["m2", "m3", "m4", "m5"] {
                std::fs::remove_dir_all(folder.join(module)).unwrap();
            }
        }
        for edition in ectd::book::Book::of(profile).editions {
            finds(&written.check_under(profile, edition.name, name), expected);
        }
    }
}

fn an_index_that_is_no_xml() {
    let numbers = ["CN 3.1", "", "EU 7.3", ""];
    for (profile, number) in V3.into_iter().zip(numbers) {
        let application = composed(profile, 1);
        let (written, name) = (Written::new(&application), &application.sequences[0].folder);
        let folder = written.sequence(name);
        let index = std::fs::read_to_string(folder.join("index.xml")).unwrap().replace("</ectd:ectd>", "");
        std::fs::write(folder.join("index.xml"), &index).unwrap();
        let sum = crypto::digest::Md5Digest::of(index.as_bytes()).to_string();
        std::fs::write(folder.join("index-md5.txt"), sum).unwrap();
        for edition in ectd::book::Book::of(profile).editions {
            finds(&written.check_under(profile, edition.name, name), &[("IDX-01", number, "index.xml")]);
        }
    }
}

/// The second or the fourth sequence once more; of what it does in module 1, nothing.
fn what_was_replaced_or_deleted_before() {
    let cases = [
        (2, "LIFE-06", "CN 3.32", REPLACED, ["cn-1-3-1-2", "draft-labeling-text", "product-information", ""]),
        (4, "LIFE-07", "CN 3.33", DELETED, ["cn-1-3-8-2", "environmental-analysis", "risk-management", ""]),
    ];
    for (sequences, code, number, id, regional) in cases {
        for (profile, regional) in V3.into_iter().zip(regional) {
            let mut application = composed(profile, sequences);
            again(&mut application, sequences - 1);
            let number = if profile == Profile::Cn { number } else { "" };
            let expected = [(code, number, &*format!("index.xml#{id}"))];
            breaks(profile, application, |it| it.drop_leaf(regional), &expected);
        }
    }
}

/// What is not there cannot be named: whoever changes something at the very beginning breaks the rule on targets, too.
fn the_first_sequence_changes_nothing() {
    let place = "index.xml#m3-2-p-1";
    let replace = |it: &mut Sequence| "replace".clone_into(&mut leaf(it, "m3-2-p-1").operation);
    for (profile, target, first) in
        [(Profile::Cn, "CN 3.9", "CN 3.10"), (Profile::Eu, "", ""), (Profile::Ich, "", "")]
    {
        let expected = [("LIFE-02", target, place), ("LIFE-01", first, place)];
        breaks(profile, composed(profile, 1), replace, &expected);
    }
}

fn what_is_counted() {
    for profile in V3 {
        let application = composed(profile, 1);
        let (written, name) = (Written::new(&application), &application.sequences[0].folder);
        let numbers =
            if profile == Profile::Cn { ["CN 1.1", "CN 1.2", "CN 1.3"] } else { Default::default() };
        let places = ["", "", "index.xml"];
        let expected: Vec<_> =
            numbers.into_iter().zip(places).map(|(number, place)| ("PKG-15", number, place)).collect();
        for edition in ectd::book::Book::of(profile).editions {
            let report = written.check_under(profile, edition.name, name);
            let told = counts(&report, &expected);
            let texts: Vec<_> = told.iter().map(|it| it.text.as_str()).collect();
            assert_eq!(texts, ["count-files", "count-bytes", "count-absent"], "{profile}");
            assert_eq!(told[0].arguments["files"], report.files.to_string());
            assert_eq!(told[1].arguments["bytes"], report.bytes.to_string());
            let sections: Vec<_> = told[2].arguments["sections"].split(", ").collect();
            assert!(sections.contains(&"4.2.2") && !sections.contains(&"4.2.2.1"), "{sections:?}");
            assert!(!sections.contains(&"4.2.1.1"), "it is there");
        }
    }
}
