//! Every file call of filing and amending fails in turn, by an error and by the end of the process: the old or the new
//! version is there, never half of one, and the same can be done again.

#![cfg(debug_assertions)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use archive::draft::DraftError;
use durable::fault::{self, Fault, Kind};
use support::{Place, amend, file, id, open};

/// Makes the root, files, withdraws, files, amends: what the child does, and what its parent does again.
fn all(place: &Path) -> Result<(), DraftError> {
    let root = open(&place.join("archive"));
    root.recover()?;
    let withdrawn = place.join("withdrawn");
    if !withdrawn.exists() {
        if !root.holds(&id("0000"))? {
            file(&root, &id("0000"), place)?;
        }
        root.danger_withdraw(&id("0000"))?;
        std::fs::write(withdrawn, b"").unwrap();
    }
    if !root.holds(&id("0000"))? {
        file(&root, &id("0000"), place)?;
    }
    amend(&root, &id("0000"))?;
    Ok(())
}

/// Runs only as a child of the tests below: it is told where, and what is to fail.
#[test]
fn child() {
    let Some(place) = std::env::var_os("SEALPOST_TEST_PLACE").map(PathBuf::from) else { return };
    let armed = std::env::var("SEALPOST_TEST_FAULT").ok().map(|text| text.parse::<Fault>().unwrap());
    if let Some(fault) = armed {
        fault::arm(fault);
    }
    // A root that could not be opened is a failed start; else the writer goes on in the same process.
    let first = std::panic::catch_unwind(|| all(&place));
    std::fs::write(place.join("passed"), fault::passed().to_string()).unwrap();
    if armed.is_some_and(|fault| fault.kind == Kind::Error) && !matches!(first, Ok(Ok(()))) {
        all(&place).unwrap();
    }
}

fn run(place: &Path, fault: Option<Fault>) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child"]).env("SEALPOST_TEST_PLACE", place);
    if let Some(Fault { nth, kind }) = fault {
        let kind = if kind == Kind::Kill { "kill" } else { "error" };
        child.env("SEALPOST_TEST_FAULT", format!("{nth}:{kind}"));
    }
    let output = child.output().unwrap();
    let killed = fault.is_some_and(|fault| fault.kind == Kind::Kill);
    assert!(killed || output.status.success(), "{fault:?} {}", String::from_utf8_lossy(&output.stdout));
}

/// How many file calls there are.
fn calls() -> u64 {
    let place = Place::new();
    run(place.top.path(), None);
    std::fs::read_to_string(place.top.path().join("passed")).unwrap().parse().unwrap()
}

fn each_call_fails(kind: Kind) {
    let calls = calls();
    assert!(calls > 50, "{calls}");
    let mut seen = BTreeSet::new();
    for nth in 1..=calls {
        let place = Place::new();
        run(place.top.path(), Some(Fault { nth, kind }));
        let root = place.open();
        root.recover().unwrap();
        assert_eq!(place.findings(), [], "{kind:?} at {nth}");
        seen.insert(root.newest(&id("0000")).unwrap());
        // Nothing waits in the staging folder, in clear.
        let staged = std::fs::read_dir(place.top.path().join("archive.staging")).unwrap();
        let staged: Vec<_> =
            staged.map(|entry| entry.unwrap().file_name()).filter(|name| name != ".lock").collect();
        assert!(staged.iter().all(|name| name == "replacement"), "{kind:?} at {nth}: {staged:?}");
        drop(root);
        all(place.top.path()).unwrap();
        assert_eq!(place.findings(), [], "{kind:?} at {nth}, done again");
        assert_eq!(place.open().newest(&id("0000")).unwrap(), Some(2));
    }
    let wanted =
        if kind == Kind::Kill { BTreeSet::from([None, Some(1), Some(2)]) } else { BTreeSet::from([Some(2)]) };
    assert_eq!(seen, wanted);
}

// One after the other: a process that is being started shares the locks of this one for a moment.
#[test]
fn whatever_call_fails_or_is_the_last_one_a_whole_version_is_there() {
    each_call_fails(Kind::Kill);
    each_call_fails(Kind::Error);
}
