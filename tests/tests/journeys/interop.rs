//! The independent judges: readers of every format that were written from `docs/` alone, in Python.

use std::path::Path;
use std::process::Command;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::skip::skip;
use tests::tree;

use crate::support::{number, receipts_in, sealed};

fn judge(test: &str, script: &str) -> Option<Command> {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES") else {
        skip(test, "no Python judges (SEALPOST_JUDGES)");
        return None;
    };
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(script));
    Some(command)
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("python");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn the_python_opener_opens_with_each_key_and_bagit_validates_the_bag() {
    if judge("python opener", "open_package.py").is_none() {
        return;
    }
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600001/0000", 8, 4_000_000);
    let number = number(&applicant.submit(&folder, "x202600001", "0000").expect(0));
    let package = sealed(&centre, &number);
    let keys = [
        centre.home().join("keys/centre-decrypt.json"),
        applicant.home().join("keys/applicant-decrypt.json"),
        centre.home().join("keys/escrow-decrypt.json"),
    ];
    for (i, key) in keys.iter().enumerate() {
        let out = applicant.folder().join(format!("bag{i}"));
        let mut opener = judge("python opener", "open_package.py").expect("judges");
        opener.arg(&package).arg("--key").arg(key).arg("--out").arg(&out);
        opener.arg("--wraps").arg(package.with_extension("wraps"));
        opener.arg("--digests").arg(package.with_extension("digests"));
        opener.arg("--ca").arg(centre.home().join("keys/ca.pem"));
        succeed(&mut opener);
        let bag = if out.join("bag").is_dir() { out.join("bag") } else { out.clone() };
        assert!(tree::digests(&bag.join("data/0000")) == tree::digests(&folder));
        let mut bagit = Command::new(std::env::var_os("SEALPOST_JUDGES").expect("judges"));
        succeed(bagit.args(["-m", "bagit", "--validate"]).arg(&bag));
    }
}

#[test]
fn pycose_verifies_statement_and_receipts() {
    let Some(mut judge) = judge("pycose", "verify_statement.py") else { return };
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600002/0000", 3, 200_000);
    let number = number(&applicant.submit(&folder, "x202600002", "0000").expect(0));
    judge.args(receipts_in(&applicant.home().join("receipts").join(&number)));
    judge
        .arg("--package")
        .arg(sealed(&centre, &number))
        .arg("--trust")
        .arg(centre.home().join("keys/ca.pem"));
    succeed(&mut judge);
}
