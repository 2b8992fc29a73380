//! A centre and an applicant made for one test, with real keys and certificates.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use crypto::chain::Anchor;
use crypto::digest::Sha256Digest;
use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use crypto::wrap::{Kem, PrivateKey, PublicKey};
use package::card::policy::{Accepted, Policy, RejectOn};
use package::card::{Card, Face, ReceiptCertificate};
use package::evidence::Signer;
use package::identity::{
    Carrier, FilesRoot, FindingsDigest, HeaderDigest, ManifestRoot, PackageDigest, PackageId,
};
use package::log::checkpoint::LogKeys;
use package::receipt::body::Size;
use package::receipt::filing::Filing;
use package::receipt::issuer::{DeskIssuer, IntakeIssuer};
use package::receipt::refusal::{Grounds, Reason};
use package::receipt::state::{Delivered, Offered, Registered, Verified};
use package::receipt::verification::{FindingsCount, Malware, StoredCopy, Verification};
use package::statement::{Facts, Statement};
use package::time::UtcTime;

/// 2026-11-21T21:49:13Z.
pub const NOW: u64 = 1_795_297_753;
pub const DAY: u64 = 86_400;
pub const YEAR: u64 = 365 * DAY;

pub struct Centre {
    pub authority: Authority,
    pub applicant: Signer,
    pub intake: Signer,
    pub desk: Signer,
    pub card: Signer,
    pub key: PublicKey,
    pub log: SigningKey,
}

impl Centre {
    pub fn new() -> Self {
        let authority = Authority::generate("CDE", "Center for Drug Evaluation 药审中心", NOW).unwrap();
        let signer = |id: &str, role| signer(&authority, id, role);
        Self {
            applicant: signer("acme", Role::ApplicantSigning),
            intake: signer("CDE", Role::ReceiptIntake),
            desk: signer("CDE", Role::ReceiptDesk),
            card: signer("CDE", Role::Card),
            key: PrivateKey::generate(Kem::XWing).unwrap().public().clone(),
            log: SigningKey::generate().unwrap(),
            authority,
        }
    }

    pub fn anchor(&self) -> &Anchor {
        self.authority.anchor()
    }

    pub fn intake(&self) -> IntakeIssuer {
        IntakeIssuer::new(self.intake.clone()).unwrap()
    }

    pub fn desk(&self) -> DeskIssuer {
        DeskIssuer::new(self.desk.clone()).unwrap()
    }

    pub fn statement(&self) -> Statement {
        Statement::sign(&facts(), &self.applicant).unwrap()
    }

    pub fn filing(&self) -> Filing {
        Filing::of(&self.statement(), "CDE-2026-000001".parse().unwrap())
    }

    pub fn offered(&self) -> Offered {
        Offered::issue(&self.intake(), self.filing(), Carrier::QUIC, size(), at(60)).unwrap()
    }

    pub fn delivered(&self, offered: &Offered) -> Delivered {
        offered.deliver(&self.intake(), Carrier::TCP, package_digest(), at(120)).unwrap()
    }

    pub fn verified(&self, delivered: &Delivered) -> Verified {
        delivered.verify(&self.desk(), verification(), at(180)).unwrap()
    }

    pub fn registered(&self, verified: &Verified) -> Registered {
        verified.register(&self.desk(), at(200), at(201)).unwrap()
    }

    /// R0 to R3 of one package.
    pub fn receipts(&self) -> Vec<Vec<u8>> {
        let offered = self.offered();
        let delivered = self.delivered(&offered);
        let verified = self.verified(&delivered);
        let registered = self.registered(&verified);
        [offered.receipt(), delivered.receipt(), verified.receipt(), registered.receipt()]
            .map(|receipt| receipt.bytes().to_vec())
            .to_vec()
    }

    pub fn face(&self, serial: u64) -> Face {
        let named =
            |signer: &Signer, role| ReceiptCertificate { role, certificate: signer.chain()[0].clone() };
        Face {
            centre: "CDE".parse().unwrap(),
            name: "Center for Drug Evaluation 药审中心".into(),
            serial,
            time: at(0),
            end: at(YEAR),
            suites: vec!["AES256GCM-HKDF-SHA256-1M".into()],
            encryption: vec![self.key.clone()],
            receipts: vec![named(&self.intake, Role::ReceiptIntake), named(&self.desk, Role::ReceiptDesk)],
            addresses: vec!["centre.example:4433".into()],
            policy: Policy {
                kem: Kem::XWing,
                max_package_len: 1 << 40,
                expiry_days: 30,
                reject_on: RejectOn::Never,
                accepted: Accepted::Honour,
            },
            revoked: vec!["0badcafe".into()],
            log: Some(LogKeys::new("sealpost-log/CDE/00".into(), vec![self.log.public()])),
        }
    }

    pub fn card(&self, serial: u64) -> Card {
        Card::sign(&self.face(serial), &self.card).unwrap()
    }
}

pub fn signer(authority: &Authority, id: &str, role: Role) -> Signer {
    let key = SigningKey::generate().unwrap();
    let subject = Subject { id: id.into(), organisation: format!("{id} 有限公司"), role };
    let certificate = authority.issue(&subject, &key.public(), NOW).unwrap();
    Signer::new(key, vec![certificate]).unwrap()
}

pub fn at(seconds: u64) -> UtcTime {
    UtcTime::from_seconds(NOW + seconds)
}

pub fn facts() -> Facts {
    Facts {
        package: PackageId::from_bytes([7; 16]),
        header_sha256: HeaderDigest(Sha256Digest::of(b"header")),
        manifest_root: ManifestRoot(Sha256Digest::of(b"root")),
        ciphertext_len: 2_097_152,
        centre: "CDE".parse().unwrap(),
        organisation: "acme".parse().unwrap(),
        application: "x202600001".parse().unwrap(),
        sequence: "0000".parse().unwrap(),
        kind: "cn".parse().unwrap(),
        time: at(0),
        previous_root: None,
        remark: Some("缺一个文件的校验和, accepted by RA".parse().unwrap()),
    }
}

pub fn size() -> Size {
    Size { package_len: 2_101_248, segments: 3 }
}

pub fn package_digest() -> PackageDigest {
    PackageDigest(Sha256Digest::of(b"package"))
}

pub fn verification() -> Verification {
    let copy = |store: &str, seconds| StoredCopy { store: store.into(), read_back: at(seconds) };
    Verification {
        package_digest: package_digest(),
        files: 1_234,
        bytes: 2_000_000,
        files_root: FilesRoot(Sha256Digest::of(b"files")),
        findings: FindingsCount {
            error: 0,
            warning: 2,
            info: 7,
            sha256: FindingsDigest(Sha256Digest::of(b"findings")),
        },
        malware: Malware::not_checked(),
        copies: vec![copy("sealed", 150), copy("backup", 170)],
        same_as: vec![],
    }
}

pub fn grounds() -> Grounds {
    let reason = Reason {
        code: "segment-damaged".into(),
        message: "Segment 2 <does not> open".into(),
        place: Some("m1/夹/a&b.pdf".into()),
    };
    Grounds { reasons: vec![reason], earlier: None, safe_to_resend: true }
}
