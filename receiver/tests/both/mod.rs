//! Runs one test on both databases: SQLite always, PostgreSQL when `SEALPOST_TEST_POSTGRES` names a server.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "shared by tests of which each uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "test code")]

mod skip;

use sea_orm::{ConnectionTrait, Database};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::address::Address;
use sealpost_receiver::registry::claim::Claim;
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::delivery::Delivery;
use sealpost_receiver::registry::entity::{receipt, submission};
use sealpost_receiver::registry::error::RegistryError;
use sealpost_receiver::registry::offer::{Offer, OfferOutcome};
use sealpost_receiver::registry::signing::{Facts, SigningError};
use sealpost_receiver::registry::verdict::{Refusal, Verification, VerifyOutcome};
use skip::skip;

/// 2026-11-21T22:13:20Z.
pub const NOW: Moment = Moment(1_795_299_200_000);

pub async fn on_both(test: &str, story: impl AsyncFn(&Registry, &Address)) {
    let folder = tempfile::tempdir().unwrap();
    // A blank, a percent sign and a Chinese name: what a URL would read as something else.
    let address = Address::Sqlite(folder.path().join("reg %41 登记.sqlite"));
    let registry = Registry::open(&address, "CDE").await.unwrap();
    story(&registry, &address).await;
    let Some(address) = postgres(test).await else { return };
    let registry = Registry::open(&address, "CDE").await.unwrap();
    story(&registry, &address).await;
}

async fn postgres(test: &str) -> Option<Address> {
    let Ok(server) = std::env::var("SEALPOST_TEST_POSTGRES") else {
        skip(test, "no PostgreSQL server (SEALPOST_TEST_POSTGRES)");
        return None;
    };
    let name = format!("registry_{}", uuid::Uuid::now_v7().simple());
    let admin = Database::connect(&server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let top = server.trim_end_matches('/').trim_end_matches("/postgres");
    Some(Address::Postgres(format!("{top}/{name}")))
}

/// An offer: root and package by name, everything else the same.
pub fn offer(root: &str, package: &str) -> Offer {
    Offer {
        organisation: "acme".into(),
        application: "x202600001".into(),
        sequence: "0000".into(),
        manifest_root: root.into(),
        profile: "cn".into(),
        package: package.into(),
        header_sha256: format!("header of {package}"),
        statement_sha256: format!("statement of {package}"),
        carrier: "quic".into(),
        plaintext_len: 1000,
        package_len: 9000,
        segments: 1,
        expires: NOW.plus_seconds(86_400),
    }
}

/// A receipt that says what it was told, so that a test can read it again.
pub fn sign(facts: &Facts) -> Result<Vec<u8>, SigningError> {
    let earlier = facts.earlier.as_ref().map(|earlier| earlier.number.clone());
    let said = format!(
        "{} {} {} {} after {:?} earlier {:?}",
        facts.kind.name(),
        facts.submission.number,
        facts.submission.package,
        facts.time,
        facts.after,
        earlier
    );
    Ok(said.into_bytes())
}

/// A centre that takes steps one after another.
pub struct Centre<'a>(pub &'a Registry);

impl Centre<'_> {
    pub async fn offer(&self, root: &str, package: &str) -> OfferOutcome {
        self.offer_at(&offer(root, package), NOW).await
    }

    pub async fn offer_at(&self, offer: &Offer, now: Moment) -> OfferOutcome {
        self.0.offer(offer, now, |_| Ok(()), sign).await.unwrap()
    }

    /// Offers, and gives the open row.
    pub async fn open(&self, root: &str, package: &str) -> submission::Model {
        match self.offer(root, package).await {
            OfferOutcome::Open { submission, .. } => *submission,
            other => panic!("not open: {other:?}"),
        }
    }

    pub async fn receive(&self, row: &submission::Model) -> Result<(), RegistryError> {
        self.0.note_receiving(&row.number, row.epoch, 10, NOW.plus_seconds(86_400), NOW).await
    }

    pub async fn deliver(&self, row: &submission::Model) -> Result<receipt::Model, RegistryError> {
        let delivery = Delivery { package_digest: format!("digest of {}", row.package), last_byte: NOW };
        self.0.deliver(&row.number, row.epoch, &delivery, NOW, sign).await
    }

    pub async fn claim(&self, owner: &str, now: Moment) -> Option<Claim> {
        self.0.claim(owner, now.plus_seconds(60), now).await.unwrap()
    }

    pub async fn verify(&self, claim: &Claim) -> Result<VerifyOutcome, RegistryError> {
        self.0.verify(claim, &Verification::default(), NOW, sign).await
    }

    pub async fn register(&self, claim: &Claim) -> Result<receipt::Model, RegistryError> {
        self.0.register(claim, NOW, sign).await
    }

    pub async fn refuse(&self, claim: &Claim, root_proven: bool) -> Result<receipt::Model, RegistryError> {
        let refusal = Refusal { root_proven, verification: None, reasons: "[]".into(), earlier: None };
        self.0.refuse(claim, &refusal, NOW, sign).await
    }

    /// From offer to R3.
    pub async fn register_whole(&self, root: &str, package: &str) -> submission::Model {
        let row = self.open(root, package).await;
        self.deliver(&row).await.unwrap();
        let claim = self.claim("desk", NOW).await.unwrap();
        assert!(matches!(self.verify(&claim).await.unwrap(), VerifyOutcome::Verified(_)));
        self.register(&claim).await.unwrap();
        self.0.submission(&row.number).await.unwrap()
    }

    pub async fn kinds(&self, number: &str) -> Vec<&'static str> {
        let receipts = self.0.receipts(number).await.unwrap();
        receipts.into_iter().map(|receipt| receipt.kind.name()).collect()
    }
}
