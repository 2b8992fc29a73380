//! `view`: what stands after all sequences, as a tree for people and line by line for programs.

use std::fs;
use std::path::Path;

use ectd::compose::plan::Application;
use ectd::compose::{cn, eu, us, v4};
use serde_json::Value;
use tests::applicant::Applicant;
use tests::program::Run;
use tests::sample::shared;

use crate::support::as_a_person;

fn viewed(applicant: &Applicant, folder: &Path) -> Run {
    applicant.run([Path::new("view"), folder]).expect(0)
}

/// Sequence and ID of each document that stands under a heading.
fn under<'a>(run: &'a Run, element: &str) -> Vec<(&'a str, &'a str)> {
    let stands = |line: &&Value| {
        let headings = line["headings"].as_array().unwrap();
        headings.last().is_some_and(|heading| heading["element"] == element)
    };
    let text = |line: &'a Value, name: &str| line[name].as_str().unwrap();
    run.of_type("leaf").filter(stands).map(|line| (text(line, "sequence"), text(line, "id"))).collect()
}

fn result(run: &Run) -> (Vec<&str>, u64) {
    let sequences = run.result()["sequences"].as_array().unwrap();
    (sequences.iter().map(|name| name.as_str().unwrap()).collect(), run.result()["leaves"].as_u64().unwrap())
}

#[test]
fn what_was_replaced_appended_and_deleted_shows_in_composed_applications() {
    let applicant = Applicant::new();
    let expected: [(Application, [&str; 4], bool); 3] = [
        (cn::new_drug(), ["0000", "0001", "0002", "0003"], false),
        (us::new_drug(), ["0001", "0002", "0003", "0004"], true),
        (eu::centralised(), ["0000", "0001", "0002", "0003"], true),
    ];
    for (application, sequences, appends) in expected {
        application.write(applicant.folder(), None).unwrap();
        let run = viewed(&applicant, &applicant.folder().join(&application.folder));
        assert_eq!(result(&run), (sequences.to_vec(), run.of_type("leaf").count() as u64));
        let [first, replacing, appending, _] = sequences;
        assert_eq!(under(&run, "m3-2-s-4-1-specification"), [(replacing, "m3-2-s-4-1")]);
        assert_eq!(under(&run, "m3-2-s-1-1-nomenclature"), [(first, "m3-2-s-1-1")]);
        assert_eq!(under(&run, "m3-2-r-regional-information"), [], "it was deleted");
        let mut stability = vec![(first, "m3-2-p-8-3")];
        stability.extend(appends.then_some((appending, "m3-2-p-8-3")));
        assert_eq!(under(&run, "m3-2-p-8-3-stability-data"), stability);
        let replaced = run.of_type("leaf").find(|line| line["id"] == "m3-2-s-4-1").unwrap();
        assert_eq!(replaced["replaced"], serde_json::json!([[first, "m3-2-s-4-1"]]));
        let path = replaced["path"].as_str().unwrap();
        assert!(applicant.folder().join(&application.folder).join(path).is_file(), "{path}");
    }
}

#[test]
fn units_of_v4_are_laid_on_top_of_each_other() {
    let applicant = Applicant::new();
    let application = v4::new_drug();
    application.write(applicant.folder(), None).unwrap();
    let run = viewed(&applicant, &applicant.folder().join(&application.folder));
    assert_eq!(result(&run).0, ["1", "2"]);
    let reports = run.of_type("leaf").filter(|line| line["path"].as_str().unwrap().contains("m5/"));
    let reports: Vec<_> = reports.map(|line| (&line["sequence"], &line["operation"])).collect();
    assert_eq!(reports, [(&"2".into(), &"replace".into())], "the second replaces one and suspends the other");
}

