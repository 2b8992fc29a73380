//! Twenty years later: a centre's stores of 2006, whose signing certificates ran out in 2008, are as good as on their day.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(clippy::print_stdout, reason = "measured lines")]

#[path = "../../package/tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use archive::digests::Digests as FileDigests;
use archive::draft::Facts;
use archive::id::ObjectId;
use archive::root::Root;
use archive::store::local::Local;
use crypto::certificate;
use crypto::digest::Sha256Digest;
use crypto::issue::{Authority, SIGNING_VALIDITY, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use crypto::wrap::{Kem, PrivateKey};
use package::bag::Manifest;
use package::digests::{self, Digests};
use package::evidence::Signer;
use package::identity::{Carrier, FindingsDigest};
use package::receipt::Receipt;
use package::receipt::body::Size;
use package::receipt::filing::Filing;
use package::receipt::issuer::{DeskIssuer, IntakeIssuer};
use package::receipt::state::Offered;
use package::receipt::verification::{FindingsCount, Malware, StoredCopy, Verification};
use package::sealer::Sealer;
use package::stanza::{self, Role as StanzaRole, Stanza};
use package::time::UtcTime;
use support::{files, folder, noise, package, plan};
use tests::program::{self, Run};

/// 2006-11-22, in seconds since the epoch.
const THEN: u64 = 1_164_153_600;
const NUMBER: &str = "CDE-2006-000001";

/// The stores of a centre of 2006, and its CA.
struct Stores(tempfile::TempDir);

impl Stores {
    fn new() -> Self {
        Self::of(&files([("m1/夹/a.pdf", noise(1_500_000, 1)), ("b.txt", noise(7_000, 2))]))
    }

    fn of(dossier: &BTreeMap<String, Vec<u8>>) -> Self {
        // In memory where the system has such folders: syncing thousands of files to a disk takes most of the time.
        let memory = std::path::Path::new("/dev/shm");
        let place = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let stores = Self(place.unwrap());
        let authority = Authority::generate("CDE", "Test Centre", THEN).unwrap();
        let pem = certificate::to_pem(std::slice::from_ref(authority.anchor().der()));
        fs::write(stores.0.path().join("ca.pem"), pem).unwrap();
        stores.file(&authority, dossier);
        stores
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        for copy in ["", "backup"] {
            let place = self.home().join(copy).join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, bytes).unwrap();
        }
    }

    fn file(&self, authority: &Authority, dossier: &BTreeMap<String, Vec<u8>>) {
        let source = folder(dossier);
        let keys = [(); 3].map(|()| PrivateKey::generate(Kem::XWing).unwrap());
        let filing = package::sealer::Filing {
            centre: "CDE".parse().unwrap(),
            centre_key: keys[0].public().clone(),
            organisation: "acme".parse().unwrap(),
            applicant_key: keys[1].public().clone(),
            kind: ectd::profile::Profile::Generic,
            time: at(0),
            previous_root: None,
            remark: None,
        };
        let applicant = signer(authority, "acme", Role::ApplicantSigning);
        let sealer = Sealer::new(plan(source.path()), &filing, &applicant).unwrap();
        let bytes = package(&sealer, source.path());
        let head = sealer.head();
        let stream = &bytes[usize::try_from(head.payload_offset()).unwrap()..];
        let found = digests::check(stream, head, None).unwrap().digests;
        let opener = package::opener::Opener::new(&bytes[..], &keys[0], &[]).unwrap();
        let escrow =
            Stanza::seal(StanzaRole::Escrow, keys[2].public(), &head.header().id, opener.data_key()).unwrap();
        let wraps = stanza::line(&escrow);
        let findings = b"{\"type\":\"result\"}\n";
        self.put(&format!("sealed/{NUMBER}.sealpost"), &bytes);
        self.put(&format!("sealed/{NUMBER}.digests"), &found.to_bytes());
        self.put(&format!("sealed/{NUMBER}.wraps"), &wraps);
        self.put(&format!("receipts/{NUMBER}/findings.json"), findings);
        let receipts = receipts(authority, &sealer, &found, dossier, findings, bytes.len() as u64);
        for receipt in &receipts {
            let name = receipt.kind().file_stem();
            self.put(&format!("receipts/{NUMBER}/{name}.cose"), receipt.bytes());
        }
        let evidence = [
            ("package.head", head.bytes()),
            ("package.digests", &found.to_bytes()),
            ("package.wraps", &wraps),
            ("statement.cose", head.statement().bytes()),
            ("findings.json", findings),
        ];
        self.archive(dossier, &evidence, &receipts);
    }

    fn archive(&self, dossier: &BTreeMap<String, Vec<u8>>, evidence: &[(&str, &[u8])], receipts: &[Receipt]) {
        let (root, id) = (self.home().join("archive"), ObjectId::new("acme", "x202600001", "0000").unwrap());
        let store = Local::open("archive", &root, &Local::staging_of(&root)).unwrap();
        let root = Root::create(Arc::new(store)).unwrap();
        let facts = |message: &str| Facts {
            created: at(3).to_string(),
            message: message.to_owned(),
            name: "Test Centre".to_owned(),
            address: "nih:sha-256;00".to_owned(),
        };
        let mut draft = root.begin(&id).unwrap();
        for (path, bytes) in dossier {
            let opened = self.0.path().join("opened");
            fs::write(&opened, bytes).unwrap();
            draft.adopt(&format!("dossier/{path}"), &opened, &FileDigests::of(bytes)).unwrap();
        }
        let receipt = |receipt: &Receipt| {
            (format!("receipts/{}.cose", receipt.kind().file_stem()), receipt.bytes().to_vec())
        };
        let first = evidence.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
        for (name, bytes) in first.chain(receipts[..2].iter().map(receipt)) {
            draft.write(&format!("evidence/{name}"), &mut &bytes[..]).unwrap();
        }
        draft.finish(facts("verified")).unwrap();
        let mut draft = root.amend(&id).unwrap();
        for (name, bytes) in receipts[2..].iter().map(receipt) {
            draft.write(&format!("evidence/{name}"), &mut &bytes[..]).unwrap();
        }
        draft.finish(facts("registered")).unwrap();
    }

    fn verify(&self, arguments: &[&str]) -> Run {
        program::run(&mut self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program::path("sealpost-verify"));
        let place = |argument: &&str| self.0.path().join(argument);
        command.args(["--json", arguments[0]]).args(arguments[1..].iter().map(place));
        command.arg("--trust").arg(self.0.path().join("ca.pem"));
        command
    }
}

