//! Objects are filed, amended, read and withdrawn.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::io::Read;

use archive::draft::DraftError;
use archive::inventory::{read, write};
use archive::root::{Root, RootError};
use archive::store::local::Local;
use support::{DOSSIER, Place, amend, facts, file, id};

fn text(object: &archive::object::Object, logical: &str) -> String {
    let mut text = String::new();
    object.read(logical).unwrap().expect(logical).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_dossier_is_filed_with_its_evidence_and_later_versions_only_add() {
    let place = Place::new();
    let root = place.open();
    let object = file(&root, &id("0000"), place.top.path()).unwrap();
    assert_eq!(object.inventory().head(), 1);
    // Five files of the dossier, two of them one; the evidence, of which one is a file of the dossier.
    assert_eq!(object.inventory().contents.len(), 6);
    let object = amend(&root, &id("0000")).unwrap();
    assert_eq!(object.inventory().head(), 2);
    assert_eq!(object.inventory().contents.len(), 8);
    for (path, bytes) in DOSSIER {
        assert_eq!(text(&object, &format!("dossier/{path}")).as_bytes(), bytes);
    }
    assert_eq!(text(&object, "evidence/twin"), "cover");
    assert_eq!(text(&object, "evidence/again"), "cover");
    assert_eq!(text(&object, "evidence/receipts/R3-registered.cose"), "R3");
    assert!(object.read("evidence/receipts/R4").unwrap().is_none());
    assert_eq!(object.read_back(&mut ()).unwrap(), []);
    assert_eq!(place.findings(), []);
    assert_eq!(root.places().map(Result::unwrap).collect::<Vec<_>>(), [id("0000").place()]);
    assert_eq!(root.newest(&id("0000")).unwrap(), Some(2));
}

#[test]
fn an_amendment_without_news_makes_no_version() {
    let place = Place::new();
    let root = place.open();
    file(&root, &id("0000"), place.top.path()).unwrap();
    amend(&root, &id("0000")).unwrap();
    assert_eq!(amend(&root, &id("0000")).unwrap().inventory().head(), 2);
    assert_eq!(place.findings(), []);
    assert_eq!(root.recover().unwrap(), []);
}

#[test]
fn what_is_archived_is_never_changed() {
    let place = Place::new();
    let root = place.open();
    file(&root, &id("0000"), place.top.path()).unwrap();
    assert!(
        matches!(file(&root, &id("0000"), place.top.path()), Err(DraftError::Store(error)) if error.is_present())
    );
    let mut draft = root.amend(&id("0000")).unwrap();
    let changed = draft.write("evidence/statement.cose", &mut &b"another"[..]);
    assert!(matches!(changed, Err(DraftError::Changed(path)) if path == "evidence/statement.cose"));
    // The refusal spoils nothing: the rest can be finished.
    draft.write("evidence/more", &mut &b"more"[..]).unwrap();
    draft.finish(facts("more")).unwrap();
    assert_eq!(place.findings(), []);
}

#[test]
fn paths_that_fall_on_each_other_are_refused() {
    let place = Place::new();
    let root = place.open();
    let mut draft = root.begin(&id("0000")).unwrap();
    draft.write("evidence/a", &mut &b"bytes"[..]).unwrap();
    // Known bytes are not stored again, so no folder stands in the way.
    draft.write("evidence/a/b", &mut &b"bytes"[..]).unwrap_err();
    draft.write("evidence/c", &mut &b"bytes"[..]).unwrap();
    draft.write("evidence/c", &mut &b"bytes"[..]).unwrap();
    assert!(matches!(draft.finish(facts("x")), Err(DraftError::Twice(path)) if path == "evidence/c"));
    assert_eq!(root.recover().unwrap().len(), 1);
    assert_eq!(place.findings(), []);
}

#[test]
fn an_object_that_was_withdrawn_leaves_no_trace() {
    let place = Place::new();
    let root = place.open();
    file(&root, &id("0000"), place.top.path()).unwrap();
    file(&root, &id("0001"), place.top.path()).unwrap();
    root.danger_withdraw(&id("0000")).unwrap();
    assert!(!root.holds(&id("0000")).unwrap() && root.holds(&id("0001")).unwrap());
    assert!(matches!(root.object(&id("0000")), Err(RootError::NoObject { .. })));
    assert_eq!(place.findings(), []);
    file(&root, &id("0000"), place.top.path()).unwrap();
}

#[test]
fn a_root_that_is_laid_out_otherwise_is_refused() {
    let place = Place::new();
    drop(place.open());
    drop(place.open());
    let layout = place.root().join("ocfl_layout.json");
    let bytes = std::fs::read(&layout).unwrap();
    let open = || Root::open(std::sync::Arc::new(Local::read_only("archive", &place.root())));
    std::fs::write(&layout, [&bytes[..], b"\n"].concat()).unwrap();
    assert!(matches!(open(), Err(RootError::Otherwise { file: "ocfl_layout.json", .. })));
    std::fs::remove_file(&layout).unwrap();
    assert!(matches!(open(), Err(RootError::Missing { file: "ocfl_layout.json", .. })));
    std::fs::write(&layout, &bytes).unwrap();
    open().unwrap();
}

#[test]
fn an_inventory_is_read_back_and_is_the_one_of_its_versions() {
    let place = Place::new();
    let root = place.open();
    let first = file(&root, &id("0000"), place.top.path()).unwrap();
    let second = amend(&root, &id("0000")).unwrap();
    let mut text = Vec::new();
    write::write(second.inventory(), &mut text).unwrap();
    assert_eq!(&read::read(&text[..]).unwrap(), second.inventory());
    assert_eq!(text, std::fs::read(place.file(&id("0000"), "v2/inventory.json")).unwrap());
    assert_eq!(&second.inventory().as_of(1), first.inventory());
    assert_eq!(&second.inventory().as_of(2), second.inventory());
}