#[test]
fn a_person_sees_a_tree() {
    let applicant = Applicant::new();
    let application = us::new_drug();
    application.write(applicant.folder(), None).unwrap();
    let folder = applicant.folder().join(&application.folder);
    let run = as_a_person("en", &["view".as_ref(), folder.as_os_str()]).expect(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let at = |text: &str| {
        lines
            .iter()
            .position(|line| line.trim_start() == text)
            .unwrap_or_else(|| panic!("{text}: {}", run.stdout))
    };
    let depth = |line: usize| lines[line].len() - lines[line].trim_start().len();
    let specification =
        at("- Specification of the drug substance  0002/m3/32-body-data/32s-drug-sub/sample-substance/\
         32s4-contr-drug-sub/32s41-spec/specification.pdf  [replaces 0001#m3-2-s-4-1]");
    assert_eq!(lines[specification - 1].trim_start(), "m3-2-s-4-1-specification");
    assert_eq!(depth(specification), depth(specification - 1) + 2);
    let substance = "m3-2-s-drug-substance (manufacturer: sample manufacturer, substance: sample substance)";
    assert_eq!(depth(at(substance)), 4, "below m3 and its body of data");
    let stability =
        lines.iter().position(|line| line.contains("- Stability data of the drug product")).unwrap();
    assert!(lines[stability + 1].trim_start().starts_with("+ Stability data"), "{}", lines[stability + 1]);
    assert_eq!(depth(stability + 1), depth(stability) + 2);
    assert!(lines.last().unwrap().ends_with("documents stand after 4 sequences"));
    let run = as_a_person("zh", &["view".as_ref(), folder.as_os_str()]).expect(0);
    assert!(run.stdout.contains("替换 0001#m3-2-s-4-1"), "{}", run.stdout);
}

#[test]
fn the_chain_of_real_sequences() {
    let Some(chain) = shared("the view of a real chain", "samples/lifecycle-v322") else { return };
    let applicant = Applicant::new();
    let run = viewed(&applicant, &chain);
    assert_eq!(result(&run), (vec!["0000", "0001", "0002", "0003"], 11));
    let standing = [("0001", "alpha-spec-v2"), ("0002", "alpha-addendum"), ("0002", "gamma-spec")];
    assert_eq!(under(&run, "m3-2-s-4-1-specification"), standing, "beta is deleted, alpha replaced");
    let addendum = run.of_type("leaf").find(|line| line["id"] == "alpha-addendum").unwrap();
    assert_eq!(addendum["appended_to"], serde_json::json!({ "sequence": "0001", "id": "alpha-spec-v2" }));
    let person = as_a_person("en", &["view".as_ref(), chain.as_os_str()]).expect(0);
    assert!(person.stdout.contains("+ Alpha specification addendum"));
    assert!(person.stdout.contains("m5-3-5-1") && person.stdout.contains("Study CL-001"));
}

#[test]
fn what_is_no_application_is_said() {
    let applicant = Applicant::new();
    let missing = applicant.folder().join("missing");
    let empty = applicant.folder().join("empty");
    fs::create_dir(&empty).unwrap();
    let sequence = applicant.sample("x202600001/0000", 3, 30_000);
    for (folder, code, name) in
        [(&missing, 1, "folder-unreadable"), (&empty, 3, "no-sequences"), (&sequence, 3, "no-sequences")]
    {
        let run = applicant.run([Path::new("view"), folder]).expect(code);
        let error = run.of_type("error").next().unwrap();
        assert_eq!(error["code"], name);
        assert!(error["message"].as_str().unwrap().contains(folder.to_str().unwrap()), "{error}");
    }
    let person = as_a_person("en", &["view".as_ref(), empty.as_os_str()]).expect(3);
    assert!(
        person.stderr.contains("holds no sequence") && person.stderr.contains("index.xml"),
        "{}",
        person.stderr
    );
}

#[test]
fn a_backbone_that_cannot_be_read_whole_is_said() {
    let applicant = Applicant::new();
    let application = us::new_drug();
    application.write(applicant.folder(), None).unwrap();
    let folder = applicant.folder().join(&application.folder);
    let index = folder.join("0002/index.xml");
    let text = fs::read_to_string(&index).unwrap();
    fs::write(&index, &text[..text.find("<m3-quality").unwrap()]).unwrap();
    let run = applicant.run([Path::new("view"), &folder]).expect(3);
    let fault = run.of_type("finding").next().unwrap();
    assert_eq!((&fault["rule"], &fault["place"]), (&"IDX-01".into(), &"0002/index.xml".into()));
    assert!(run.stderr.contains("0002/index.xml is not well-formed"), "{}", run.stderr);
    assert_eq!(
        under(&run, "m3-2-s-4-1-specification"),
        [("0001", "m3-2-s-4-1")],
        "the replacement cannot be read"
    );
}
