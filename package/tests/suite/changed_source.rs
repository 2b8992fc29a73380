//! A source file that changes between plan and sealing ends the job with its name, and nothing is encrypted.

use std::fs;

use crate::support::{Parties, files, folder, noise};
use crypto::wrap::Kem;
use ectd::dossier::Dossier;
use package::plan::{Plan, PlanError};
use package::sealer::SealError;

#[test]
fn the_changed_file_is_named() {
    let tree = files([("a", noise(400_000, 1)), ("b", noise(400_000, 2)), ("c", noise(2_000_000, 3))]);
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change, u32); 3] = [
        ("b", |content| content[399_999] ^= 1, 0),
        ("a", |content| content.truncate(399_999), 0),
        ("c", |content| content[1_999_999] ^= 0x80, 2),
    ];
    for (name, change, segment) in changes {
        let source = folder(&tree);
        let sealer = Parties::new(Kem::X25519).sealer(source.path());
        let mut content = tree[name].clone();
        change(&mut content);
        fs::write(source.path().join(name), &content).unwrap();
        match sealer.segment(segment, source.path()) {
            Err(SealError::Changed { path }) => assert_eq!(path.as_str(), name),
            other => panic!("{name}: {:?}", other.map(|block| block.len())),
        }
    }
}

#[test]
fn a_file_put_back_as_it_was_is_the_same_again() {
    let tree = files([("a", noise(1000, 1))]);
    let source = folder(&tree);
    let sealer = Parties::new(Kem::X25519).sealer(source.path());
    let first = sealer.segment(0, source.path()).unwrap();
    fs::remove_file(source.path().join("a")).unwrap();
    assert!(matches!(sealer.segment(0, source.path()), Err(SealError::Read { .. })));
    fs::write(source.path().join("a"), &tree["a"]).unwrap();
    assert_eq!(sealer.segment(0, source.path()).unwrap(), first);
}

#[test]
fn a_plan_refuses_what_is_not_what_was_walked() {
    let tree = files([("a", noise(1000, 1)), ("b", noise(1000, 2))]);
    for change in [&b"longer"[..], b""] {
        let source = folder(&tree);
        let dossier = Dossier::open(source.path()).unwrap();
        let content = if change.is_empty() { vec![] } else { [&tree["b"][..], change].concat() };
        fs::write(source.path().join("b"), content).unwrap();
        let entries = dossier.sealable().unwrap();
        let plan =
            Plan::read(source.path(), "x1".parse().unwrap(), "0000".parse().unwrap(), entries, &mut ());
        assert!(matches!(plan, Err(PlanError::Changed { path }) if path.as_str() == "b"));
    }
    let source = folder(&tree);
    let dossier = Dossier::open(source.path()).unwrap();
    let reversed: Vec<_> = dossier.files().iter().rev().cloned().collect();
    let plan =
        |entries| Plan::read(source.path(), "x1".parse().unwrap(), "0000".parse().unwrap(), entries, &mut ());
    assert!(matches!(plan(&reversed), Err(PlanError::Clash { .. })));
    assert!(matches!(plan(&[]), Err(PlanError::NoFile)));
    assert!(plan(dossier.files()).unwrap().still_holds(dossier.files()));
}
