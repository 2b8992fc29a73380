//! Hand-over of what is registered: as a bag, as the zip that was sealed, as the package; whole, or not at all.

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::skip::skip;
use tests::tree;

use crate::support::{number, receipts_in, sealed, write_file};

/// A centre at work with one registered submission of a dossier with names in two scripts and an empty file.
struct Registered {
    centre: Centre,
    _serving: Serving,
    dossier: PathBuf,
    number: String,
    applicant: Applicant,
}

impl Registered {
    fn new() -> Self {
        let centre = Centre::init();
        let serving = centre.serve();
        let applicant = Applicant::enrolled(&centre, "acme");
        let dossier = applicant.sample("x202600001/0000", 12, 3_000_000);
        write_file(&dossier.join("m1/说明 函.txt"), b"letter");
        write_file(&dossier.join("m5/empty.txt"), b"");
        write_file(&dossier.join("m5/twin.txt"), b"letter");
        let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
        Self { centre, _serving: serving, dossier, number, applicant }
    }

    fn export(&self, form: &str, to: &Path) -> Run {
        let to = to.display().to_string();
        self.centre.run(["export", &self.number, "--out", &to, "--form", form])
    }

    fn place(&self, name: &str) -> PathBuf {
        self.applicant.folder().join("handed over").join(name)
    }

