//! The registry's copy: at any moment all that was committed, and a lost registry made again from it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod both;

use both::{Centre, NOW, offer, on_both, sign};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::address::Address;
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::enrolment::{EnrolmentRequest, Signed};
use sealpost_receiver::registry::entity::submission;
use sealpost_receiver::registry::log::Event;
use sealpost_receiver::registry::mirror::MirrorError;
use sealpost_receiver::registry::offer::OfferOutcome;
use sealpost_receiver::registry::people::{Invite, Issued};
use sealpost_receiver::registry::query::Filter;
use sealpost_receiver::registry::rebuild::{Circumstances, RebuildError};
use std::collections::BTreeMap;
use std::path::Path;

fn circumstances() -> Circumstances {
    Circumstances {
        centre: "CDE".into(),
        given: BTreeMap::new(),
        gone: vec![],
        copy: "registry.sqlite".into(),
    }
}

async fn fresh(folder: &Path, name: &str) -> Registry {
    Registry::open(&Address::Sqlite(folder.join(name)), "CDE").await.unwrap()
}

/// Everything that is asked of a registry, as text.
async fn said(registry: &Registry) -> String {
    let mut said = String::new();
    let submissions = registry.submissions(&Filter::default()).await.unwrap();
    for row in &submissions {
        let receipts = registry.receipts(&row.number).await.unwrap();
        let events = registry.events(&row.number).await.unwrap();
        let holder = registry.holder(row).await.unwrap();
        let package = registry.package(&row.package).await.unwrap();
        said += &format!("{row:?}\n{receipts:?}\n{events:?}\n{holder:?}\n{package:?}\n");
    }
    for organisation in registry.organisations().await.unwrap() {
        let certificates = registry.certificates(&organisation.id).await.unwrap();
        said += &format!("{organisation:?}\n{certificates:?}\n");
    }
    said + &format!("{:?}", registry.waiting_enrolments().await.unwrap())
}

fn invite(organisation: &str) -> Invite {
    Invite {
        token_sha256: format!("token of {organisation}"),
        organisation: organisation.into(),
        name: format!("{organisation} Ltd"),
        applications: vec!["x*".into()],
        expires: NOW.plus_seconds(1000),
    }
}

fn issued(serial: &str, organisation: &str) -> Issued {
    Issued {
        serial: serial.into(),
        organisation: organisation.into(),
        role: "applicant-tls".into(),
        certificate: vec![0, 1, 255],
        not_before: NOW,
        not_after: NOW.plus_seconds(1000),
    }
}

