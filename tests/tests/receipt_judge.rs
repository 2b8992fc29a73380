//! An independent implementation judges statement, receipts and card: `tests/interop/verify_statement.py` on pycose.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../../package/tests/support/mod.rs"]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crypto::certificate;
use crypto::chain::Anchor;
use crypto::digest::Sha256Digest;
use crypto::role::Role;
use crypto::wrap::Kem;
use package::card::policy::{Accepted, Policy, RejectOn};
use package::card::{Card, Face, ReceiptCertificate};
use package::digests;
use package::identity::{Carrier, FilesRoot, FindingsDigest, PackageDigest};
use package::receipt::Receipt;
use package::receipt::body::Size;
use package::receipt::filing::Filing;
use package::receipt::issuer::{DeskIssuer, IntakeIssuer};
use package::receipt::state::Offered;
use package::receipt::verification::{FindingsCount, Malware, StoredCopy, Verification};
use package::sealer::Sealer;
use package::time::UtcTime;
use support::{NOW, Parties, files, folder, noise, package, signer};

/// Where the judges live, or `None` after having said that they are missing.
fn python(test: &str) -> Option<PathBuf> {
    let python = std::env::var_os("SEALPOST_JUDGES").map(PathBuf::from);
    if python.is_none() {
        tests::skip::skip(test, "no Python judges (SEALPOST_JUDGES)");
    }
    python
}

