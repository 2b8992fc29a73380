//! Folders, sizes and sequences.

use std::fs;
use std::path::Path;

use ectd::application::History;
use ectd::application::life::Life;
use ectd::backbone::Backbone;
use ectd::backbone::target::Targets;
use ectd::book::Book;
use ectd::compose::leaf::File;
use ectd::compose::plan::{Application, Sequence};
use ectd::dossier::Dossier;
use ectd::filing::Filing;
use ectd::finding::{Finding, Severity};
use ectd::inspect::Inspection;
use ectd::language::Language;
use ectd::profile::Profile;
use ectd::reading::Reading;
use ectd::rule::subject::Subject;

use crate::common::written::Written;
use crate::fixture::{self, Expected, US, composed, exactly, moved, without_file};

tests! {
    pkg_01_the_folder_is_named_as_the_envelope_says,
    pkg_02_no_gap_between_sequences,
    pkg_03_a_strange_folder,
    pkg_05_module_1_is_there,
    pkg_07_kinds_of_files,
    pkg_11_and_12_sizes,
    pkg_11_and_12_under_each_edition,
    pkg_14_the_application_s_folder,
    cn_4_1_23_the_folders_of_module_1,
    messages_say_what_where_and_how_to_mend_it,
}

/// The first sequence of an application that a profile accepts.
fn first(profile: Profile) -> Application {
    composed(profile, 1)
}

/// Breaks one thing in a first sequence and checks that just that is found.
#[track_caller]
fn breaks(profile: Profile, spoil: impl FnOnce(&mut Sequence), expected: &[Expected<'_>]) {
    fixture::breaks(profile, first(profile), spoil, expected);
}

fn pkg_01_the_folder_is_named_as_the_envelope_says() {
    let sequence = |text: &'static str| {
        move |it: &mut Sequence| text.clone_into(&mut it.element("sequence").unwrap().text)
    };
    breaks(Profile::Eu, sequence("0007"), &[("PKG-01", "EU 13.3", "")]);
    breaks(Profile::Eu, sequence("1"), &[("PKG-01", "EU 13.3", "")]);

    // the envelope's own number goes with the folder of the related one
    let mut application = composed(Profile::Cn, 2);
    "0002".clone_into(&mut application.sequences[1].folder);
    let third = composed(Profile::Cn, 3).sequences.remove(2);
    application.sequences.insert(1, Sequence { folder: "0001".to_owned(), ..third });
    let number = |it: &mut Sequence| "0001".clone_into(&mut it.element("sequence-number").unwrap().text);
    fixture::breaks(Profile::Cn, application, number, &[("CN-4.1.22", "CN 4.1.22", "")]);
}

fn pkg_02_no_gap_between_sequences() {
    let mut application = composed(Profile::Cn, 3);
    application.sequences.remove(1);
    fixture::breaks(Profile::Cn, application.clone(), |_| {}, &[("PKG-02", "CN 2.10", "")]);
    let written = Written::new(&application);
    let report = written.check(Profile::Cn, "0002");
    let gap = report.findings.iter().find(|it| it.rule == "PKG-02").unwrap();
    assert_eq!((gap.arguments["number"].as_str(), gap.arguments["first"].as_str()), ("1", "0001"));
    let alone = written.check_alone(Profile::Cn, "0002");
    let told = alone.findings.iter().find(|it| it.authority == "CN 2.10").unwrap();
    assert_eq!((told.rule.as_str(), told.severity), ("LIFE-12", Severity::Info));
}

fn pkg_03_a_strange_folder() {
    let folder = |it: &mut Sequence| it.files.push(File::bytes("working/notes/a.txt", "x"));
    breaks(Profile::Cn, folder, &[("PKG-03", "CN 2.8", "working")]);
}

/// Without module 1 there is no regional file, either; its leaf leads nowhere.
fn pkg_05_module_1_is_there() {
    let take = |path: &'static str| {
        move |it: &mut Sequence| {
            let leaf = it.leaf("m1-regional").unwrap();
            without_file(leaf);
            leaf.href = Some(path.to_owned());
        }
    };
    for (profile, path, [own, regional, target]) in [
        (Profile::Cn, fixture::CN, ["CN 2.6", "CN 4.1.1", "CN 3.4"]),
        (Profile::Us, US, ["", "FDA 2", "FDA 1323"]),
        (Profile::Eu, fixture::EU, ["", "EU 9.1-9.2", ""]),
    ] {
        let place = format!("{path}#m1-regional");
        let expected = [("PKG-05", own, "m1"), ("REG-01", regional, path), ("LEAF-05", target, &*place)];
        breaks(profile, take(path), &expected);
    }
    // a region's module 1 is not ICH's matter
    breaks(Profile::Ich, |_| {}, &[]);
}

