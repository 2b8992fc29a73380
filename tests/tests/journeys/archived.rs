//! What is registered lies in the archive, whole, with its evidence; and nothing else does.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use archive::id::ObjectId;
use archive::object::Object;
use archive::root::Root;
use archive::store::local::Local;
use archive::validate;
use package::receipt::Receipt;
use package::receipt::body::Body;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::skip::skip;

use crate::support::{number, sealed, write_file};

/// Demands that the archive of a centre whose desk does not run is sound, and holds what is registered and nothing else.
pub(crate) fn whole(centre: &Centre) {
    let store = Arc::new(Local::read_only("archive", &centre.home().join("archive")));
    let mut findings = Vec::new();
    let objects =
        validate::root::validate(&*store, &mut (), &mut |finding| findings.push(finding)).expect("read");
    assert_eq!(findings, []);
    let root = Root::open(store).expect("a root");
    let registered: Vec<_> =
        centre.submissions().into_iter().filter(|row| row["state"] == "registered").collect();
    assert_eq!(objects, registered.len() as u64);
    for row in registered {
        let text = |name: &str| row[name].as_str().expect("text").to_owned();
        let id =
            ObjectId::new(&text("organisation"), &text("application"), &text("sequence")).expect("an id");
        let object = root.object(&id).expect("an object");
        assert_eq!(object.inventory().head(), 2, "{id}");
        let number = text("number");
        for name in ["R0-offer", "R1-delivered", "R2-verified", "R3-registered"] {
            let kept = centre.home().join(format!("receipts/{number}/{name}.cose"));
            assert_eq!(
                bytes(&object, &format!("evidence/receipts/{name}.cose")),
                std::fs::read(kept).expect("receipt")
            );
        }
    }
    evidence(centre);
    let left = std::fs::read_dir(centre.home().join("archive.staging")).expect("staging folder");
    let left = left.map(|entry| entry.expect("entry").path()).filter(|path| path.is_dir());
    assert_eq!(left.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

/// No receipt without its data, none twice, no event missing: in the registry, in both stores, in the log.
fn evidence(centre: &Centre) {
    let _ = centre.run(["log", "verify"]).expect(0);
    for row in centre.submissions() {
        let number = row["number"].as_str().expect("number");
        let shown = centre.run(["show", number]).expect(0);
        let texts = |list: &str| -> Vec<String> {
            let list = shown.lines[0][list].as_array().expect("a list").iter();
            list.map(|one| one["kind"].as_str().expect("kind").to_owned()).collect()
        };
        let (receipts, events) = (texts("receipts"), texts("events"));
        let count = |kind: &str| events.iter().filter(|event| *event == kind).count();
        assert!(count("receipt") >= receipts.len(), "{number}: {events:?}");
        // One that was refused at the door was never open.
        assert!(count("offer") <= 1, "{number}: {events:?}");
        if row["state"] == "registered" {
            assert_eq!(receipts, ["offer", "delivered", "verified", "registered"], "{number}");
            assert_eq!(count("offer"), 1, "{number}: {events:?}");
            assert!(count("receiving") >= 1, "{number}: {events:?}");
            for store in ["sealed", "backup/sealed"] {
                let package = |end: &str| centre.home().join(format!("{store}/{number}.{end}"));
                let length = std::fs::metadata(package("sealpost")).expect("package").len();
                assert_eq!(length, std::fs::metadata(sealed(centre, number)).expect("package").len());
                assert!(package("digests").exists() && package("wraps").exists(), "{number} in {store}");
            }
            for name in ["R0-offer", "R1-delivered", "R2-verified", "R3-registered"] {
                let copies = ["receipts", "backup/receipts"]
                    .map(|store| std::fs::read(centre.home().join(format!("{store}/{number}/{name}.cose"))));
                assert_eq!(copies[0].as_ref().expect("receipt"), copies[1].as_ref().expect("its copy"));
            }
        }
    }
}

fn bytes(object: &Object, logical: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    object.read(logical).expect("readable").expect(logical).read_to_end(&mut bytes).expect("read");
    bytes
}

#[test]
fn what_is_registered_lies_in_the_archive_with_its_evidence() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.folder().join("新药 一/0000");
    let files: BTreeMap<&str, &[u8]> = BTreeMap::from([
        ("m1/说明函.txt", &b"letter"[..]),
        ("m3/twin.txt", b"letter"),
        ("m5/empty.txt", b""),
    ]);
    for (path, bytes) in &files {
        write_file(&dossier.join(path), bytes);
    }
    let number = number(&applicant.submit(&dossier, "新药 一", "0000").expect(0));
    // Another content of the same sequence is refused and leaves the object as it is.
    write_file(&dossier.join("m1/说明函.txt"), b"changed");
    let _ = applicant.submit(&dossier, "新药 一", "0000").expect(4);
    assert_eq!(serving.stop(), Some(0));
    whole(&centre);

    let store = Arc::new(Local::read_only("archive", &centre.home().join("archive")));
    let root = Root::open(store).expect("a root");
    let object = root.object(&ObjectId::new("acme", "新药 一", "0000").expect("an id")).expect("an object");
    for (path, content) in files {
        assert_eq!(bytes(&object, &format!("dossier/{path}")), content, "{path}");
    }
    let kept = |name: &str| std::fs::read(centre.home().join(name)).expect(name);
    let package = kept(&format!("sealed/{number}.sealpost"));
    let head = bytes(&object, "evidence/package.head");
    assert_eq!(head, package[..head.len()]);
    assert_eq!(bytes(&object, "evidence/package.digests"), kept(&format!("sealed/{number}.digests")));
    assert_eq!(bytes(&object, "evidence/package.wraps"), kept(&format!("sealed/{number}.wraps")));
    assert_eq!(bytes(&object, "evidence/findings.json"), kept(&format!("receipts/{number}/findings.json")));
    let statement = bytes(&object, "evidence/statement.cose");
    assert!(head.windows(statement.len()).any(|part| part == statement));
    assert_eq!(
        stores_in(&bytes(&object, "evidence/receipts/R2-verified.cose")),
        ["sealed", "backup", "archive"]
    );
    judged(&centre.home().join("archive"));
}

/// The stores that R2 names.
fn stores_in(receipt: &[u8]) -> Vec<String> {
    match Receipt::read(receipt).expect("a receipt").body() {
        Body::Verified(verification) => verification.copies.iter().map(|copy| copy.store.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

fn judged(root: &Path) {
    let Some(python) = std::env::var_os("SEALPOST_JUDGES").map(PathBuf::from) else {
        return skip(
            "what_is_registered_lies_in_the_archive_with_its_evidence",
            "no Python judges (SEALPOST_JUDGES)",
        );
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/judge_archive.py");
    let output = Command::new(python).arg(script).arg(root).output().expect("the judge");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
