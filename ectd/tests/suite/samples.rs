//! Real dossiers, with what is known to be wrong with them.

use crate::common::twice::twice;
use crate::common::{of, sample};
use ectd::application::History;
use ectd::application::view::{Section, View};
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
        let history = History::read(&chain, &dossier, profile).unwrap();
        let report = twice(&Check { history, ..Check::under(profile) }, &dossier);
        // no sequence has a util folder or a PDF: what else could be said is said of files that are not there
        let names = of(&report, BACKBONE);
        assert!(names.iter().all(|(rule, _)| *rule == "LEAF-05"), "{sequence}: {names:?}");
        for place in missing {
            assert!(names.contains(&("LEAF-05", place)), "{sequence}: {place} in {names:?}");
        }
        assert_eq!(report.filing.sequence.unwrap().as_str(), sequence);
        let application = if sequence == "0000" { "000001" } else { "lifecycle-v322" };
        assert_eq!(report.filing.application.unwrap().as_str(), application);
    }
}

/// The rules about what index.xml and the regional file say, over all sequences.
const BACKBONE: &[&str] = &[
    "IDX-01", "IDX-02", "IDX-03", "IDX-04", "IDX-05", "IDX-06", "IDX-07", "REG-01", "LEAF-01", "LEAF-02",
    "LEAF-03", "LEAF-04", "LEAF-05", "LEAF-06", "LEAF-07", "LEAF-08", "LEAF-09", "LEAF-10", "ATTR-01",
    "ATTR-02", "ATTR-03", "LIFE-01", "LIFE-02", "LIFE-03", "LIFE-04", "LIFE-05", "LIFE-06", "LIFE-07",
    "LIFE-08", "LIFE-09", "LIFE-10", "LIFE-11", "LIFE-12",
];

#[test]
fn the_current_view_of_the_chain() {
    let Some(chain) = sample("lifecycle-v322") else { return };
    let view = View::read(&chain).unwrap();
    assert_eq!(view.sequences, ["0000", "0001", "0002", "0003"]);
    let specification = |view: &View| -> Vec<(String, String)> {
        let mut found = Vec::new();
        collect(&view.contents, "m3-2-s-4-1-specification", &mut found);
        found
    };
    let expected = [("0001", "alpha-spec-v2"), ("0002", "alpha-addendum"), ("0002", "gamma-spec")];
    assert_eq!(
        specification(&view),
        expected.map(|(sequence, id)| (sequence.to_owned(), id.to_owned())),
        "beta is deleted, alpha replaced and added to"
    );
    // eleven of 0000 less the regional file, beta and alpha's first; the new alpha, its addendum, gamma
    assert_eq!(view.contents.count(), 8 + 3);
}

#[test]
fn the_current_view_of_v4() {
    let Some(v4) = sample("fda-ectd-v4") else { return };
    let view = View::read(&v4.join("Life Cycle Content/NDA111886")).unwrap();
    assert_eq!(view.sequences, ["1", "2"]);
    let mut standing = Vec::new();
    collect(&view.contents, "ich_5.3.1.1", &mut standing);
    let replacing = ("2".to_owned(), "283dab56-9ed1-4842-8c72-2b6496ba597d".to_owned());
    assert_eq!(standing, [replacing], "one context replaces the three of the first sequence");
}

fn collect(section: &Section, element: &str, found: &mut Vec<(String, String)>) {
    for leaf in section.leaves.iter().filter(|_| section.element == element) {
        found.push((leaf.sequence.clone(), leaf.id.clone()));
        found.extend(leaf.appended.iter().map(|leaf| (leaf.sequence.clone(), leaf.id.clone())));
    }
    for below in &section.sections {
        collect(below, element, found);
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
    let report = twice(&Check::under(profile), &dossier);
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
            let report = twice(&Check { history, ..Check::under(profile) }, &dossier);
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
    let report = twice(&Check::under(profile), &dossier);
    let names: Vec<_> = grave(&report);
    assert_eq!(
        names,
        [("PKG-08", "m1/us/response-FDA-IR-pilot3.pdf")],
        "a name with capitals, and nothing else"
    );
    assert_eq!((report.files, report.bytes), (dossier.files().len() as u64, dossier.bytes()));
    assert_eq!((report.filing.application, report.filing.sequence), (None, None));
}
