//! The main job: a folder becomes a registered submission with four receipts, and the archivist's tool agrees.

use std::process::Command;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program;

use crate::support::{number, receipt_kinds, receipts_in, sealed};

#[test]
fn a_dossier_is_filed_registered_and_proved() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 12, 3_000_000);

    let run = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    assert_eq!(receipt_kinds(&run), ["offer", "delivered", "verified", "registered"]);
    assert_eq!(run.result()["state"], "registered");
    let number = number(&run);
    assert!(number.starts_with("CDE-"), "{number}");

    let listed = centre.submissions();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["number"], *number);
    assert_eq!(listed[0]["state"], "registered");
    assert_eq!(listed[0]["organisation"], "acme");
    assert_eq!(listed[0]["application"], "x202600001");
    let _ = centre.run(["show", &number]).expect(0);

    let status = applicant.run(["status", &number]).expect(0);
    assert!(status.stdout.contains("registered"), "{}", status.stdout);

    let out = applicant.folder().join("receipts");
    let _ = applicant.run(["receipts", &number, "--out", out.to_str().expect("path")]).expect(0);
    let receipts = receipts_in(&out);
    assert_eq!(receipts.len(), 4);

    let package = sealed(&centre, &number);
    let trust = centre.home().join("keys/ca.pem");
    for key in
        [centre.home().join("keys/centre-decrypt.json"), applicant.home().join("keys/applicant-decrypt.json")]
    {
        let mut verify = verify(&["package"]);
        verify.arg(&package).arg("--key").arg(key).arg("--receipts").arg(&out).arg("--trust").arg(&trust);
        let run = program::run(&mut verify).expect(0);
        assert_eq!(run.result()["state"], "sound");
        assert_eq!(run.result()["trusted"], true);
    }
    for receipt in receipts {
        let mut verify = verify(&["receipt"]);
        verify.arg(&receipt).arg("--trust").arg(&trust).arg("--package").arg(&package);
        assert_eq!(program::run(&mut verify).expect(0).result()["state"], "sound");
    }
    assert_eq!(serving.stop(), Some(0));
}

#[test]
fn the_escrow_key_opens_what_the_centre_keeps_in_both_stores() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600002/0000", 3, 200_000);
    let number = number(&applicant.submit(&dossier, "x202600002", "0000").expect(0));
    for store in ["sealed", "backup/sealed"] {
        let package = centre.home().join(format!("{store}/{number}.sealpost"));
        let mut verify = verify(&["package"]);
        verify.arg(&package).arg("--key").arg(centre.home().join("keys/escrow-decrypt.json"));
        let run = program::run(&mut verify).expect(0);
        assert_eq!(run.result()["state"], "sound", "{store}");
        assert_eq!(run.result()["trusted"], false, "no --trust was given");
    }
}

#[test]
fn pack_writes_a_package_that_verifies_and_a_flipped_bit_is_found() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600003/0000", 5, 2_500_000);
    let out = applicant.folder().join("dossier.sealpost");
    let mut pack = applicant.command(["pack"]);
    pack.arg(&dossier).arg("--out").arg(&out).args(["--application", "x202600003", "--sequence", "0000"]);
    let _ = program::run(pack.args(["--accept-findings", "test"])).expect(0);

    let key = centre.home().join("keys/centre-decrypt.json");
    let _ = program::run(verify(&["package"]).arg(&out).arg("--key").arg(&key)).expect(0);
    let mut bytes = std::fs::read(&out).expect("package");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&out, bytes).expect("write");
    let run = program::run(verify(&["package"]).arg(&out).arg("--key").arg(&key)).expect(3);
    assert_eq!(run.result()["state"], "unsound");
    let finding = run.of_type("finding").next().expect("a finding");
    assert!(finding["place"].as_str().is_some_and(|p| p.contains("segment 1")), "{finding}");
}

/// Begins a command line of the archivist's tool.
pub(crate) fn verify(arguments: &[&str]) -> Command {
    let mut command = Command::new(program::path("sealpost-verify"));
    command.args(["--json", "--lang", "en"]).args(arguments);
    command
}
