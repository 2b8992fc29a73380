//! The centre's CA at work: founding, enrolment, renewal, and the card.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "test code")]

mod both;
mod founded;

use crypto::certificate::Certificate;
use crypto::chain::{Purpose, judge};
use crypto::issue::Request;
use crypto::role::Role;
use crypto::signature::SigningKey;
use sealpost_receiver::authority::issuer::Issuer;
use sealpost_receiver::authority::{card, keyring};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::places::{Config, key};
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::enrolment::EnrolmentRequest;
use sealpost_receiver::registry::people::Invite;
use tempfile::TempDir;

use both::NOW;

#[tokio::test]
async fn a_request_gets_certificates_of_its_roles_under_the_centres_ca() {
    let centre = Centre::found().await;
    let (tls, signing) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let id = centre.enrol("t1", der(&tls), der(&signing)).await;
    assert_eq!(centre.issuer().answer_waiting(&centre.registry, NOW).await.unwrap(), 1);
    let answer = centre.registry.enrolment(&id).await.unwrap().unwrap();
    let anchor = keyring::anchor(&centre.config).unwrap();
    for (certificate, key, purpose, role) in [
        (answer.tls_certificate, &tls, Purpose::Client, Role::ApplicantTls),
        (answer.signing_certificate, &signing, Purpose::Statement, Role::ApplicantSigning),
    ] {
        let chain = [certificate.unwrap().into()];
        let leaf = judge(&chain, &anchor, NOW.seconds(), purpose).unwrap();
        assert_eq!(leaf.role(), role);
        let certificate = Certificate::parse(&chain[0]).unwrap();
        assert_eq!((certificate.id.as_str(), certificate.organisation.as_str()), ("acme", "Acme 制药"));
        assert_eq!(certificate.key, Some(key.public()));
    }
    assert_eq!(centre.registry.certificates("acme").await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_stops_nobody() {
    let centre = Centre::found().await;
    let key = SigningKey::generate().unwrap();
    let bad = centre.enrol("t1", b"no request".to_vec(), der(&key)).await;
    let good = centre.enrol("t2", der(&key), der(&key)).await;
    assert_eq!(centre.issuer().answer_waiting(&centre.registry, NOW).await.unwrap(), 2);
    let bad = centre.registry.enrolment(&bad).await.unwrap().unwrap();
    assert_eq!(bad.refusal.as_deref(), Some("malformed-request"));
    let good = centre.registry.enrolment(&good).await.unwrap().unwrap();
    assert!(good.refusal.is_none() && good.tls_certificate.is_some());
}

#[tokio::test]
async fn a_revoked_organisation_gets_no_renewal() {
    let centre = Centre::found().await;
    let key = SigningKey::generate().unwrap();
    centre.enrol("t1", der(&key), der(&key)).await;
    centre.registry.revoke("acme", NOW).await.unwrap();
    let id = centre.registry.renew("acme", der(&key), NOW).await.unwrap();
    centre.issuer().answer_waiting(&centre.registry, NOW).await.unwrap();
    let answer = centre.registry.enrolment(&id).await.unwrap().unwrap();
    assert_eq!(answer.refusal.as_deref(), Some("organisation-revoked"));
}

#[tokio::test]
async fn the_centres_own_certificates_are_renewed_in_time_under_the_same_keys() {
    let centre = Centre::found().await;
    let issuer = centre.issuer();
    let early = issuer.renew_own(&centre.config, &centre.registry, NOW).await.unwrap();
    assert_eq!(early, []);
    let before = keyring::certificates(&centre.config, key::TLS).unwrap();
    let late = NOW.plus_seconds(61 * 86_400);
    let renewed = issuer.renew_own(&centre.config, &centre.registry, late).await.unwrap();
    assert_eq!(renewed, [Role::CentreTls]);
    let after = keyring::certificates(&centre.config, key::TLS).unwrap();
    let of = |chain: &[_]| Certificate::parse(&chain[0]).unwrap();
    assert_ne!(of(&before).serial, of(&after).serial);
    assert_eq!(of(&before).key, of(&after).key);
    assert!(of(&after).not_after > of(&before).not_after);
}

#[tokio::test]
async fn a_new_card_is_made_only_when_it_says_something_new() {
    let mut centre = Centre::found().await;
    let first = card::refresh(&centre.config, &[], NOW).unwrap();
    assert_eq!(first.face().serial, 1);
    let same = card::refresh(&centre.config, &[], NOW.plus_seconds(86_400)).unwrap();
    assert_eq!(same.bytes(), first.bytes());
    centre.config.settings.policy.expiry_days = 7;
    let second = card::refresh(&centre.config, &[], NOW).unwrap();
    assert_eq!((second.face().serial, second.face().policy.expiry_days), (2, 7));
    second.replaces(&first).unwrap();
    let anchor = keyring::anchor(&centre.config).unwrap();
    second.trust(&anchor, package::time::UtcTime::from_seconds(NOW.seconds())).unwrap();
    assert_eq!(keyring::card(&centre.config).unwrap().bytes(), second.bytes());
    // Half a year later it is made anew, before it runs out.
    let later = card::refresh(&centre.config, &[], NOW.plus_seconds(200 * 86_400)).unwrap();
    assert_eq!(later.face().serial, 3);
}

#[tokio::test]
async fn the_escrow_key_can_leave_and_its_public_half_stays() {
    let centre = Centre::found().await;
    let escrow = centre.config.desk_key(key::ESCROW);
    let text = String::from_utf8(durable::secret::read(&escrow).unwrap()).unwrap();
    let private = crypto::key_file::KeyFile::parse(&text).unwrap();
    assert_eq!(private.role, "escrow");
    std::fs::remove_file(escrow).unwrap();
    assert_eq!(&keyring::escrow(&centre.config).unwrap(), private.key.public());
    assert_ne!(keyring::decryption_key(&centre.config).unwrap().public(), private.key.public());
}

struct Centre {
    _home: TempDir,
    config: Config,
    registry: Registry,
}

impl Centre {
    async fn found() -> Self {
        let (home, config, registry) = founded::centre(NOW).await;
        Self { _home: home, config, registry }
    }

    fn issuer(&self) -> Issuer {
        Issuer::open(&self.config).unwrap()
    }

    async fn enrol(&self, token: &str, tls_request: Vec<u8>, signing_request: Vec<u8>) -> String {
        let invite = Invite {
            token_sha256: token.into(),
            organisation: "acme".into(),
            name: "Acme 制药".into(),
            applications: vec![],
            expires: Moment(i64::MAX),
        };
        self.registry.invite(&invite, NOW).await.unwrap();
        let request = EnrolmentRequest {
            token_sha256: token.into(),
            tls_request,
            signing_request,
            kem: 25722,
            public_key: vec![1],
        };
        self.registry.enrol(&request, NOW).await.unwrap().unwrap()
    }
}

fn der(key: &SigningKey) -> Vec<u8> {
    Request::make(key, "acme").unwrap().der().to_vec()
}
