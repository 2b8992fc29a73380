//! What is damaged is found and named by the specification's code, and nothing else is.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::fs;
use std::path::Path;

use archive::damage::Fault;
use archive::validate::{self, Progress, Stopped, ValidateError};
use support::{Place, amend, file, id};

/// An archive with one object of two versions, spoilt.
fn spoilt(spoil: impl FnOnce(&Path)) -> (Place, Vec<String>) {
    let place = Place::new();
    let root = place.open();
    file(&root, &id("0000"), place.top.path()).unwrap();
    amend(&root, &id("0000")).unwrap();
    drop(root);
    spoil(&place.file(&id("0000"), ""));
    let found = place.found(&id("0000"));
    (place, found)
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn found(spoil: impl FnOnce(&Path)) -> Vec<String> {
    spoilt(spoil).1
}

#[test]
fn what_is_sound_has_no_finding() {
    assert_eq!(found(|_| {}), Vec::<String>::new());
}

#[test]
fn a_file_that_is_altered_missing_or_extra_is_named() {
    assert_eq!(
        found(|o| flip(&o.join("v1/content/dossier/m3/夹/a.pdf"))),
        ["E092 v1/content/dossier/m3/夹/a.pdf"]
    );
    assert_eq!(
        found(|o| fs::write(o.join("v1/content/dossier/m3/empty"), b"\0").unwrap()),
        ["E092 v1/content/dossier/m3/empty"]
    );
    assert_eq!(
        found(|o| fs::remove_file(o.join("v2/content/evidence/receipts/R3-registered.cose")).unwrap()),
        ["E092 v2/content/evidence/receipts/R3-registered.cose"]
    );
    assert_eq!(
        found(|o| fs::write(o.join("v1/content/dossier/new"), b"").unwrap()),
        ["E023 v1/content/dossier/new"]
    );
    assert_eq!(found(|o| fs::write(o.join("v2/notes"), b"").unwrap()), ["E015 v2/notes"]);
    assert_eq!(found(|o| fs::write(o.join("notes"), b"").unwrap()), ["E001 notes"]);
    let swapped = found(|o| {
        let (one, other) =
            (o.join("v1/content/dossier/index.xml"), o.join("v1/content/evidence/statement.cose"));
        fs::rename(&one, o.join("swap")).unwrap();
        fs::rename(&other, &one).unwrap();
        fs::rename(o.join("swap"), &other).unwrap();
    });
    assert_eq!(swapped, ["E092 v1/content/dossier/index.xml", "E092 v1/content/evidence/statement.cose"]);
}

#[test]
fn a_damage_says_what_was_expected_and_found() {
    let (place, _) = spoilt(|o| flip(&o.join("v1/content/dossier/index.xml")));
    let findings = place.findings();
    let damage = findings[0].damage.as_ref().unwrap();
    assert_eq!(damage.copy, "archive");
    assert_eq!(damage.file, format!("{}/v1/content/dossier/index.xml", id("0000").place()));
    let expected = crypto::digest::Sha512Digest::of(b"<ectd/>");
    assert!(
        matches!(damage.fault, Fault::Altered { expected: e, found } if e == expected && found != expected)
    );
    let root = place.open();
    let object = root.object(&id("0000")).unwrap();
    assert_eq!(object.read_back(&mut ()).unwrap(), std::slice::from_ref(damage));
}

#[test]
fn of_inventory_and_sidecar_the_one_that_rotted_is_named() {
    let time = |o: &Path, at: &str| {
        let path = o.join(at);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("05:00:00Z", "05:00:01Z")).unwrap();
    };
    assert_eq!(
        found(|o| time(o, "v1/inventory.json")),
        ["W011 v1/inventory.json#v1", "E060 v1/inventory.json"].into_iter().rev().collect::<Vec<_>>()
    );
    let of_object = found(|o| time(o, "inventory.json"));
    assert!(of_object.contains(&"E060 inventory.json".to_owned()), "{of_object:?}");
    assert!(!of_object.iter().any(|found| found.starts_with("E060 v")), "{of_object:?}");
    let of_head = found(|o| time(o, "v2/inventory.json"));
    assert_eq!(of_head, ["E064 v2/inventory.json", "E060 v2/inventory.json"]);
    for at in ["", "v1/", "v2/"] {
        let sidecar = format!("{at}inventory.json.sha512");
        let digit = |o: &Path| {
            let text = fs::read_to_string(o.join(&sidecar)).unwrap();
            let other = if text.starts_with('a') { "b" } else { "a" };
            fs::write(o.join(&sidecar), format!("{other}{}", &text[1..])).unwrap();
        };
        assert_eq!(found(digit), [format!("E060 {sidecar}")]);
        assert_eq!(found(|o| fs::write(o.join(&sidecar), b"").unwrap()), [format!("E061 {sidecar}")]);
        assert_eq!(found(|o| fs::remove_file(o.join(&sidecar)).unwrap()), [format!("E058 {sidecar}")]);
        assert_eq!(
            found(|o| fs::remove_file(o.join(format!("{at}inventory.json"))).unwrap())[0],
            format!("E063 {at}inventory.json")
        );
        let cut = found(|o| fs::write(o.join(format!("{at}inventory.json")), b"{\"id\"").unwrap());
        assert_eq!(cut[..2], [format!("E033 {at}inventory.json"), format!("E060 {at}inventory.json")]);
    }
}

