//! A centre's keys and an enrolled applicant, for tests: real certificates, card and receipts, no network.

use std::path::Path;

use crypto::certificate::CertificateDer;
use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use crypto::wrap::{Kem, PrivateKey};
use package::card::policy::{Accepted, Policy, RejectOn};
use package::card::{Card, Face, ReceiptCertificate};
use package::evidence::Signer;
use package::identity::Carrier;
use package::receipt::Receipt;
use package::receipt::body::Size;
use package::receipt::filing::Filing;
use package::receipt::issuer::IntakeIssuer;
use package::receipt::state::Offered;
use package::statement::Statement;
use package::time::UtcTime;

use crate::home::Home;
use crate::identity::Identity;
use crate::identity::keys::Keys;
use crate::identity::store::{Enrolment, Parts, Store};

/// The time at which everything in a test happens.
pub(crate) const NOW: u64 = 1_800_000_000;

/// A review centre as far as an applicant can tell.
pub(crate) struct Centre {
    authority: Authority,
    decrypt: PrivateKey,
    intake: SigningKey,
    intake_certificate: CertificateDer<'static>,
}

impl Centre {
    pub(crate) fn new() -> Centre {
        let authority = Authority::generate("CDE", "Centre", NOW - 1000).unwrap();
        let intake = SigningKey::generate().unwrap();
        let intake_certificate = issue(&authority, "CDE", Role::ReceiptIntake, &intake);
        let decrypt = PrivateKey::generate(Kem::X25519).unwrap();
        Centre { authority, decrypt, intake, intake_certificate }
    }

    /// A card with this serial; `most` is the longest package.
    pub(crate) fn card(&self, serial: u64, most: u64) -> Card {
        let key = SigningKey::generate().unwrap();
        let signer = Signer::new(key.clone(), vec![issue(&self.authority, "CDE", Role::Card, &key)]).unwrap();
        let certificate = self.intake_certificate.clone();
        let face = Face {
            centre: "CDE".parse().unwrap(),
            name: "Centre".into(),
            serial,
            time: UtcTime::from_seconds(NOW),
            end: UtcTime::from_seconds(NOW + 1_000_000),
            suites: vec!["AES256GCM-HKDF-SHA256-1M".into()],
            encryption: vec![self.decrypt.public().clone()],
            receipts: vec![ReceiptCertificate { role: Role::ReceiptIntake, certificate }],
            addresses: vec!["127.0.0.1:1".into()],
            policy: Policy {
                kem: Kem::X25519,
                max_package_len: most,
                expiry_days: 30,
                reject_on: RejectOn::Never,
                accepted: Accepted::Honour,
            },
            revoked: Vec::new(),
            log: None,
        };
        Card::sign(&face, &signer).unwrap()
    }

    /// Enrols `home` as organisation `acme`, as if an invitation had been redeemed.
    pub(crate) fn enrol(&self, home: &Home) -> Identity {
        self.enrol_with(home, &self.card(1, 1 << 40))
    }

    pub(crate) fn enrol_with(&self, home: &Home, card: &Card) -> Identity {
        let keys = Keys::make(home, Kem::X25519).unwrap();
        let tls = [issue(&self.authority, "acme", Role::ApplicantTls, &keys.tls)];
        let signing = [issue(&self.authority, "acme", Role::ApplicantSigning, &keys.signing)];
        let enrolment = Enrolment { address: "127.0.0.1:1".into(), organisation: "acme".into() };
        let parts =
            Parts { anchor: self.authority.anchor(), tls: &tls, signing: &signing, card: card.bytes() };
        Store::of(home).keep(&enrolment, &parts).unwrap();
        Identity::read(home).unwrap()
    }

    /// R0 of a package under this number.
    pub(crate) fn offered(&self, statement: &Statement, number: &str) -> Receipt {
        self.offer(statement, number).receipt().clone()
    }

    /// R1 of a package, with any digest.
    pub(crate) fn delivered(&self, statement: &Statement, number: &str, digest: &str) -> Receipt {
        let now = UtcTime::from_seconds(NOW);
        let offered = self.offer(statement, number);
        let delivered = offered.deliver(&self.issuer(), Carrier::QUIC, digest.parse().unwrap(), now);
        delivered.unwrap().receipt().clone()
    }

    fn offer(&self, statement: &Statement, number: &str) -> Offered {
        let filing = Filing::of(statement, number.parse().unwrap());
        let size = Size { package_len: 5000, segments: 1 };
        Offered::issue(&self.issuer(), filing, Carrier::QUIC, size, UtcTime::from_seconds(NOW)).unwrap()
    }

    fn issuer(&self) -> IntakeIssuer {
        let signer = Signer::new(self.intake.clone(), vec![self.intake_certificate.clone()]).unwrap();
        IntakeIssuer::new(signer).unwrap()
    }
}

/// A small dossier `x202600001/0000` below `top`.
pub(crate) fn dossier(top: &Path) -> std::path::PathBuf {
    let folder = top.join("x202600001/0000");
    std::fs::create_dir_all(folder.join("m1")).unwrap();
    std::fs::write(folder.join("m1/letter.txt"), b"to whom it may concern").unwrap();
    std::fs::write(folder.join("m1/report.txt"), vec![7; 3 << 20]).unwrap();
    folder
}

fn issue(authority: &Authority, id: &str, role: Role, key: &SigningKey) -> CertificateDer<'static> {
    let subject = Subject { id: id.into(), organisation: format!("{id} Ltd"), role };
    authority.issue(&subject, &key.public(), NOW).unwrap()
}