fn receipts(
    authority: &Authority,
    sealer: &Sealer,
    found: &Digests,
    dossier: &BTreeMap<String, Vec<u8>>,
    findings: &[u8],
    package_len: u64,
) -> Vec<Receipt> {
    let mut manifest = Manifest::new();
    for (path, bytes) in dossier {
        manifest.push(&format!("data/0000/{path}"), bytes.len() as u64, &Sha256Digest::of(bytes));
    }
    let facts = sealer.head().facts();
    let tags = manifest.finish(&facts.application, &facts.sequence);
    let intake = IntakeIssuer::new(signer(authority, "CDE", Role::ReceiptIntake)).unwrap();
    let desk = DeskIssuer::new(signer(authority, "CDE", Role::ReceiptDesk)).unwrap();
    let filing = Filing::of(sealer.head().statement(), NUMBER.parse().unwrap());
    let size = Size { package_len, segments: u64::from(sealer.segments().count()) };
    let said = Verification {
        package_digest: found.package_digest(),
        files: tags.totals.files,
        bytes: tags.totals.bytes,
        files_root: tags.files_root,
        findings: FindingsCount {
            error: 0,
            warning: 0,
            info: 0,
            sha256: FindingsDigest(Sha256Digest::of(findings)),
        },
        malware: Malware::not_checked(),
        copies: vec![StoredCopy { store: "archive".to_owned(), read_back: at(3) }],
        same_as: vec![],
    };
    let offered = Offered::issue(&intake, filing, Carrier::QUIC, size, at(1)).unwrap();
    let delivered = offered.deliver(&intake, Carrier::QUIC, found.package_digest(), at(2)).unwrap();
    // Minutes before the desk's certificate ran out.
    let verified = delivered.verify(&desk, said, at(SIGNING_VALIDITY - 400)).unwrap();
    let registered = verified.register(&desk, at(4), at(SIGNING_VALIDITY - 399)).unwrap();
    [offered.receipt(), delivered.receipt(), verified.receipt(), registered.receipt()]
        .map(Clone::clone)
        .to_vec()
}

fn signer(authority: &Authority, id: &str, role: Role) -> Signer {
    let key = SigningKey::generate().unwrap();
    let subject = Subject { id: id.to_owned(), organisation: format!("{id} Ltd"), role };
    let certificate = authority.issue(&subject, &key.public(), THEN).unwrap();
    Signer::new(key, vec![certificate]).unwrap()
}

fn at(seconds: u64) -> UtcTime {
    UtcTime::from_seconds(THEN + seconds)
}

fn rules(run: &Run) -> Vec<&str> {
    let errors = run.of_type("finding").filter(|line| line["severity"] == "error");
    errors.filter_map(|line| line["rule"].as_str()).collect()
}

#[test]
fn what_was_signed_twenty_years_ago_is_judged_at_its_own_time() {
    let stores = Stores::new();
    for arguments in [
        &["home", "home"][..],
        &["home", "home/backup"],
        &["archive", "home/archive"],
        &["package", &format!("home/sealed/{NUMBER}.sealpost")],
        &["receipt", &format!("home/receipts/{NUMBER}/R3-registered.cose")],
    ] {
        let run = stores.verify(arguments);
        assert_eq!(rules(&run), Vec::<&str>::new(), "{arguments:?}");
        let run = run.expect(0);
        assert_eq!((&run.result()["state"], &run.result()["trusted"]), (&"sound".into(), &true.into()));
    }
}

#[test]
fn nothing_is_believed_under_another_ca_of_the_same_name() {
    let stores = Stores::new();
    let other = Authority::generate("CDE", "Test Centre", THEN).unwrap();
    let pem = certificate::to_pem(std::slice::from_ref(other.anchor().der()));
    fs::write(stores.0.path().join("ca.pem"), pem).unwrap();
    let run = stores.verify(&["home", "home"]).expect(3);
    // Four receipts in three places, the statement in three.
    assert_eq!(rules(&run), ["not-trusted"; 15], "{run:?}");
}

#[test]
fn many_files_are_verified_in_little_memory() {
    let count: u32 = std::env::var("SEALPOST_SCALE_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(7_000);
    let path = |index: u32| format!("m5/53-clin-stud-rep/{:03}/study-report-夹-{index:05}.pdf", index / 100);
    let stores = Stores::of(&(0..count).map(|index| (path(index), index.to_le_bytes().to_vec())).collect());
    for arguments in [["archive", "home/archive"], ["home", "home"]] {
        let (run, peak) = program::watched(&mut stores.command(&arguments));
        let run = run.expect(0);
        assert!(run.result()["checked"].as_u64() > Some(u64::from(count)), "{run:?}");
        println!("{} of {count} files: peak memory {} MiB", arguments[0], peak >> 20);
        assert!(peak < 256 << 20, "peak memory {} MiB", peak >> 20);
    }
}
