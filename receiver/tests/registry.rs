//! Work, log, people and schema of the registry, on both databases.

mod both;

use both::{Centre, NOW, on_both, sign};
use package::log::entry;
use sea_orm::{ConnectionTrait, Database};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::address::Address;
use sealpost_receiver::registry::claim::Work;
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::delivery::Delivery;
use sealpost_receiver::registry::enrolment::{EnrolmentRequest, Signed, TokenRefusal};
use sealpost_receiver::registry::error::RegistryError;
use sealpost_receiver::registry::log::Event;
use sealpost_receiver::registry::people::{Invite, Issued};
use sealpost_receiver::registry::state::State;

#[tokio::test]
async fn a_claim_that_ran_out_is_fenced() {
    on_both("fenced", async |registry, _| {
        let centre = Centre(registry);
        let row = centre.open("r1", "p1").await;
        assert!(centre.claim("desk", NOW).await.is_none(), "nothing is delivered yet");
        centre.deliver(&row).await.unwrap();
        let old = centre.claim("old desk", NOW).await.unwrap();
        assert!(centre.claim("new desk", NOW).await.is_none(), "the old one holds it");
        let new = centre.claim("new desk", NOW.plus_seconds(61)).await.unwrap();
        assert!(matches!(centre.verify(&old).await, Err(RegistryError::MovedOn { attempt: 2, .. })));
        let work = Work { phase: "verify", done: 1, total: 2 };
        assert!(matches!(registry.keep(&old, NOW, &work).await, Err(RegistryError::MovedOn { .. })));
        centre.verify(&new).await.unwrap();
        // After a crash between R2 and R3 the next claim only registers.
        let next = centre.claim("next desk", NOW.plus_seconds(1000)).await.unwrap();
        assert_eq!(next.submission.state, State::Verified);
        centre.register(&next).await.unwrap();
        assert!(matches!(centre.register(&new).await, Err(RegistryError::MovedOn { .. })));
    })
    .await;
}