#[test]
fn structure_is_checked_too() {
    let declaration = "0=ocfl_object_1.1";
    assert_eq!(found(|o| fs::remove_file(o.join(declaration)).unwrap()), [format!("E003 {declaration}")]);
    assert_eq!(
        found(|o| fs::write(o.join(declaration), b"ocfl_object_1.1").unwrap()),
        [format!("E007 {declaration}")]
    );
    assert_eq!(found(|o| fs::write(o.join("0=ocfl_object_1.0"), b"").unwrap()), ["E003 0=ocfl_object_1.0"]);
    assert_eq!(found(|o| fs::create_dir(o.join("v3")).unwrap()), ["E046 v3"]);
    assert_eq!(found(|o| fs::create_dir(o.join("v01")).unwrap()), ["E001 v01"]);
    assert_eq!(
        found(|o| fs::create_dir(o.join("v1/content/dossier/none")).unwrap()),
        ["E024 v1/content/dossier/none"]
    );
    assert_eq!(found(|o| fs::create_dir(o.join("v1/other")).unwrap()), ["W002 v1/other"]);
    assert_eq!(found(|o| fs::create_dir(o.join("logs")).unwrap()), Vec::<String>::new());
    let gone = found(|o| fs::remove_dir_all(o.join("v2")).unwrap());
    assert_eq!(gone[0], "E046 v2");
    let link = |o: &Path| {
        let file = o.join("v1/content/dossier/index.xml");
        fs::rename(&file, o.parent().unwrap().join("../../../../aside")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", &file).unwrap();
    };
    assert_eq!(found(link), ["E090 v1/content/dossier/index.xml", "E092 v1/content/dossier/index.xml"]);
}

#[test]
fn what_lies_between_root_and_objects_is_checked() {
    let tuples = |o: &Path| o.parent().unwrap().to_owned();
    let root = |o: &Path| o.ancestors().nth(4).unwrap().to_owned();
    let of = |spoil: &dyn Fn(&Path)| {
        let (place, _) = spoilt(spoil);
        place
            .findings()
            .iter()
            .map(|finding| format!("{} {}", finding.code, finding.place))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&|o| fs::create_dir_all(root(o).join("fff/fff")).unwrap()), ["E073 fff/fff"]);
    assert_eq!(of(&|o| fs::create_dir(root(o).join("other")).unwrap()), ["E088 other"]);
    assert_eq!(of(&|o| fs::write(root(o).join("0=ocfl_1.0"), b"").unwrap()), ["E076 0=ocfl_1.0"]);
    assert_eq!(of(&|o| fs::write(root(o).join("0=ocfl_1.1"), b"ocfl_1.0\n").unwrap()), ["E080 0=ocfl_1.1"]);
    assert_eq!(of(&|o| fs::remove_file(root(o).join("0=ocfl_1.1")).unwrap()), ["E069 0=ocfl_1.1"]);
    assert_eq!(of(&|o| fs::write(root(o).join("extensions/x"), b"").unwrap()), ["E086 extensions/x"]);
    assert_eq!(of(&|o| fs::write(root(o).join("readme"), b"").unwrap()), Vec::<String>::new());
    let beside = of(&|o| fs::write(tuples(o).join("x"), b"").unwrap());
    assert!(beside.len() == 1 && beside[0].starts_with("E072 "), "{beside:?}");
    let moved = of(&|o| fs::rename(o, tuples(o).join("elsewhere")).unwrap());
    assert!(moved.len() == 1 && moved[0].starts_with("E083 "), "{moved:?}");
}