/// One step after the other of everything that changes a row.
async fn step(registry: &Registry, n: usize) -> bool {
    let centre = Centre(registry);
    let at = |application: &str, root: &str| {
        let mut offer = offer(root, &format!("{application} {root}"));
        offer.application = application.into();
        offer
    };
    let open = async |application: &str, root: &str| match centre.offer_at(&at(application, root), NOW).await
    {
        OfferOutcome::Open { submission, .. } => *submission,
        other => panic!("{other:?}"),
    };
    let row = async |application: &str| -> submission::Model {
        let filter = Filter { application: Some(application.into()), ..Filter::default() };
        registry.submissions(&filter).await.unwrap().pop().unwrap()
    };
    match n {
        0 => registry.issued(&[issued("00", "CDE")], NOW).await.unwrap(),
        1 => registry.invite(&invite("acme"), NOW).await.unwrap(),
        2 => {
            let request = EnrolmentRequest {
                token_sha256: "token of acme".into(),
                tls_request: vec![1],
                signing_request: vec![2],
                kem: 32,
                public_key: vec![3],
            };
            let id = registry.enrol(&request, NOW).await.unwrap().unwrap();
            let signed = Signed { tls: Some(issued("01", "acme")), signing: None };
            registry.answer_enrolment(&id, &signed, NOW).await.unwrap();
        }
        3 => drop(open("a", "1").await),
        4 => centre.receive(&row("a").await).await.unwrap(),
        5 => drop(centre.deliver(&row("a").await).await.unwrap()),
        6 => {
            let claim = centre.claim("desk", NOW).await.unwrap();
            centre.verify(&claim).await.unwrap();
            centre.register(&claim).await.unwrap();
        }
        // Superseded by another root, which is refused; a third one takes up the first again.
        7 => drop(open("b", "1").await),
        8 => drop(open("b", "2").await),
        9 => {
            let rows = registry.submissions(&Filter::default()).await.unwrap();
            centre.deliver(rows.last().unwrap()).await.unwrap();
            let claim = centre.claim("desk", NOW).await.unwrap();
            centre.refuse(&claim, true).await.unwrap();
        }
        10 => {
            let again = registry.offer(&at("b", "1"), NOW.plus_seconds(5), |_| Ok(()), sign).await;
            assert!(matches!(again.unwrap(), OfferOutcome::Open { resumed: false, .. }));
        }
        // Another root where one was registered is refused at the offer.
        11 => {
            let occupied = registry.offer(&at("a", "2"), NOW, |_| Ok(()), sign).await.unwrap();
            assert!(matches!(occupied, OfferOutcome::Occupied { .. }));
        }
        12 => drop(open("c", "1").await),
        13 => drop(registry.expire(NOW.plus_seconds(1_000_000)).await.unwrap()),
        14 => drop(registry.renew("acme", vec![9], NOW).await.unwrap()),
        15 => registry.invite(&invite("other"), NOW).await.unwrap(),
        // Without any certificate: only the organisation's row changes.
        16 => drop(registry.revoke("other", NOW).await.unwrap()),
        17 => drop(registry.revoke("acme", NOW).await.unwrap()),
        18 => registry.note(&Event::new("start", "CDE"), NOW).await.unwrap(),
        _ => return false,
    }
    true
}

#[tokio::test]
async fn a_copy_holds_after_each_step_what_the_registry_holds_and_makes_it_again() {
    on_both("rebuild", async |registry, _| {
        let top = tempfile::tempdir().unwrap();
        let mirror = Registry::open_mirror(&top.path().join("备份 %41.sqlite")).await.unwrap();
        let mut n = 0;
        while step(registry, n).await {
            let held = registry.mirror_to(&mirror).await.unwrap();
            assert_eq!(held, registry.log_size().await.unwrap());
            assert_eq!(said(&mirror).await, said(registry).await, "step {n}");
            n += 1;
        }
        // One that begins late catches up in one go.
        let late = Registry::open_mirror(&top.path().join("late.sqlite")).await.unwrap();
        registry.mirror_to(&late).await.unwrap();
        assert_eq!(said(&late).await, said(registry).await);
        assert!(late.is_intact().await.unwrap());

        let again = fresh(top.path(), "again.sqlite").await;
        again.demand_empty().await.unwrap();
        let made = again.rebuild(&mirror, &circumstances(), NOW.plus_seconds(60)).await.unwrap();
        assert_eq!(made.events, registry.log_size().await.unwrap() + 1);
        assert_eq!((made.submissions, made.organisations, made.certificates), (5, 2, 2));
        let entries = |registry: &Registry| {
            let registry = registry.clone();
            async move { registry.entries_from(0, 1000).await.unwrap() }
        };
        let (old, new) = (entries(registry).await, entries(&again).await);
        assert_eq!(new[..old.len()], old[..]);
        for row in registry.submissions(&Filter::default()).await.unwrap() {
            let made = again.submission(&row.number).await.unwrap();
            assert_eq!((made.state, made.offered_at, made.reasons), (row.state, row.offered_at, row.reasons));
            assert_eq!(
                again.receipts(&row.number).await.unwrap(),
                registry.receipts(&row.number).await.unwrap()
            );
        }
        assert!(again.unproven_receipt().await.unwrap().is_none());
        // Filing goes on: the next number, and what was registered is still taken.
        let row = Centre(&again).offer_at(&offer("new", "new"), NOW.plus_seconds(61)).await;
        let OfferOutcome::Open { submission, .. } = row else { panic!("{row:?}") };
        assert!(registry.submission(&submission.number).await.is_err());
        let mut taken = offer("3", "a 3");
        taken.application = "a".into();
        let refused = Centre(&again).offer_at(&taken, NOW.plus_seconds(62)).await;
        assert!(matches!(refused, OfferOutcome::Occupied { .. }));
        // The copy goes on with the registry that was made from it.
        again.mirror_to(&mirror).await.unwrap();
        assert_eq!(said(&mirror).await, said(&again).await);
        // Not twice, and not over one that is in use.
        let twice = again.rebuild(&mirror, &circumstances(), NOW).await;
        assert!(matches!(twice, Err(RebuildError::NotEmpty { .. })));
    })
    .await;
}