    /// Demands that an export is refused as damage that names a file, and leaves nothing.
    fn refused(&self, form: &str, file: &str) {
        let place = self.place("never");
        let refused = self.export(form, &place).expect(3);
        let error = refused.of_type("error").next().expect("an error");
        assert_eq!(error["code"], "damaged", "{refused:?}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(file)), "{error}");
        let left = std::fs::read_dir(place.parent().expect("folder")).expect("folder").count();
        assert_eq!(left, 0);
    }
}

#[test]
fn a_registered_submission_is_handed_over_in_each_form_while_the_centre_works() {
    let filed = Registered::new();
    std::fs::create_dir(filed.place("x").parent().expect("folder")).expect("folder");
    let root = filed.centre.submissions()[0]["manifest_root"].clone();

    let bag = filed.place("bag");
    let exported = filed.export("bag", &bag).expect(0);
    let line = exported.of_type("export").next().expect("a line");
    assert_eq!(
        (&line["number"], &line["form"], &line["manifest_root"]),
        (&filed.number.clone().into(), &"bag".into(), &root)
    );
    assert!(tree::digests(&bag.join("data/0000")) == tree::digests(&filed.dossier));
    let tags = std::fs::read(bag.join("tagmanifest-sha256.txt")).expect("tag manifest");
    assert_eq!(crypto::digest::Sha256Digest::of(&tags).to_string(), root);
    let receipts = receipts_in(&bag.join("evidence/receipts"));
    assert_eq!(receipts.len(), 4);
    proven(&filed, &receipts);
    for file in ["statement.cose", "findings.json", "package.head", "package.digests", "package.wraps"] {
        assert!(bag.join("evidence").join(file).is_file(), "{file}");
    }

    let zip = filed.place("dossier.zip");
    let _ = filed.export("zip", &zip).expect(0);
    let package = filed.place("x202600001-0000.sealpost");
    let _ = filed.export("package", &package).expect(0);
    assert!(
        std::fs::read(&package).expect("package")
            == std::fs::read(sealed(&filed.centre, &filed.number)).expect("sealed")
    );
    package_verifies(&filed, &package);
    judged(&bag, &zip);

    // What is there is never touched, nor written beside.
    for (form, place) in [("bag", &bag), ("zip", &zip), ("package", &package)] {
        let refused = filed.export(form, place).expect(1);
        assert_eq!(refused.of_type("error").next().expect("an error")["code"], "target-in-use");
    }
    let beside = filed.place("other.receipts");
    write_file(&beside, b"mine");
    let _ = filed.export("package", &beside.with_extension("sealpost")).expect(1);
    assert_eq!(std::fs::read(&beside).expect("as it was"), b"mine");
    assert!(!beside.with_extension("sealpost").exists());

    // Every hand-over, and none that failed, stands in the log.
    let shown = filed.centre.run(["show", &filed.number]).expect(0);
    let events = shown.lines[0]["events"].as_array().expect("events").clone();
    let forms: Vec<_> = events
        .iter()
        .filter(|event| event["kind"] == "export")
        .map(|event| event["details"]["form"].clone())
        .collect();
    assert_eq!(forms, ["bag", "zip", "package"]);
}

#[test]
fn what_is_damaged_is_not_handed_over() {
    let filed = Registered::new();
    std::fs::create_dir(filed.place("x").parent().expect("folder")).expect("folder");
    let home = filed.centre.home();
    let object = home.join("archive").join(object_place());
    for (form, file, name) in [
        ("bag", object.join("v1/content/dossier/m1/说明 函.txt"), "说明 函.txt"),
        ("zip", object.join("v1/content/dossier/m1/说明 函.txt"), "说明 函.txt"),
        ("bag", object.join("v1/content/evidence/findings.json"), "findings.json"),
        ("zip", object.join("inventory.json"), "inventory.json"),
        ("package", sealed(&filed.centre, &filed.number), ".sealpost"),
        ("package", sealed(&filed.centre, &filed.number).with_extension("digests"), ".digests"),
    ] {
        let good = std::fs::read(&file).expect("file");
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        std::fs::write(&file, &bad).expect("a flipped bit");
        filed.refused(form, name);
        std::fs::remove_file(&file).expect("removed");
        filed.refused(form, name);
        std::fs::write(&file, &good).expect("as it was");
    }
    let _ = filed.export("zip", &filed.place("never")).expect(0);

    let unknown =
        filed.centre.run(["export", "CDE-2026-000009", "--out", "/tmp/never", "--form", "bag"]).expect(1);
    assert_eq!(unknown.of_type("error").next().expect("an error")["code"], "unknown-number");
}

/// Every receipt carries the log's proof, which stands without the centre.
fn proven(filed: &Registered, receipts: &[PathBuf]) {
    let log = filed.applicant.folder().join("log");
    let _ = filed.centre.run(["log", "export", &log.display().to_string()]).expect(0);
    for receipt in receipts {
        let mut verify = Command::new(program::path("sealpost-verify"));
        verify.arg("--json").arg("receipt").arg(receipt).arg("--log").arg(&log);
        verify.arg("--trust").arg(filed.centre.home().join("keys/ca.pem"));
        let _ = program::run(&mut verify).expect(0);
    }
}

/// Where the object of `sealpost:acme/x202600001/0000` lies below the storage root.
fn object_place() -> String {
    let id = archive::id::ObjectId::new("acme", "x202600001", "0000").expect("an id");
    id.place().to_string()
}

/// The archivist's program finds package, digests and receipts in the places where it looks for them.
fn package_verifies(filed: &Registered, package: &Path) {
    let home = filed.centre.home();
    let receipts = package.with_extension("receipts");
    assert_eq!(receipts_in(&receipts).len(), 4);
    let mut verify = Command::new(program::path("sealpost-verify"));
    verify.arg("--json").arg("package").arg(package).arg("--receipts").arg(&receipts);
    verify
        .arg("--trust")
        .arg(home.join("keys/ca.pem"))
        .arg("--key")
        .arg(home.join("keys/escrow-decrypt.json"));
    let verified = program::run(&mut verify).expect(0);
    assert_eq!((&verified.result()["state"], &verified.result()["trusted"]), (&"sound".into(), &true.into()));
}

/// Programs that know nothing of ours: bagit-python, `unzip`'s and Python's reader of zips, the opener of `tests/interop`.
fn judged(bag: &Path, zip: &Path) {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES").map(PathBuf::from) else {
        return skip("hand-over", "no Python judges (SEALPOST_JUDGES)");
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/judge_handover.py");
    let output = Command::new(python).arg(script).arg(bag).arg(zip).output().expect("the judge");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