/// Replaces in all inventories, and makes the sidecars anew: what only a liar does.
fn forged(from: &str, to: &str) -> Vec<String> {
    found(|o| {
        for folder in ["", "v2/"] {
            let path = o.join(format!("{folder}inventory.json"));
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{from}");
            let text = text.replacen(from, to, 1);
            let sidecar = format!("{} inventory.json\n", crypto::digest::Sha512Digest::of(text.as_bytes()));
            fs::write(&path, text).unwrap();
            fs::write(o.join(format!("{folder}inventory.json.sha512")), sidecar).unwrap();
        }
    })
}

#[test]
fn a_forged_inventory_is_held_to_the_specification() {
    let has = |from: &str, to: &str, code: &str| {
        let found = forged(from, to);
        assert!(found.iter().any(|finding| finding.starts_with(code)), "{code} {found:?}");
    };
    has("\"head\": \"v2\"", "\"head\": \"v1\"", "E040 inventory.json#head");
    has("\"id\": \"sealpost:", "\"id\": \"", "W005 inventory.json#id");
    has("\"id\": \"sealpost:ACME", "\"id\": \"sealpost:OTHER", "E110 v1/inventory.json#id");
    has("1.1/spec/#inventory", "1.0/spec/#inventory", "E038 ");
    has("\"digestAlgorithm\": \"sha512\"", "\"digestAlgorithm\": \"sha256\"", "E025 ");
    has("v1/content/dossier/index.xml", "v1/content/../dossier/index.xml", "E057 ");
    has("\"created\": \"2026-11-22T05:00:00Z\"", "\"created\": \"yesterday\"", "E049 inventory.json#v1");
    has("\"message\": \"verified\",", "", "W007 inventory.json#v1");
    has("\"message\": \"verified\"", "\"message\": \"other\"", "W011 v1/inventory.json#v1");
    has("\"message\": \"verified\"", "\"massage\": \"verified\"", "E033 ");
    has("\"dossier/index.xml\"", "\"dossier/m1\"", "E095 inventory.json#v1");
    has("\"dossier/index.xml\"", "\"dossier//index.xml\"", "E052 inventory.json#v1");
    has("\"dossier/index.xml\"", "\"/dossier/index.xml\"", "E053 inventory.json#v1");
    has("\"dossier/index.xml\"", "\"dossier/renamed.xml\"", "E066 v1/inventory.json#v1");
    has("\"v1\": {", "\"v01\": {", "E046 ");
    has("\"versions\"", "\"version\"", "E033 ");
    // The MD5 of <ectd/>.
    let md5 = crypto::digest::Md5Digest::of(b"<ectd/>").to_string();
    has(&md5, &"0".repeat(32), "E093 v1/content/dossier/index.xml");
    has(&md5, "0", "E057 ");
}

#[test]
fn a_validation_stops_when_it_is_asked_to() {
    struct Once;

    impl Progress for Once {
        fn read(&mut self, _: u64) -> Result<(), Stopped> {
            Err(Stopped)
        }
    }

    let (place, _) = spoilt(|_| {});
    let root = place.open();
    let stopped = validate::root::validate(&**root.store(), &mut Once, &mut |_| {});
    assert!(matches!(stopped, Err(ValidateError::Stopped(_))));
}
