//! Real dossiers, with what is known to be wrong with them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::{found, of_any_folder, sample};
use ectd::application::History;
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::finding::Severity;
use ectd::profile::Profile;

fn open(path: &std::path::Path) -> (Dossier, Profile) {
    let dossier = Dossier::open(path).unwrap();
    let profile = Profile::detect(&dossier);
    (dossier, profile)
}

#[test]
fn a_chain_of_sequences_whose_files_are_absent() {
    let Some(chain) = sample("lifecycle-v322") else { return };
    let body = "m3/32-body-data/32s-drug-sub";
    let known: [(&str, Profile, &[String]); 4] = [
        ("0000", Profile::Us, &["m1/us/12-cover-letters/cover.pdf#overview".to_owned()]),
        ("0001", Profile::Ich, &[]),
        (
            "0002",
            Profile::Ich,
            &[
                "m1/us/us-regional.xml#regional-0002".to_owned(),
                format!("{body}/drug-a-alpha/32s4-contr-drug-sub/32s41-spec/addendum.pdf#alpha-addendum"),
                format!("{body}/drug-b-gamma/32s4-contr-drug-sub/32s41-spec/specification.pdf#gamma-spec"),
            ],
        ),
        ("0003", Profile::Ich, &["m1/us/us-regional.xml#regional-0003".to_owned()]),
    ];
    for (sequence, expected, missing) in known {
        let (dossier, profile) = open(&chain.join(sequence));
        assert_eq!(profile, expected, "{sequence}");
        let report = of_any_folder(Check::under(profile).run(&dossier, &mut ()));
        let names = found(&report);
        assert!(names.iter().all(|(rule, _)| *rule == "LEAF-05"), "{sequence}: {names:?}");
        for place in missing {
            assert!(names.contains(&("LEAF-05", place)), "{sequence}: {place} in {names:?}");
        }
        assert_eq!(report.filing.sequence.unwrap().as_str(), sequence);
        let application = if sequence == "0000" { "000001" } else { "lifecycle-v322" };
        assert_eq!(report.filing.application.unwrap().as_str(), application);
    }
}

/// Code and path of each error and warning that is not about the inside of a PDF.
fn grave(report: &Report) -> Vec<(&str, &str)> {
    let findings = report.findings.iter().filter(|finding| {
        finding.severity != Severity::Info
            && !finding.rule.starts_with("PDF-")
            && !finding.rule.starts_with("XPT-")
    });
    findings.map(|finding| (finding.rule.as_str(), finding.place.split('#').next().unwrap())).collect()
}

#[test]
fn v4_folders_that_differ_in_case() {
    let Some(v4) = sample("fda-ectd-v4") else { return };
    let (dossier, profile) = open(&v4.join("Study Data/NDA111888/1"));
    assert_eq!(profile, Profile::V4);
    let report = Check::under(profile).run(&dossier, &mut ());
    let files = ["adam/adsl.xpt", "adam/define.xml", "sdtm/define.xml", "sdtm/dm.xpt", "sdtm/ts.xpt"];
    let paths = files.map(|file| format!("m5/111888-001/{file}"));
    let expected: Vec<_> = paths.iter().map(|path| ("PKG-13", path.as_str())).collect();
    assert_eq!(grave(&report), expected, "the sample's known flaw, and nothing else");
    assert_eq!(report.filing.application.unwrap().as_str(), "111888");
    assert_eq!(report.filing.sequence.unwrap().as_str(), "1");
}

#[test]
fn v4_life_cycle_is_sound() {
    let Some(v4) = sample("fda-ectd-v4") else { return };
    let application = v4.join("Life Cycle Content/NDA111886");
    for sequence in ["1", "2"] {
        let (dossier, profile) = open(&application.join(sequence));
        let history = History::read(&application, &dossier, profile).unwrap();
        assert_eq!(history.sequences().len(), usize::from(sequence == "2"));
        for history in [History::NotGiven, history] {
            let report = Check { history, ..Check::under(profile) }.run(&dossier, &mut ());
            assert_eq!(grave(&report), []);
            assert_eq!(report.filing.application.unwrap().as_str(), "111886");
            assert_eq!(report.filing.sequence.unwrap().as_str(), sequence);
        }
    }
}

#[test]
fn a_package_without_backbone() {
    let Some(pilot) = sample("fda-pilot3") else { return };
    let (dossier, profile) = open(&pilot);
    assert_eq!(profile, Profile::Generic);
    let report = Check::under(profile).run(&dossier, &mut ());
    let names: Vec<_> = grave(&report);
    assert_eq!(
        names,
        [("PKG-08", "m1/us/response-FDA-IR-pilot3.pdf")],
        "a name with capitals, and nothing else"
    );
    assert_eq!((report.files, report.bytes), (dossier.files().len() as u64, dossier.bytes()));
    assert_eq!((report.filing.application, report.filing.sequence), (None, None));
}
