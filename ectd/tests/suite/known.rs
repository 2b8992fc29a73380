//! Files whose digests are known are not read; that all else is found as if they were, every check of a test that is made
//! twice shows.

use std::fs;

use crypto::digest::Sm3Digest;
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use ectd::reading::known::Known;

use crate::common::told::Told;
use crate::common::twice::{all_known, of};
use crate::common::{Folder, leaf};

/// A dossier of one leaf, and of a file that no leaf names.
fn one_leaf() -> Folder {
    let folder = Folder::new();
    folder.file("m1/a.pdf", "one").file("m1/b.pdf", "two").index(&leaf("a", "m1/a.pdf", "one"));
    folder
}

fn rules(report: &Report) -> Vec<(&str, &str)> {
    let findings = report.findings.iter().map(|finding| (finding.rule.as_str(), finding.place.as_str()));
    findings.filter(|(rule, _)| ["LEAF-04", "READ-01", "READ-02"].contains(rule)).collect()
}

fn check(known: &Known<'_>) -> Report {
    Check::under(Profile::Ich).run_knowing(known, &mut ())
}

#[test]
fn what_is_known_is_not_read() {
    let folder = one_leaf();
    let dossier = folder.open();
    let known = all_known(&dossier);
    for name in ["m1/a.pdf", "m1/b.pdf"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert_eq!(rules(&check(&Known::nothing(&dossier))), [("READ-01", "m1/a.pdf"), ("READ-01", "m1/b.pdf")]);
    assert_eq!(rules(&check(&known)), []);
}

#[test]
fn a_known_digest_is_held_to_the_leaf() {
    let folder = one_leaf();
    let dossier = folder.open();
    let mut known = Known::nothing(&dossier);
    known.note("m1/a.pdf", 3, of(b"eno"));
    let report = check(&known);
    let [(rule, place)] = rules(&report)[..] else { panic!("{:?}", report.findings) };
    assert_eq!(rule, "LEAF-04");
    assert_eq!(place, "m1/a.pdf#a");
}

#[test]
fn what_is_known_of_another_size_or_of_no_file_is_not_used() {
    let folder = one_leaf();
    let dossier = folder.open();
    let mut known = Known::nothing(&dossier);
    known.note("m1/a.pdf", 4, of(b"four"));
    known.note("m1/none.pdf", 3, of(b"eno"));
    known.note("../a.pdf", 3, of(b"eno"));
    assert_eq!(rules(&check(&known)), []);
}

#[test]
fn an_sm3_is_always_taken_of_the_file() {
    let folder = Folder::new();
    let list = format!("{}  m1/a.pdf\n", Sm3Digest::of(b"one"));
    folder.file("m1/a.pdf", "one").file("index-sm3.txt", list);
    let dossier = folder.open();
    let known = all_known(&dossier);
    let found = |dossier: &Dossier, known: &Known<'_>| {
        let check = Check::under(Profile::Generic);
        assert_eq!(check.run_knowing(known, &mut ()).findings, check.run(dossier, &mut ()).findings);
        rules(&check.run_knowing(known, &mut ())).len()
    };
    assert_eq!(found(&dossier, &known), 0);
    fs::remove_file(folder.path().join("m1/a.pdf")).unwrap();
    assert_eq!(found(&dossier, &known), 1);
}

#[test]
fn progress_counts_what_is_known_too() {
    let folder = one_leaf();
    folder.file("m5/big.xpt", vec![7; 20 << 20]);
    let dossier = folder.open();
    let mut told = Told::default();
    Check::under(Profile::Ich).run_knowing(&all_known(&dossier), &mut told);
    assert_eq!(told.expected, told.done);
    assert_eq!(told.done, (5, dossier.bytes()));
}
