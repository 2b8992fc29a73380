//! An independent implementation of OCFL, ocfl-py, judges storage roots that the archive wrote.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../../archive/tests/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use archive::id::ObjectId;
use support::{Place, amend, facts, file, id};
use tests::skip::skip;

fn judge(test: &str, root: &Path) -> Option<Output> {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES").map(PathBuf::from) else {
        skip(test, "no Python judges (SEALPOST_JUDGES)");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/judge_archive.py");
    Some(Command::new(python).arg(script).arg(root).output().unwrap())
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A root with an object of two versions, one with a long name, and one of one file.
fn archived() -> Place {
    let place = Place::new();
    let root = place.open();
    file(&root, &id("0000"), place.top.path()).unwrap();
    amend(&root, &id("0000")).unwrap();
    file(&root, &ObjectId::new("ACME", &"药".repeat(64), "1").unwrap(), place.top.path()).unwrap();
    let mut draft = root.begin(&id("0001")).unwrap();
    draft.write("dossier/empty", &mut &b""[..]).unwrap();
    draft.finish(facts("one file")).unwrap();
    place
}

#[test]
fn ocfl_py_finds_nothing_at_all_in_what_we_wrote() {
    let place = archived();
    let Some(output) = judge("ocfl_py_finds_nothing_at_all_in_what_we_wrote", &place.root()) else { return };
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("objects 3 good 3"), "{}", said(&output));
}

#[test]
fn an_empty_root_is_sound_too() {
    let place = Place::new();
    drop(place.open());
    let Some(output) = judge("an_empty_root_is_sound_too", &place.root()) else { return };
    assert!(output.status.success(), "{}", said(&output));
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[5] ^= 0x10;
    fs::write(path, bytes).unwrap();
}

type Spoil = fn(&Path);

#[test]
fn ocfl_py_and_we_name_exactly_the_file_that_was_damaged() {
    let test = "ocfl_py_and_we_name_exactly_the_file_that_was_damaged";
    let remove = |path: &Path| fs::remove_file(path).unwrap();
    let zero = |path: &Path| fs::write(path, b"\0\0").unwrap();
    let damages: [(&str, Spoil); 4] = [
        ("v1/content/dossier/m3/夹/a.pdf", flip),
        ("v1/content/evidence/statement.cose", remove),
        ("v2/content/evidence/receipts/R2-verified.cose", zero),
        ("v1/content/dossier/more.pdf", zero),
    ];
    for (path, damage) in damages {
        let place = archived();
        damage(&place.file(&id("0000"), path));
        let ours = place.findings();
        assert_eq!(ours.len(), 1, "{ours:?}");
        assert!(ours[0].place.ends_with(path), "{ours:?}");
        let Some(output) = judge(test, &place.root()) else { return };
        let said = said(&output);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(path) && said.contains("objects 3 good 2"), "{said}");
        let others =
            ["index.xml", "说明函", "m3/empty"].iter().filter(|other| said.contains(**other)).count();
        assert_eq!(others, 0, "{said}");
        assert!(said.contains(ours[0].code.0), "{} {said}", ours[0].code);
    }
}