#[tokio::test]
async fn work_that_failed_waits_for_its_time() {
    on_both("give_back", async |registry, _| {
        let centre = Centre(registry);
        let row = centre.open("r1", "p1").await;
        centre.deliver(&row).await.unwrap();
        let claim = centre.claim("desk", NOW).await.unwrap();
        registry.give_back(&claim, Some("disk full"), NOW.plus_seconds(30)).await.unwrap();
        assert!(centre.claim("desk", NOW.plus_seconds(29)).await.is_none());
        let again = centre.claim("desk", NOW.plus_seconds(30)).await.unwrap();
        assert_eq!(
            (again.submission.attempt, again.submission.last_error.as_deref()),
            (2, Some("disk full"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_package_cannot_be_delivered_twice_with_other_bytes() {
    on_both("other_bytes", async |registry, _| {
        let centre = Centre(registry);
        let row = centre.open("r1", "p1").await;
        centre.deliver(&row).await.unwrap();
        centre.open("r2", "p2").await;
        let again = centre.open("r1", "p1").await;
        let delivery = Delivery { package_digest: "other".into(), last_byte: NOW };
        let refused = registry.deliver(&again.number, again.epoch, &delivery, NOW, sign).await;
        assert!(matches!(refused, Err(RegistryError::OtherBytes { .. })));
    })
    .await;
}

#[tokio::test]
async fn the_log_has_no_gap_and_never_goes_back() {
    on_both("log", async |registry, address| {
        let other = Registry::open(address, "CDE").await.unwrap();
        let note = async |registry: &Registry, from: i64| {
            for step in 0..10 {
                // The clock of the second process is behind.
                registry.note(&Event::new("login", "x").with("n", "1"), Moment(from + step)).await.unwrap();
            }
        };
        tokio::join!(note(registry, 2_000_000), note(&other, 1_000_000));
        let events = registry.events("x").await.unwrap();
        let positions: Vec<i64> = events.iter().map(|event| event.position).collect();
        assert_eq!(positions, (0..20).collect::<Vec<_>>());
        assert!(events.is_sorted_by_key(|event| event.time));
        for event in &events {
            assert_eq!(event.entry, entry(&event.salt, &event.record).as_bytes());
        }
        let said = String::from_utf8(events[0].record.clone()).unwrap();
        assert!(said.starts_with("{\"event\":\"login\",\"time\":\"1970-01-01T00:"), "{said}");
        assert!(said.ends_with("\"subject\":\"x\",\"details\":{\"n\":\"1\"}}"), "{said}");
        let salts: std::collections::BTreeSet<_> = events.iter().map(|event| &event.salt).collect();
        assert_eq!(salts.len(), 20);
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_logged_as_signed() {
    on_both("receipt_event", async |registry, _| {
        let row = Centre(registry).open("r1", "p1").await;
        let receipt = registry.receipts(&row.number).await.unwrap().remove(0);
        let events = registry.events(&row.number).await.unwrap();
        let logged = events.iter().find(|event| event.position == receipt.position).unwrap();
        assert_eq!((logged.kind.as_str(), &logged.record), ("receipt", &receipt.cose));
        assert_eq!(receipt.digest, crypto::digest::Sha256Digest::of(&receipt.cose).to_string());
    })
    .await;
}

#[tokio::test]
async fn an_invitation_enrols_once() {
    on_both("enrol", async |registry, _| {
        let invite = Invite {
            token_sha256: "t1".into(),
            organisation: "acme".into(),
            name: "Acme".into(),
            applications: vec!["x2026*".into()],
            expires: NOW.plus_seconds(60),
        };
        registry.invite(&invite, NOW).await.unwrap();
        let acme = registry.organisation("acme").await.unwrap().unwrap();
        assert!(acme.may_file("x202600001") && !acme.may_file("y1"));
        let request = |token: &str, key: &[u8]| EnrolmentRequest {
            token_sha256: token.into(),
            tls_request: key.to_vec(),
            signing_request: key.to_vec(),
            kem: 25722,
            public_key: key.to_vec(),
        };
        assert_eq!(registry.enrol(&request("t9", b"k"), NOW).await.unwrap(), Err(TokenRefusal::Unknown));
        let late = NOW.plus_seconds(60);
        assert_eq!(registry.enrol(&request("t1", b"k"), late).await.unwrap(), Err(TokenRefusal::Expired));
        let id = registry.enrol(&request("t1", b"k"), NOW).await.unwrap().unwrap();
        assert_eq!(registry.enrol(&request("t1", b"k"), late).await.unwrap(), Ok(id.clone()));
        assert_eq!(registry.enrol(&request("t1", b"other"), NOW).await.unwrap(), Err(TokenRefusal::Used));
        assert_eq!(registry.waiting_enrolments().await.unwrap().len(), 1);
        let signed = Signed { tls: Some(issued("01")), signing: Some(issued("02")) };
        registry.answer_enrolment(&id, &signed, NOW).await.unwrap();
        assert!(registry.waiting_enrolments().await.unwrap().is_empty());
        let answer = registry.enrolment(&id).await.unwrap().unwrap();
        assert_eq!(answer.tls_certificate.as_deref(), Some(&b"DER 01"[..]));
    })
    .await;
}

#[tokio::test]
async fn revoking_ends_certificates_invitations_and_rights() {
    on_both("revoke", async |registry, _| {
        let invite = Invite {
            token_sha256: "t1".into(),
            organisation: "acme".into(),
            name: "Acme".into(),
            applications: vec![],
            expires: NOW.plus_seconds(60),
        };
        registry.invite(&invite, NOW).await.unwrap();
        registry.issued(&[issued("01"), issued("0a02"), issued("03")], NOW).await.unwrap();
        assert_eq!(registry.revoke("nobody", NOW).await.unwrap(), None);
        assert_eq!(registry.revoke("0A:02", NOW).await.unwrap(), Some(vec!["0a02".to_owned()]));
        assert!(registry.organisation("acme").await.unwrap().unwrap().may_file("anything"));
        let both = registry.revoke("Acme", NOW).await.unwrap().unwrap();
        assert_eq!(both.len(), 2);
        assert_eq!(registry.revoked().await.unwrap().len(), 3);
        assert!(!registry.organisation("acme").await.unwrap().unwrap().may_file("anything"));
        let request = EnrolmentRequest {
            token_sha256: "t1".into(),
            tls_request: vec![],
            signing_request: vec![],
            kem: 32,
            public_key: vec![],
        };
        assert_eq!(registry.enrol(&request, NOW).await.unwrap(), Err(TokenRefusal::Expired));
    })
    .await;
}

#[tokio::test]
async fn a_role_has_one_holder_whose_address_is_known() {
    on_both("lease", async |registry, _| {
        let until = NOW.plus_seconds(10);
        let address = Some("127.0.0.1:1234");
        let first = registry.hold("intake", "a", address, until, NOW).await.unwrap().unwrap();
        assert!(registry.hold("intake", "b", None, until, NOW).await.unwrap().is_none());
        assert_eq!(registry.running_address(NOW).await.unwrap().as_deref(), address);
        assert_eq!(registry.running_address(until).await.unwrap(), None);
        let kept = registry.hold("intake", "a", address, until, NOW).await.unwrap().unwrap();
        assert_eq!(kept, first);
        let second =
            registry.hold("intake", "b", None, until.plus_seconds(10), until).await.unwrap().unwrap();
        assert_eq!(second.epoch, first.epoch + 1);
        // The old holder's release is not the new one's.
        registry.release(&first).await.unwrap();
        assert!(registry.hold("intake", "c", None, until, NOW).await.unwrap().is_none());
        registry.release(&second).await.unwrap();
        assert!(registry.hold("intake", "c", None, until, NOW).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    on_both("newer", async |_, address| {
        let db = match address {
            Address::Postgres(url) => Database::connect(url).await.unwrap(),
            Address::Sqlite(file) => {
                let copy = file.with_file_name("plain.sqlite");
                std::fs::copy(file, &copy).unwrap();
                let wal = |file: &std::path::Path| format!("{}-wal", file.display());
                let _ = std::fs::copy(wal(file), wal(&copy));
                let db = Database::connect(format!("sqlite:{}", copy.display())).await.unwrap();
                db.execute_unprepared(NEWER).await.unwrap();
                let refused = Registry::open(&Address::Sqlite(copy), "CDE").await;
                assert!(
                    matches!(refused, Err(RegistryError::NewerSchema { found }) if found == "m9999_future")
                );
                return;
            }
        };
        db.execute_unprepared(NEWER).await.unwrap();
        let refused = Registry::open(address, "CDE").await;
        assert!(matches!(refused, Err(RegistryError::NewerSchema { found }) if found == "m9999_future"));
    })
    .await;
}

#[tokio::test]
async fn roles_that_start_at_once_share_one_schema() {
    on_both("migrate", async |_, address| {
        let address = match address {
            Address::Sqlite(file) => Address::Sqlite(file.with_file_name("second.sqlite")),
            Address::Postgres(url) => {
                let admin = Database::connect(url).await.unwrap();
                admin.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
                address.clone()
            }
        };
        let open = || Registry::open(&address, "CDE");
        let (one, two, three) = tokio::join!(open(), open(), open());
        for registry in [one, two, three] {
            registry.unwrap().note(&Event::new("start", "x"), NOW).await.unwrap();
        }
    })
    .await;
}

fn issued(serial: &str) -> Issued {
    Issued {
        serial: serial.into(),
        organisation: "acme".into(),
        role: "applicant-tls".into(),
        certificate: format!("DER {serial}").into_bytes(),
        not_before: NOW,
        not_after: NOW.plus_seconds(1000),
    }
}

const NEWER: &str = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)";