fn interop(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(script)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_judge_agrees_with_every_vector() {
    let Some(python) = python("the_judge_agrees_with_every_vector") else { return };
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/receipt");
    let mut command = Command::new(python);
    let output = command.arg(interop("verify_statement.py")).arg("--vectors").arg(vectors).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_vectors_are_what_their_program_writes() {
    let Some(python) = python("the_vectors_are_what_their_program_writes") else { return };
    for (script, folder) in [
        ("make_receipt_vectors.py", "receipt"),
        ("make_log_vectors.py", "log"),
        ("make_proof_vectors.py", "proof"),
    ] {
        let made = tempfile::tempdir().unwrap();
        let output = Command::new(&python).arg(interop(script)).arg(made.path()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(folder);
        assert!(contents(made.path()) == contents(&kept), "{script} writes other vectors");
    }
}

/// The files of a folder with their bytes, in the order of their names.
fn contents(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn the_judge_verifies_a_real_package_with_its_receipts() {
    let Some(python) = python("the_judge_verifies_a_real_package_with_its_receipts") else { return };
    let filed = Filed::new();
    let judge = || filed.judge(&python);
    let sound = judge();
    assert_eq!(sound.status.code(), Some(0), "{}", said(&sound));
    assert!(said(&sound).contains("sound: registered CDE-2026-000001"));

    let place = filed.place("package.sealpost");
    let bytes = fs::read(&place).unwrap();
    for index in [20, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[index] ^= 1;
        fs::write(&place, changed).unwrap();
        assert_eq!(judge().status.code(), Some(3), "byte {index}");
    }
    fs::write(&place, bytes).unwrap();

    let other = Parties::new(Kem::X25519);
    fs::write(filed.place("ca.pem"), pem(other.anchor())).unwrap();
    assert_eq!(judge().status.code(), Some(3), "another CA");
}

/// A package of three segments with its four receipts, the card and the CA, as files.
struct Filed(tempfile::TempDir);

impl Filed {
    fn new() -> Self {
        let parties = Parties::new(Kem::XWing);
        let source = folder(&files([("m1/夹/a.pdf", noise(1_500_000, 1)), ("b", noise(700_000, 2))]));
        let sealer = parties.sealer(source.path());
        let bytes = package(&sealer, source.path());
        let filed = Self(tempfile::tempdir().unwrap());
        fs::write(filed.place("package.sealpost"), &bytes).unwrap();
        fs::write(filed.place("ca.pem"), pem(parties.anchor())).unwrap();
        filed.write_evidence(&parties, &sealer, &bytes);
        filed
    }

    fn write_evidence(&self, parties: &Parties, sealer: &Sealer, bytes: &[u8]) {
        let head = sealer.head();
        let stream = &bytes[usize::try_from(head.payload_offset()).unwrap()..];
        let digest = digests::check(stream, head, None).unwrap().digests.package_digest();
        let intake = signer(&parties.authority, "CDE", Role::ReceiptIntake);
        let desk = signer(&parties.authority, "CDE", Role::ReceiptDesk);
        let face = Face {
            centre: "CDE".parse().unwrap(),
            name: "Test Centre 药审中心".to_owned(),
            serial: 1,
            time: at(0),
            end: at(1000),
            suites: vec!["AES256GCM-HKDF-SHA256-1M".to_owned()],
            encryption: vec![parties.centre.public().clone()],
            receipts: vec![
                ReceiptCertificate { role: Role::ReceiptIntake, certificate: intake.chain()[0].clone() },
                ReceiptCertificate { role: Role::ReceiptDesk, certificate: desk.chain()[0].clone() },
            ],
            addresses: vec![],
            policy: Policy {
                kem: Kem::XWing,
                max_package_len: 1 << 40,
                expiry_days: 30,
                reject_on: RejectOn::Error,
                accepted: Accepted::Ignore,
            },
            revoked: vec![],
            log: None,
        };
        let card = Card::sign(&face, &signer(&parties.authority, "CDE", Role::Card)).unwrap();
        fs::write(self.place("card.cose"), card.bytes()).unwrap();

        let (intake, desk) = (IntakeIssuer::new(intake).unwrap(), DeskIssuer::new(desk).unwrap());
        let filing = Filing::of(head.statement(), "CDE-2026-000001".parse().unwrap());
        let size = Size { package_len: bytes.len() as u64, segments: u64::from(sealer.segments().count()) };
        let offered = Offered::issue(&intake, filing, Carrier::QUIC, size, at(1)).unwrap();
        let delivered = offered.deliver(&intake, Carrier::QUIC, digest, at(2)).unwrap();
        let verified = delivered.verify(&desk, verification(digest), at(3)).unwrap();
        let registered = verified.register(&desk, at(4), at(4)).unwrap();
        for receipt in [offered.receipt(), delivered.receipt(), verified.receipt(), registered.receipt()] {
            self.write_receipt(receipt);
        }
    }

    fn write_receipt(&self, receipt: &Receipt) {
        let name = format!("{}.cose", receipt.kind().file_stem());
        fs::write(self.place(&name), receipt.bytes()).unwrap();
    }

    fn judge(&self, python: &Path) -> Output {
        let receipts = ["R0-offer.cose", "R1-delivered.cose", "R2-verified.cose", "R3-registered.cose"];
        Command::new(python)
            .arg(interop("verify_statement.py"))
            .args(["--trust".into(), self.place("ca.pem")])
            .args(["--package".into(), self.place("package.sealpost")])
            .args(["--card".into(), self.place("card.cose")])
            .args(receipts.map(|name| self.place(name)))
            .output()
            .unwrap()
    }

    fn place(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn pem(anchor: &Anchor) -> String {
    certificate::to_pem(std::slice::from_ref(anchor.der()))
}

fn at(seconds: u64) -> UtcTime {
    UtcTime::from_seconds(NOW + seconds)
}

fn verification(package_digest: PackageDigest) -> Verification {
    Verification {
        package_digest,
        files: 2,
        bytes: 2_200_000,
        files_root: FilesRoot(Sha256Digest::of(b"files")),
        findings: FindingsCount {
            error: 0,
            warning: 0,
            info: 0,
            sha256: FindingsDigest(Sha256Digest::of(b"")),
        },
        malware: Malware::not_checked(),
        copies: vec![StoredCopy { store: "backup".to_owned(), read_back: at(3) }],
        same_as: vec![],
    }
}