fn pkg_07_kinds_of_files() {
    let word = "m2/22-intro/introduction.docx";
    breaks(Profile::Cn, |it| moved(it, "m2-2", word), &[("PKG-07", "CN 2.4", word)]);
    breaks(Profile::Eu, |it| moved(it, "m2-2", word), &[]);
}

/// Puts a file of that size there, of which nothing is on the disk.
fn sparse(folder: &Path, name: &str, bytes: u64) {
    fs::File::create(folder.join(name)).unwrap().set_len(bytes).unwrap();
}

const MB: u64 = 1 << 20;

/// Finds this in a first sequence to which files are added; nothing is read, for they have no content to speak of.
#[track_caller]
fn sized(profile: Profile, edition: &'static str, files: &[(&str, u64)], expected: &[Expected<'_>]) {
    let application = first(profile);
    let (written, name) = (Written::new(&application), &application.sequences[0].folder);
    for (path, bytes) in files {
        sparse(&written.sequence(name), path, *bytes);
    }
    exactly(profile, edition, &unread(&written.open(name), profile, edition), expected);
}

fn unread(dossier: &Dossier, profile: Profile, edition: &'static str) -> Vec<Finding> {
    let backbone = Backbone::read(dossier, profile);
    let subject = Subject {
        dossier,
        profile,
        edition,
        filing: &Filing::of(dossier, &backbone),
        backbone: &backbone,
        targets: &Targets::follow(dossier, &backbone),
        readings: &vec![Reading::Plain; dossier.files().len()],
        inspections: &vec![Inspection::NotInspected; dossier.files().len()],
        history: &History::Given(Vec::new()),
        life: &Life::over(Vec::new()),
    };
    Book::of(profile).apply(&subject).findings
}

fn pkg_11_and_12_sizes() {
    let sized = |files, expected: &[Expected<'_>]| sized(Profile::Cn, "1.1", files, expected);
    sized(&[("util/fits.pdf", 200 * MB), ("util/large.xpt", 4096 * MB)], &[]);
    sized(&[("util/large.xpt", 4096 * MB + 1)], &[("PKG-11", "CN 2.2", "util/large.xpt")]);
    // 10 GB together, none of them too large
    let three = [("util/large.xpt", 3414 * MB), ("util/more.xpt", 3414 * MB), ("util/most.xpt", 3414 * MB)];
    sized(&three, &[("PKG-12", "", "")]);
}

fn pkg_11_and_12_under_each_edition() {
    for (edition, most) in [("1.0", 500 * MB), ("1.1", 200 * MB)] {
        sized(Profile::Cn, edition, &[("util/fits.pdf", most)], &[]);
        let large = ("PKG-11", "CN 2.2", "util/large.pdf");
        sized(Profile::Cn, edition, &[("util/large.pdf", most + 1)], &[large]);
    }
    let three = [("util/large.xpt", 3414 * MB), ("util/more.xpt", 3414 * MB), ("util/most.xpt", 3414 * MB)];
    sized(Profile::Cn, "1.0", &three, &[("PKG-12", "", "")]);
    sized(Profile::Us, "4.6", &three, &[("PKG-12", "", "")]);
}

fn pkg_14_the_application_s_folder() {
    let mut application = first(Profile::Cn);
    "my-application".clone_into(&mut application.folder);
    fixture::breaks(Profile::Cn, application, |_| {}, &[("PKG-14", "CN 4.1.21", "")]);
}

fn cn_4_1_23_the_folders_of_module_1() {
    for (path, place) in [
        ("m1/cn/01/cover-letter.pdf", "m1/cn/01"),
        ("m1/cn/cover-letter.pdf", "m1/cn/cover-letter.pdf"),
        ("m1/us/cover-letter.pdf", "m1/us"),
    ] {
        breaks(Profile::Cn, |it| moved(it, "cn-1-0", path), &[("CN-4.1.23", "CN 4.1.23", place)]);
    }
}

fn messages_say_what_where_and_how_to_mend_it() {
    let mut application = first(Profile::Cn);
    application.sequences[0].files.push(File::bytes("readme.txt", "x"));
    let report = Written::new(&application).check(Profile::Cn, "0000");
    let finding = report.findings.iter().find(|it| it.rule == "PKG-03").unwrap();
    assert!(finding.message(Language::En).contains("readme.txt does not belong"));
    assert!(finding.message(Language::Zh).contains("请删除"));
}
