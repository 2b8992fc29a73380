//! A centre with its CA and one certificate for each role, for the tests that need signatures.

use crypto::certificate::CertificateDer;
use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::{SigningKey, VerifyingKey};

/// 2026-11-21T00:00:00Z, when everything here was issued.
pub(crate) const ISSUED: u64 = 1_795_219_200;
pub(crate) const DAY: u64 = 24 * 60 * 60;
pub(crate) const YEAR: u64 = 365 * DAY;

pub(crate) fn authority(id: &str) -> Authority {
    Authority::generate(id, "Centre for Tests", ISSUED).unwrap()
}

pub(crate) fn subject(role: Role) -> Subject {
    Subject { id: "acme".to_owned(), organisation: "Acme 制药".to_owned(), role }
}

pub(crate) fn certificate(authority: &Authority, role: Role, key: &VerifyingKey) -> CertificateDer<'static> {
    authority.issue(&subject(role), key, ISSUED).unwrap()
}

/// A fresh key with its certificate.
pub(crate) fn signer(authority: &Authority, role: Role) -> (SigningKey, CertificateDer<'static>) {
    let key = SigningKey::generate().unwrap();
    let certificate = certificate(authority, role, &key.public());
    (key, certificate)
}

/// A P-256 key, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it.
pub(crate) const P256_PEM: &str = include_str!("../vectors/p256.pem");
