//! Check and plan from one read of the files give what two reads give; how much sooner is measured.
//!
//! `SEALPOST_ONE_READ_BYTES=700000000 cargo test -p package --test suite one_read -- --nocapture` measures a whole dossier.

#![allow(clippy::print_stdout, reason = "measured lines")]

use std::time::Instant;

use ectd::check::Check;
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use ectd::sample::{Shape, write};
use package::plan::{Pass, Plan, PlanError};

fn begin(dossier: &Dossier) -> Pass {
    let (application, sequence) = ("x202600001".parse().unwrap(), "0000".parse().unwrap());
    Plan::begin(application, sequence, dossier.sealable().unwrap()).unwrap()
}

fn read(dossier: &Dossier) -> Plan {
    let (application, sequence) = ("x202600001".parse().unwrap(), "0000".parse().unwrap());
    Plan::read(dossier.root(), application, sequence, dossier.sealable().unwrap(), &mut ()).unwrap()
}

#[test]
fn one_read_serves_the_check_and_the_plan() {
    let bytes = std::env::var("SEALPOST_ONE_READ_BYTES").ok().and_then(|text| text.parse().ok());
    let bytes: u64 = bytes.unwrap_or(8_000_000);
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("0000");
    let files = (bytes / 140_000).max(60);
    let sequence = "0000".parse().unwrap();
    write(&folder, &Shape { files, bytes, profile: Profile::Ich, sequence, util: None }, &mut ()).unwrap();
    let dossier = Dossier::open(&folder).unwrap();
    let check = Check::under(Profile::Ich);

    let begun = Instant::now();
    let (findings, planned) = (check.run(&dossier, &mut ()).findings, read(&dossier));
    let twice = begun.elapsed();

    let begun = Instant::now();
    let pass = begin(&dossier);
    let report = check.run_before(&pass, &dossier, &mut ());
    let heard = pass.finish().unwrap();
    let once = begun.elapsed();

    assert_eq!((report.findings, heard), (findings, planned));
    let ratio = once.as_secs_f64() / twice.as_secs_f64();
    println!("{files} files, {bytes} bytes: two reads {twice:.2?}, one read {once:.2?}, ratio {ratio:.2}");
}

#[test]
fn a_file_that_nobody_read_or_that_changed_makes_no_plan() {
    let top = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt", "c.txt"] {
        std::fs::write(top.path().join(name), name).unwrap();
    }
    let dossier = Dossier::open(top.path()).unwrap();
    assert!(matches!(begin(&dossier).finish(), Err(PlanError::Changed { path }) if path.as_str() == "a.txt"));

    let pass = begin(&dossier);
    std::fs::write(top.path().join("b.txt"), "longer than before").unwrap();
    std::fs::remove_file(top.path().join("c.txt")).unwrap();
    let report = Check::under(Profile::Generic).run_before(&pass, &dossier, &mut ());
    assert!(report.errors() >= 2, "{:?}", report.findings);
    assert!(matches!(pass.finish(), Err(PlanError::Changed { path }) if path.as_str() == "b.txt"));

    let dossier = Dossier::open(top.path()).unwrap();
    let pass = begin(&dossier);
    std::fs::remove_file(top.path().join("a.txt")).unwrap();
    Check::under(Profile::Generic).run_before(&pass, &dossier, &mut ());
    assert!(matches!(pass.finish(), Err(PlanError::Read { path, .. }) if path.as_str() == "a.txt"));
}
