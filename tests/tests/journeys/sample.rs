//! `sample`, in each authority's form: a dossier in which `check` finds nothing but what the authority alone can supply.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tests::applicant::Applicant;
use tests::program::{self, Run};
use tests::sample::shared;

/// Writes a sample of 60 files below its application's folder.
fn sample(applicant: &Applicant, profile: &str, sequence: &str, util: Option<&Path>) -> PathBuf {
    // China compares the folder with the envelope
    let folder = applicant.folder().join(profile).join("x202600001").join(sequence);
    let mut command = applicant.command(["sample", "--files", "60", "--bytes", "2000000"]);
    command.args(["--profile", profile, "--sequence", sequence]).arg(&folder);
    if let Some(util) = util {
        command.arg("--util").arg(util);
    }
    let run = program::run(&mut command).expect(0);
    let files = count_files(&folder);
    assert_eq!(run.result()["files"], files, "{profile}");
    folder
}

fn count_files(folder: &Path) -> u64 {
    tests::tree::digests(folder).len() as u64
}

fn check(applicant: &Applicant, profile: &str, folder: &Path) -> Run {
    let run = applicant.run([Path::new("check"), folder]);
    assert_eq!(run.result()["profile"], profile, "it is seen what it is");
    run
}

/// The rules that are broken: code and weight.
fn broken(run: &Run) -> BTreeSet<(&str, &str)> {
    let grave = run.of_type("finding").filter(|line| line["severity"] != "info");
    grave.map(|line| (line["rule"].as_str().unwrap(), line["severity"].as_str().unwrap())).collect()
}

#[test]
fn samples_lack_only_the_authority_s_own_files() {
    let applicant = Applicant::new();
    for (profile, sequence) in [("cn", "0000"), ("us", "0001"), ("eu", "0000"), ("ich", "0000")] {
        let run = check(&applicant, profile, &sample(&applicant, profile, sequence, None)).expect(3);
        let rules = broken(&run);
        assert!(rules.contains(&("UTL-01", "error")), "{profile}: {rules:?}");
        assert!(rules.iter().all(|(rule, _)| rule.starts_with("UTL-")), "{profile}: {rules:?}");
    }
    for (profile, sequence) in [("v4", "1"), ("generic", "0000")] {
        let run = check(&applicant, profile, &sample(&applicant, profile, sequence, None)).expect(0);
        assert_eq!(broken(&run), BTreeSet::new(), "{profile}");
    }
}

#[test]
fn with_the_authority_s_files_nothing_stands_against_a_sample() {
    let Some(util) = shared("samples with the authorities' files", "domain/dtd/official") else { return };
    let applicant = Applicant::new();
    for (profile, sequence) in [("us", "0001"), ("eu", "0000"), ("ich", "0000")] {
        let run = check(&applicant, profile, &sample(&applicant, profile, sequence, Some(&util)));
        assert_eq!(broken(&run), BTreeSet::new(), "{profile}");
        let _ = run.expect(0);
    }
    // China's schema and style sheet could not be had
    let run = check(&applicant, "cn", &sample(&applicant, "cn", "0000", Some(&util))).expect(3);
    assert!(broken(&run).iter().all(|(rule, _)| rule.starts_with("UTL-")), "{:?}", broken(&run));
}

#[test]
fn a_later_sequence_is_judged_by_its_history() {
    let applicant = Applicant::new();
    for (profile, first, second) in [("cn", "0000", "0001"), ("us", "0001", "0002"), ("v4", "1", "2")] {
        sample(&applicant, profile, first, None);
        let folder = sample(&applicant, profile, second, None);
        let told = |run: &Run| run.of_type("finding").filter(|line| line["rule"] == "LIFE-12").count();
        let alone = check(&applicant, profile, &folder);
        let mut command = applicant.command(["check", "--history"]);
        let run = program::run(command.arg(folder.parent().unwrap()).arg(&folder));
        assert!(
            broken(&run).iter().all(|(rule, _)| rule.starts_with("UTL-")),
            "{profile}: {:?}",
            broken(&run)
        );
        assert!(told(&alone) > 0 && told(&run) == 0, "{profile}: {} and {}", told(&alone), told(&run));
        assert!(run.result()["evaluated"].as_u64() >= alone.result()["evaluated"].as_u64());
    }
}

#[test]
fn a_leaf_that_replaces_nothing_is_seen_with_history_only() {
    let applicant = Applicant::new();
    let first = sample(&applicant, "us", "0001", None);
    let second = sample(&applicant, "us", "0002", None);
    let index = first.join("index.xml");
    let text = fs::read_to_string(&index).unwrap();
    fs::write(&index, text.replace("ID=\"m3-2-s-4-1\"", "ID=\"other\"")).unwrap();
    let life = |run: &Run| broken(run).into_iter().filter(|(rule, _)| rule.starts_with("LIFE-")).count();
    assert_eq!(life(&check(&applicant, "us", &second)), 0);
    let mut command = applicant.command(["check", "--history"]);
    let run = program::run(command.arg(second.parent().unwrap()).arg(&second)).expect(3);
    let found: Vec<_> =
        run.of_type("finding").filter(|line| line["rule"].as_str().unwrap().starts_with("LIFE-")).collect();
    let places: Vec<_> = found.iter().map(|line| (&line["rule"], &line["place"])).collect();
    assert_eq!(places, [(&"LIFE-03".into(), &"index.xml#m3-2-s-4-1".into())]);
}

#[test]
fn an_earlier_edition_can_be_asked_for() {
    let applicant = Applicant::new();
    let folder = sample(&applicant, "cn", "0000", None);
    let under = |edition: &str| {
        let mut command = applicant.command(["check", "--edition", edition]);
        program::run(command.arg(&folder))
    };
    let (old, new) = (under("1.0").expect(3), under("1.1").expect(3));
    assert_ne!(old.result()["edition"], new.result()["edition"]);
    assert_eq!(
        new.result()["edition"],
        check(&applicant, "cn", &folder).result()["edition"],
        "it is in force"
    );
    let none = under("0.9").expect(2);
    let error = none.of_type("error").next().unwrap();
    assert_eq!(error["code"], "edition-unknown");
    assert!(error["hint"].as_str().unwrap().contains("1.0"), "{error}");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let applicant = Applicant::new();
    let folder = sample(&applicant, "generic", "0000", None);
    let again = applicant.run([Path::new("sample"), &folder]);
    assert_eq!(again.of_type("error").count(), 1);
    assert_ne!(again.code, Some(0), "a folder with something in it is left alone");
    let few = applicant.run(["sample", "--profile", "cn", "--files", "3", "new"]).expect(2);
    assert_eq!(few.of_type("error").count(), 1);
    let none = applicant.run(["sample", "--profile", "jp", "new"]).expect(2);
    assert!(none.stderr.contains("jp") && none.stderr.contains("generic"), "{}", none.stderr);
}
