//! The evidence log from end to end: proofs in receipts, an export that stands alone, and a centre that takes something back.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program::{self, Run};
use tests::skip::skip;

use crate::support::{number, receipts_in};

#[test]
fn receipts_carry_proofs_that_stand_in_an_export_years_later() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 4, 300_000);
    let first = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    let kept = receipts_in(&applicant.home().join("receipts").join(&first));
    assert_eq!(kept.len(), 4);
    let old = applicant.folder().join("old.checkpoint");
    std::fs::copy(applicant.home().join("log/CDE.checkpoint"), &old).expect("the client remembers");
    let more = applicant.sample("x202600002/0000", 2, 100_000);
    let _ = applicant.submit(&more, "x202600002", "0000").expect(0);

    let verified = centre.run(["log", "verify"]).expect(0);
    assert!(verified.result()["entries"].as_u64().is_some_and(|entries| entries > 10), "{verified:?}");
    let export = applicant.folder().join("export");
    let _ = centre.run(["log", "export", &export.display().to_string()]).expect(0);
    let _ = centre.run(["log", "export", &export.display().to_string()]).expect(1);
    let ca = centre.home().join("keys/ca.pem").display().to_string();
    let trusted = verify(&[
        "log",
        &export.display().to_string(),
        "--trust",
        &ca,
        "--since",
        &old.display().to_string(),
    ]);
    let trusted = trusted.expect(0);
    assert_eq!((&trusted.result()["state"], &trusted.result()["trusted"]), (&"sound".into(), &true.into()));
    for receipt in &kept {
        let receipt = receipt.display().to_string();
        let _ =
            verify(&["receipt", &receipt, "--trust", &ca, "--log", &export.display().to_string()]).expect(0);
    }
    python(&export, &old, &kept);
    drop(serving);
    damaged(&export, &kept[0]);
}

/// The second reader, which has nothing of ours.
fn python(export: &Path, old: &Path, receipts: &[PathBuf]) {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES") else {
        return skip("the log's Python judge", "no Python judges (SEALPOST_JUDGES)");
    };
    let judge = || {
        let mut command = Command::new(&python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/check_log.py")).arg(export);
        command.arg("--since").arg(old);
        for receipt in receipts {
            command.arg("--receipt").arg(receipt);
        }
        let output = command.output().expect("python");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = judge();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("4 receipts"), "{said}");
    let place = export.join("checkpoint");
    let text = std::fs::read_to_string(&place).expect("checkpoint");
    std::fs::write(&place, text.replacen('\n', "\n1", 1)).expect("another size");
    assert_eq!(judge().0, Some(3));
    std::fs::write(&place, text).expect("as it was");
}

fn damaged(export: &Path, receipt: &Path) {
    let bundle = files_below(&export.join("tile/entries")).pop().expect("a bundle");
    let mut bytes = std::fs::read(&bundle).expect("bundle");
    bytes[2] ^= 1;
    std::fs::write(&bundle, bytes).expect("an edited entry");
    let found = verify(&["log", &export.display().to_string()]).expect(3);
    assert!(rules(&found).contains(&"log-root".to_owned()), "{found:?}");
    std::fs::remove_file(export.join("checkpoint")).expect("checkpoint");
    let found = verify(&["receipt", &receipt.display().to_string(), "--log", &export.display().to_string()])
        .expect(3);
    assert!(rules(&found).contains(&"log-checkpoint".to_owned()), "{found:?}");
}

#[test]
fn a_centre_that_takes_events_back_is_shouted_at() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 2, 100_000);
    let filed = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    serving.stop();
    let home = centre.home();
    let kept = applicant.folder().join("registry");
    std::fs::create_dir(&kept).expect("folder");
    for file in registry_of(&home) {
        std::fs::copy(&file, kept.join(file.file_name().expect("name"))).expect("copy of the registry");
    }
    let serving = centre.serve();
    let more = applicant.sample("x202600002/0000", 2, 100_000);
    let _ = applicant.submit(&more, "x202600002", "0000").expect(0);
    serving.stop();

    // The registry of before: its own log gives it away.
    for file in registry_of(&home) {
        std::fs::remove_file(file).expect("registry");
    }
    for entry in std::fs::read_dir(&kept).expect("copy").flatten() {
        std::fs::copy(entry.path(), home.join(entry.file_name())).expect("restored");
    }
    let refused = centre.run(["serve"]).expect(1);
    assert!(format!("{refused:?}").contains("rolled back"), "{refused:?}");
    let found = centre.run(["log", "verify"]).expect(3);
    assert!(rules(&found).contains(&"log-registry".to_owned()), "{found:?}");

    // Whoever removes the log too, and the registry's copy, is caught by every applicant.
    std::fs::remove_dir_all(home.join("log")).expect("log");
    std::fs::remove_dir_all(home.join("backup/log")).expect("its copy");
    std::fs::remove_dir_all(home.join("backup/registry")).expect("the registry's copy");
    let _serving = centre.serve();
    let shouted = applicant.run(["status", &filed]).expect(1);
    let error = shouted.of_type("error").next().expect("an error");
    assert_eq!(error["code"], "log-inconsistent", "{shouted:?}");
    let evidence = applicant.home().join("log/CDE-inconsistent");
    let folder = std::fs::read_dir(evidence).expect("evidence").flatten().next().expect("one").path();
    for name in ["held.checkpoint", "shown.checkpoint"] {
        let text = std::fs::read_to_string(folder.join(name)).expect(name);
        assert!(text.starts_with("sealpost-log/CDE/"), "{text}");
    }
    let third = applicant.sample("x202600003/0000", 2, 100_000);
    let refused = applicant.submit(&third, "x202600003", "0000").expect(1);
    assert_eq!(refused.of_type("error").next().expect("an error")["code"], "log-inconsistent", "{refused:?}");
    // Off line, the old checkpoint against what the centre has now.
    let held = folder.join("held.checkpoint").display().to_string();
    let found = verify(&["log", &home.join("log").display().to_string(), "--since", &held]).expect(3);
    assert!(rules(&found).iter().any(|rule| rule == "log-rolled-back" || rule == "log-forked"), "{found:?}");
}

fn verify(arguments: &[&str]) -> Run {
    let mut command = Command::new(program::path("sealpost-verify"));
    program::run(command.args(arguments).arg("--json"))
}

fn rules(run: &Run) -> Vec<String> {
    run.of_type("finding").filter_map(|line: &Value| line["rule"].as_str().map(str::to_owned)).collect()
}

fn registry_of(home: &Path) -> Vec<PathBuf> {
    let is_registry =
        |path: &PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("registry.sqlite"));
    std::fs::read_dir(home).expect("home").flatten().map(|entry| entry.path()).filter(is_registry).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}