#[tokio::test]
async fn who_was_sending_has_his_time_again_and_no_number_is_given_twice() {
    let top = tempfile::tempdir().unwrap();
    let registry = fresh(top.path(), "r.sqlite").await;
    let row = Centre(&registry).open("root", "package").await;
    Centre(&registry).receive(&row).await.unwrap();
    let mirror = Registry::open_mirror(&top.path().join("m.sqlite")).await.unwrap();
    registry.mirror_to(&mirror).await.unwrap();

    let again = fresh(top.path(), "again.sqlite").await;
    let later = NOW.plus_seconds(1_000_000);
    let given = BTreeMap::from([(2026, 41)]);
    again.rebuild(&mirror, &Circumstances { given, ..circumstances() }, later).await.unwrap();
    let made = again.submission(&row.number).await.unwrap();
    assert_eq!((made.state, made.received), (registry.submission(&row.number).await.unwrap().state, 0));
    assert!(again.expire(later.plus_seconds(60)).await.unwrap().is_empty());
    let mut next = offer("next", "next");
    next.application = "other".into();
    let OfferOutcome::Open { submission, .. } = Centre(&again).offer_at(&next, NOW).await else { panic!() };
    assert_eq!(submission.number, "CDE-2026-000042");
}

#[tokio::test]
async fn what_was_delivered_and_is_lost_is_sent_again_under_its_number() {
    let top = tempfile::tempdir().unwrap();
    let registry = fresh(top.path(), "r.sqlite").await;
    let row = Centre(&registry).open("root", "package").await;
    let delivered = Centre(&registry).deliver(&row).await.unwrap();
    let mirror = Registry::open_mirror(&top.path().join("m.sqlite")).await.unwrap();
    registry.mirror_to(&mirror).await.unwrap();
    let again = fresh(top.path(), "again.sqlite").await;
    let gone = vec![row.number.clone()];
    again.rebuild(&mirror, &Circumstances { gone, ..circumstances() }, NOW).await.unwrap();
    let centre = Centre(&again);
    assert!(centre.claim("desk", NOW).await.is_none());
    let sent = centre.open("root", "package").await;
    assert_eq!(sent.number, row.number);
    assert_eq!(centre.deliver(&sent).await.unwrap(), delivered, "one receipt of each kind");
    assert!(centre.claim("desk", NOW).await.is_some());
}

#[tokio::test]
async fn a_copy_follows_no_other_past() {
    let top = tempfile::tempdir().unwrap();
    let (registry, other) = (fresh(top.path(), "r.sqlite").await, fresh(top.path(), "o.sqlite").await);
    let note = async |registry: &Registry| registry.note(&Event::new("start", "x"), Moment(1)).await.unwrap();
    let mirror = Registry::open_mirror(&top.path().join("m.sqlite")).await.unwrap();
    note(&registry).await;
    note(&registry).await;
    registry.mirror_to(&mirror).await.unwrap();
    let before = said(&mirror).await;
    note(&other).await;
    let ahead = other.mirror_to(&mirror).await;
    assert!(matches!(ahead, Err(MirrorError::Ahead { held: 2, found: 1 })));
    note(&other).await;
    note(&other).await;
    assert!(matches!(other.mirror_to(&mirror).await, Err(MirrorError::Other { position: 1 })));
    assert_eq!(said(&mirror).await, before);
    note(&registry).await;
    assert_eq!(registry.mirror_to(&mirror).await.unwrap(), 3);
}
