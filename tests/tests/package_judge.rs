//! Independent implementations judge packages: `tests/interop/open_package.py`, written from `docs/package-format.md`
//! alone, BagIt's own validator, and Tink.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../../package/tests/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crypto::key_file::KeyFile;
use crypto::wrap::{Kem, PrivateKey};
use package::opener::Opener;
use package::stanza::{Role, Stanza, line};
use support::{Parties, files, folder, noise, package};
use tests::skip::skip;

/// Runs a script of `tests/interop`, or says that the judges are missing.
fn judge(test: &str, script: &str, arguments: &[&Path]) -> Option<Output> {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES").map(PathBuf::from) else {
        skip(test, "no Python judges (SEALPOST_JUDGES)");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(script);
    Some(Command::new(python).arg(script).args(arguments).output().unwrap())
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_judge_agrees_with_every_vector() {
    let Some(output) = judge("the_judge_agrees_with_every_vector", "judge_packages.py", &[]) else { return };
    assert!(output.status.success(), "{}", said(&output));
}

/// A package of three segments as a centre keeps it: with digests, escrow stanza, CA and key files beside it.
struct Store {
    place: tempfile::TempDir,
    tree: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Store {
    fn new(kem: Kem) -> Self {
        let tree = files([
            ("index.xml", b"<ectd/>\n".to_vec()),
            ("m1/cn/00/说明函 1.pdf", noise(1_200_000, 1)),
            ("m5/夹/𠮷.xpt", noise(999_000, 2)),
            ("m5/empty", vec![]),
        ]);
        let source = folder(&tree);
        let parties = Parties::new(kem);
        let escrow = PrivateKey::generate(kem).unwrap();
        let bytes = package(&parties.sealer(source.path()), source.path());
        let opener = Opener::new(&bytes[..], &parties.centre, &[]).unwrap();
        let id = opener.head().header().id;
        let stanza = Stanza::seal(Role::Escrow, escrow.public(), &id, opener.data_key()).unwrap();
        let opened = opener.open(&mut ()).unwrap();

        let place = tempfile::tempdir().unwrap();
        let keep = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).unwrap();
        keep("package", &bytes);
        keep("digests", &opened.digests().to_bytes());
        keep("wraps", &line(&stanza));
        keep("ca.der", parties.anchor().der());
        let keys = [("centre", parties.centre), ("applicant", parties.applicant), ("escrow", escrow)];
        for (role, key) in keys {
            keep(role, KeyFile { role: role.to_owned(), key }.to_json().as_bytes());
        }
        Self { place, tree }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn open(&self, test: &str, role: &str) -> Option<Output> {
        let (package, key, wraps) = (self.at("package"), self.at(role), self.at("wraps"));
        let (ca, digests, out) = (self.at("ca.der"), self.at("digests"), self.at(&format!("{role}-bag")));
        let flag = Path::new;
        let arguments = [
            &package,
            flag("--key"),
            &key,
            flag("--wraps"),
            &wraps,
            flag("--ca"),
            &ca,
            flag("--digests"),
            &digests,
            flag("--out"),
            &out,
        ];
        judge(test, "open_package.py", &arguments)
    }
}

#[test]
fn a_stranger_opens_with_every_key() {
    for kem in [Kem::XWing, Kem::X25519] {
        let store = Store::new(kem);
        for role in ["centre", "applicant", "escrow"] {
            let Some(output) = store.open("a_stranger_opens_with_every_key", role) else { return };
            assert!(output.status.success(), "{role} {}", said(&output));
            assert!(said(&output).contains("\"trusted\": true"));
            for (path, content) in &store.tree {
                let found = store.at(&format!("{role}-bag/data/0000/{path}"));
                assert!(fs::read(found).unwrap() == *content, "{path}");
            }
        }
    }
}

#[test]
fn a_stranger_sees_a_flipped_bit_and_its_place() {
    let store = Store::new(Kem::X25519);
    let mut bytes = fs::read(store.at("package")).unwrap();
    bytes[2_000_000] ^= 1;
    fs::write(store.at("package"), &bytes).unwrap();
    let Some(output) = store.open("a_stranger_sees_a_flipped_bit_and_its_place", "centre") else { return };
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("segment 1 "), "{}", said(&output));
}

#[test]
fn tink_reads_the_same_stream() {
    let store = Store::new(Kem::XWing);
    let arguments = [store.at("package"), store.at("centre")];
    let arguments = [arguments[0].as_path(), arguments[1].as_path()];
    let Some(output) = judge("tink_reads_the_same_stream", "tink_stream.py", &arguments) else { return };
    assert!(output.status.success(), "{}", said(&output));
}
