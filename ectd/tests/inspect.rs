//! Workers that look into files: they answer, break, are replaced, and the check goes on.
//!
//! This program is also the worker that it tests, hence without the usual frame around tests.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::panic, reason = "a test without a frame fails by panicking")]
#![allow(clippy::print_stdout, reason = "a frame for tests says which one runs")]

mod common;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use common::tiny::{Tiny, transport};
use common::{Folder, sample};
use ectd::application::History;
use ectd::check::{Check, Report};
use ectd::compose::{cn, eu, us, v4};
use ectd::dossier::Dossier;
use ectd::inspect::{Inspection, Launcher, Reason, inspect, worker};
use ectd::pdf::Fault;
use ectd::profile::Profile;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("inspect-worker") => {
            worker::run(Path::new(&arguments[3]), arguments[2].parse().unwrap()).unwrap();
        }
        Some("silent") => std::thread::sleep(Duration::from_secs(60)),
        Some("babbling") => loop {
            println!("{{}}");
        },
        Some("dying") => {}
        wanted => {
            let wanted = wanted.filter(|word| !word.starts_with('-')).unwrap_or_default();
            for (name, test) in TESTS.iter().filter(|(name, _)| name.contains(wanted)) {
                println!("test {name}");
                test();
            }
        }
    }
}

type Test = (&'static str, fn());

const TESTS: &[Test] = &[
    ("each_file_gets_its_own_facts", each_file_gets_its_own_facts),
    ("nothing_is_known_without_a_worker", nothing_is_known_without_a_worker),
    ("a_worker_that_does_not_answer_is_replaced", a_worker_that_does_not_answer_is_replaced),
    ("hostile_files_stop_nobody", hostile_files_stop_nobody),
    ("findings_and_what_was_not_evaluated", findings_and_what_was_not_evaluated),
    ("composed_files_are_sound", composed_files_are_sound),
    ("pilot_3", pilot_3),
    ("forms_of_the_fda_are_encrypted", forms_of_the_fda_are_encrypted),
];

fn launcher(role: &str) -> Launcher {
    Launcher::new(std::env::current_exe().unwrap(), [OsString::from(role)])
}

fn looked_into(dossier: &Dossier, launcher: Option<&Launcher>) -> BTreeMap<String, Inspection> {
    let inspections = inspect(dossier, launcher);
    let paths = dossier.files().iter().map(|file| file.path.as_str().to_owned());
    paths.zip(inspections).filter(|(_, inspection)| *inspection != Inspection::NotInspected).collect()
}

fn checked(dossier: &Dossier, profile: Profile) -> Report {
    Check { launcher: Some(launcher("inspect-worker")), ..Check::under(profile) }.run(dossier, &mut ())
}

fn each_file_gets_its_own_facts() {
    let folder = Folder::new();
    for pages in 1..=40 {
        folder.file(&format!("m{}/{pages}.pdf", pages % 5), Tiny::pages(pages).bytes());
    }
    folder.file("m5/dm.XPT", transport()).file("m5/text.txt", "no").file("m5/none.pdf", "no");
    let found = looked_into(&folder.open(), Some(&launcher("inspect-worker")));
    assert_eq!(found.len(), 42);
    for (path, inspection) in found {
        match (path.as_str(), inspection) {
            ("m5/dm.XPT", Inspection::Xpt(facts)) => assert_eq!(facts.members[0].name, "DM"),
            ("m5/none.pdf", Inspection::Pdf(facts)) => assert_eq!(facts.fault, Some(Fault::NotPdf)),
            (path, Inspection::Pdf(facts)) => assert!(path.ends_with(&format!("/{}.pdf", facts.pages))),
            (path, other) => panic!("{path}: {other:?}"),
        }
    }
}

fn nothing_is_known_without_a_worker() {
    let folder = Folder::new();
    folder.file("m1/a.pdf", Tiny::new().bytes()).file("m1/b.xpt", transport());
    for inspection in looked_into(&folder.open(), None).values() {
        assert_eq!(*inspection, Inspection::NotEvaluated(Reason::NoWorker));
    }
    let missing = Launcher::new("/no/such/program".into(), []);
    for inspection in looked_into(&folder.open(), Some(&missing)).values() {
        assert!(matches!(inspection, Inspection::NotEvaluated(Reason::NotStarted(_))));
    }
}

fn a_worker_that_does_not_answer_is_replaced() {
    let folder = Folder::new();
    folder.file("m1/a.pdf", Tiny::new().bytes()).file("m1/b.pdf", Tiny::new().bytes());
    for (role, reason) in
        [("silent", Reason::TooLong { seconds: 1 }), ("babbling", Reason::Broke), ("dying", Reason::Broke)]
    {
        let mut launcher = launcher(role);
        launcher.limits.time = Duration::from_secs(1);
        let began = Instant::now();
        for inspection in looked_into(&folder.open(), Some(&launcher)).values() {
            assert_eq!(*inspection, Inspection::NotEvaluated(reason.clone()), "{role}");
        }
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

/// A stream of zeroes that packs a thousandfold.
fn deflated(bytes: usize) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), vec![0; bytes]);
    stream.compress().unwrap();
    stream.content
}

fn bomb() -> Vec<u8> {
    let mut bomb = Tiny::pages(50);
    bomb.stream(140, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &deflated(100 << 20));
    bomb.bytes()
}

fn hostile_files_stop_nobody() {
    let folder = Folder::new();
    let deep = |open: &str| Tiny::new().with(140, &open.repeat(1_000_000)).bytes();
    folder.file("m1/1-arrays.pdf", deep("[")).file("m1/2-dictionaries.pdf", deep("<</A"));
    folder.file("m1/3-bomb.pdf", bomb());
    folder.file("m1/4-garbage.pdf", [b"%PDF-1.7\n".repeat(100_000), vec![0xff; 1 << 20]].concat());
    folder.file("m1/5-loop.pdf", Tiny::pages(2).with(11, "<< /Kids [2 0 R 10 0 R] >>").bytes());
    let wide = format!("[{}]", "0 ".repeat(50 << 20));
    folder.file("m1/6-wide.pdf", Tiny::new().with(140, &wide).bytes());
    let mut sparse = std::fs::File::create(folder.path().join("m1/7-large.pdf")).unwrap();
    sparse.write_all(b"%PDF-1.7\n").unwrap();
    sparse.set_len(600 << 20).unwrap();
    folder.file("m1/8-sound.pdf", Tiny::new().bytes());
    let mut launcher = launcher("inspect-worker");
    launcher.limits.memory = 512 << 20;
    launcher.limits.time = Duration::from_secs(10);
    let began = Instant::now();
    let found = looked_into(&folder.open(), Some(&launcher));
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    let not = |reason: Reason| Inspection::NotEvaluated(reason);
    assert_eq!(found["m1/3-bomb.pdf"], not(Reason::Excess));
    assert_eq!(found["m1/6-wide.pdf"], not(Reason::Broke));
    assert_eq!(found["m1/7-large.pdf"], not(Reason::TooLarge { most: 512 << 20 }));
    let Inspection::Pdf(looped) = &found["m1/5-loop.pdf"] else { panic!("{:?}", found["m1/5-loop.pdf"]) };
    assert_eq!(looped.fault, Some(Fault::PageTree));
    for path in ["m1/1-arrays.pdf", "m1/2-dictionaries.pdf", "m1/4-garbage.pdf"] {
        let endured = matches!(found[path], Inspection::Pdf(_) | Inspection::NotEvaluated(_));
        assert!(endured, "{path}: {:?}", found[path]);
    }
    assert!(matches!(&found["m1/8-sound.pdf"], Inspection::Pdf(facts) if facts.fault.is_none()));
}

/// Authority's number, message and place of each finding about PDF and XPT.
fn findings(report: &Report) -> Vec<(&str, &str, &str)> {
    let ours = |text: &str| ["pdf-", "xpt-", "not-eval"].iter().any(|start| text.starts_with(start));
    let inspected = |place: &str| place.ends_with(".pdf") || place.ends_with(".xpt");
    let found = report.findings.iter().filter(|finding| ours(&finding.text) && inspected(&finding.place));
    found.map(|found| (found.authority.as_str(), found.text.as_str(), found.place.as_str())).collect()
}

fn findings_and_what_was_not_evaluated() {
    let folder = Folder::new();
    folder.file("a/bare.pdf", Tiny::pages(6).bytes()).file("a/broken.pdf", "no");
    folder.file("a/dm.xpt", &transport()[..900]).file("a/short.pdf", Tiny::pages(5).bytes());
    let report = checked(&folder.open(), Profile::Generic);
    let wrong: Vec<_> =
        findings(&report).into_iter().filter(|(_, text, _)| *text != "not-evaluated").collect();
    let expected = [
        ("", "pdf-broken", "a/broken.pdf"),
        ("", "pdf-without-bookmarks", "a/bare.pdf"),
        ("", "xpt-broken", "a/dm.xpt"),
    ];
    assert_eq!(wrong, expected);
    // a file that does not open is no pass for the other rules
    assert!(findings(&report).contains(&("", "not-evaluated", "a/broken.pdf")));
}

fn composed_files_are_sound() {
    let applications = [
        (Profile::Cn, cn::new_drug()),
        (Profile::Us, us::new_drug()),
        (Profile::Eu, eu::centralised()),
        (Profile::V4, v4::new_drug()),
    ];
    for (profile, application) in applications {
        let top = tempfile::tempdir().unwrap();
        application.write(top.path(), None).unwrap();
        for sequence in &application.sequences {
            let folder = top.path().join(&application.folder).join(&sequence.folder);
            let dossier = Dossier::open(&folder).unwrap();
            let history = History::read(&top.path().join(&application.folder), &dossier, profile).unwrap();
            let launcher = Some(launcher("inspect-worker"));
            let report = Check { launcher, history, ..Check::under(profile) }.run(&dossier, &mut ());
            assert_eq!(findings(&report), [], "{profile} {}", sequence.folder);
        }
    }
}

fn pilot_3() {
    let Some(folder) = sample("fda-pilot3") else { return };
    let dossier = Dossier::open(&folder).unwrap();
    let response = "m1/us/response-FDA-IR-pilot3.pdf";
    let found = looked_into(&dossier, Some(&launcher("inspect-worker")));
    let Inspection::Pdf(facts) = &found[response] else { panic!("{:?}", found[response]) };
    assert_eq!((facts.pages, facts.bookmarks.total, facts.links.total), (11, 0, 10));
    let datasets =
        found.values().filter(|found| matches!(found, Inspection::Xpt(facts) if facts.fault.is_none()));
    assert_eq!(datasets.count(), 21);
    let report = checked(&dossier, Profile::Generic);
    let about: Vec<_> = findings(&report).into_iter().filter(|(.., place)| *place == response).collect();
    assert_eq!(about, [("", "pdf-jump", response), ("", "pdf-without-bookmarks", response)]);
}

fn forms_of_the_fda_are_encrypted() {
    let Some(folder) = sample("fda-ectd-v4") else { return };
    let dossier = Dossier::open(&folder.join("Life Cycle Content/NDA111886/1")).unwrap();
    let found = looked_into(&dossier, Some(&launcher("inspect-worker")));
    let Inspection::Pdf(form) = &found["m1/356h_111886_1.pdf"] else { panic!("{found:?}") };
    assert_eq!((form.security.as_deref(), &form.fault, form.pages), (Some("Standard"), &None, 3));
    assert!(form.scripts.total > 0);
    let report = checked(&dossier, Profile::V4);
    let form = findings(&report).into_iter().filter(|(.., place)| place.contains("356h")).count();
    assert_eq!(form, 0, "forms are exempt");
}
