//! The life of a submission, on both databases.

mod both;

use both::{Centre, NOW, offer, on_both, sign};
use sealpost_receiver::registry::error::RegistryError;
use sealpost_receiver::registry::offer::{OfferOutcome, Reserved, Shortage};
use sealpost_receiver::registry::state::State;
use sealpost_receiver::registry::verdict::VerifyOutcome;

#[tokio::test]
async fn the_same_root_gets_the_same_number_and_the_stored_receipts() {
    on_both("same_root", async |registry, _| {
        let centre = Centre(registry);
        let done = centre.register_whole("r1", "p1").await;
        assert_eq!(done.number, "CDE-2026-000001");
        assert_eq!(done.state, State::Registered);
        let stored = registry.receipts(&done.number).await.unwrap();
        assert_eq!(centre.kinds(&done.number).await, ["offer", "delivered", "verified", "registered"]);
        for package in ["p1", "another"] {
            let OfferOutcome::Stored { submission, receipts } = centre.offer("r1", package).await else {
                panic!("a fresh verdict for {package}")
            };
            assert_eq!(*submission, done);
            assert_eq!(receipts, stored);
        }
        for pair in stored.windows(2) {
            let said = String::from_utf8_lossy(&pair[1].cose).into_owned();
            assert!(said.contains(&format!("after Some(\"{}\")", pair[0].digest)), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_package_goes_on_where_it_was() {
    on_both("resume", async |registry, _| {
        let centre = Centre(registry);
        let first = centre.open("r1", "p1").await;
        centre.receive(&first).await.unwrap();
        let before = registry.receipts(&first.number).await.unwrap();
        let OfferOutcome::Open { submission, receipt, resumed, .. } = centre.offer("r1", "p1").await else {
            panic!("not open")
        };
        assert!(resumed);
        assert_eq!((submission.epoch, submission.state), (first.epoch, State::Receiving));
        assert_eq!(vec![receipt], before);
    })
    .await;
}

#[tokio::test]
async fn before_r2_the_newest_root_wins() {
    on_both("supersede", async |registry, _| {
        let centre = Centre(registry);
        let old = centre.open("r1", "p1").await;
        centre.deliver(&old).await.unwrap();
        let claim = centre.claim("desk", NOW).await.unwrap();
        let OfferOutcome::Open { submission: new, superseded, .. } = centre.offer("r2", "p2").await else {
            panic!("not open")
        };
        assert_eq!(superseded, [old.number.as_str()]);
        assert_ne!(new.number, old.number);
        assert_eq!(registry.submission(&old.number).await.unwrap().state, State::Superseded);
        // Neither the old session nor the desk that had it goes on.
        assert!(matches!(centre.receive(&old).await, Err(RegistryError::OutOfOrder { .. })));
        assert!(matches!(centre.verify(&claim).await, Err(RegistryError::OutOfOrder { .. })));
        // The first root once more: its old number, from the start, and now the second one gives way.
        let OfferOutcome::Open { submission: again, resumed, superseded, .. } =
            centre.offer("r1", "p1").await
        else {
            panic!("not open")
        };
        assert_eq!((again.number.as_str(), again.epoch, resumed), (old.number.as_str(), 2, false));
        assert_eq!(superseded, [new.number.as_str()]);
    })
    .await;
}

#[tokio::test]
async fn after_r2_another_root_is_refused_and_the_holder_cited() {
    on_both("occupied", async |registry, _| {
        let centre = Centre(registry);
        let holder = centre.register_whole("r1", "p1").await;
        let last = registry.receipts(&holder.number).await.unwrap().pop().unwrap();
        let OfferOutcome::Occupied { submission, receipt, earlier } = centre.offer("r2", "p2").await else {
            panic!("not refused")
        };
        assert_eq!(earlier.number, holder.number);
        assert_eq!(earlier.receipt_sha256.as_deref(), Some(last.digest.as_str()));
        assert_eq!(submission.state, State::Refused);
        assert_ne!(submission.number, holder.number);
        assert!(String::from_utf8_lossy(&receipt.cose).contains(&holder.number));
        let OfferOutcome::Stored { receipts, .. } = centre.offer("r2", "p2").await else {
            panic!("a second refusal")
        };
        assert_eq!(receipts, [receipt]);
        // The same root in another package keeps the number of its refusal.
        let OfferOutcome::Occupied { submission: again, .. } = centre.offer("r2", "p3").await else {
            panic!("not refused")
        };
        assert_eq!(again.number, submission.number);
    })
    .await;
}

#[tokio::test]
async fn a_corrected_root_follows_a_refused_one_under_a_new_number() {
    on_both("refused", async |registry, _| {
        let centre = Centre(registry);
        let bad = centre.open("r1", "p1").await;
        centre.deliver(&bad).await.unwrap();
        let claim = centre.claim("desk", NOW).await.unwrap();
        centre.refuse(&claim, true).await.unwrap();
        assert_eq!(centre.kinds(&bad.number).await, ["offer", "delivered", "refused"]);
        let good = centre.open("r2", "p2").await;
        assert_ne!(good.number, bad.number);
        assert_eq!(good.earlier.as_deref(), Some(bad.number.as_str()));
        // A verdict on a proven root stands, whatever package brings it.
        assert!(matches!(centre.offer("r1", "p3").await, OfferOutcome::Stored { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_package_that_did_not_open_never_blocks_the_true_one() {
    on_both("unproven", async |registry, _| {
        let centre = Centre(registry);
        let false_claim = centre.open("r1", "p1").await;
        centre.deliver(&false_claim).await.unwrap();
        let claim = centre.claim("desk", NOW).await.unwrap();
        centre.refuse(&claim, false).await.unwrap();
        assert!(matches!(centre.offer("r1", "p1").await, OfferOutcome::Stored { .. }));
        let done = centre.register_whole("r1", "p2").await;
        assert_eq!(done.number, false_claim.number);
        assert_eq!(centre.kinds(&done.number).await, ["offer", "delivered", "verified", "registered"]);
    })
    .await;
}

#[tokio::test]
async fn another_package_of_the_same_root_takes_over_with_the_next_epoch() {
    on_both("take_over", async |registry, _| {
        let centre = Centre(registry);
        let old = centre.open("r1", "p1").await;
        centre.receive(&old).await.unwrap();
        let new = centre.open("r1", "p2").await;
        assert_eq!((new.number.as_str(), new.epoch, new.received), (old.number.as_str(), 2, 0));
        assert!(matches!(centre.receive(&old).await, Err(RegistryError::MovedOn { epoch: 2, .. })));
        assert!(matches!(centre.deliver(&old).await, Err(RegistryError::MovedOn { .. })));
        centre.deliver(&new).await.unwrap();
        // R1 of one package is given once, over one digest.
        let once = centre.deliver(&new).await.unwrap();
        assert_eq!(registry.receipts(&new.number).await.unwrap().last(), Some(&once));
    })
    .await;
}

#[tokio::test]
async fn a_package_id_under_another_header_is_refused() {
    on_both("reused", async |registry, _| {
        let centre = Centre(registry);
        centre.open("r1", "p1").await;
        let mut other = offer("r2", "p1");
        other.header_sha256 = "another header".into();
        assert!(matches!(centre.offer_at(&other, NOW).await, OfferOutcome::Reused));
        assert_eq!(registry.submissions(&Default::default()).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_offer_without_progress_lapses_and_can_be_made_again() {
    on_both("expiry", async |registry, _| {
        let centre = Centre(registry);
        let row = centre.open("r1", "p1").await;
        assert!(registry.expire(NOW).await.unwrap().is_empty());
        let late = NOW.plus_seconds(86_401);
        let gone = registry.expire(late).await.unwrap();
        assert_eq!(gone.len(), 1);
        assert_eq!((gone[0].number.as_str(), gone[0].state), (row.number.as_str(), State::Expired));
        assert!(matches!(centre.receive(&row).await, Err(RegistryError::OutOfOrder { .. })));
        let again = centre.open("r1", "p1").await;
        assert_eq!((again.number, again.epoch), (row.number, 2));
    })
    .await;
}

#[tokio::test]
async fn of_two_racing_roots_exactly_one_gets_the_place() {
    on_both("race", async |_, address| {
        // Two processes: each has a connection of its own.
        let one = sealpost_receiver::registry::database::Registry::open(address, "CDE").await.unwrap();
        let two = sealpost_receiver::registry::database::Registry::open(address, "CDE").await.unwrap();
        let run = async |registry: &_, root: &str, package: &str| {
            let centre = Centre(registry);
            for _ in 0..20 {
                let OfferOutcome::Open { submission, .. } = centre.offer(root, package).await else { return };
                if centre.deliver(&submission).await.is_err() {
                    continue;
                }
                let Some(claim) = centre.claim(root, NOW).await else { continue };
                if let Ok(VerifyOutcome::Verified(_)) = centre.verify(&claim).await {
                    centre.register(&claim).await.unwrap();
                }
            }
        };
        tokio::join!(run(&one, "r1", "p1"), run(&two, "r2", "p2"));
        let rows = one.submissions(&Default::default()).await.unwrap();
        let held = rows.iter().filter(|row| row.verified_at.is_some()).count();
        assert_eq!(held, 1, "{rows:#?}");
    })
    .await;
}

#[tokio::test]
async fn space_is_judged_beside_what_is_promised() {
    on_both("space", async |registry, _| {
        let centre = Centre(registry);
        let first = centre.open("r1", "p1").await;
        registry
            .note_receiving(&first.number, first.epoch, 4000, NOW.plus_seconds(86_400), NOW)
            .await
            .unwrap();
        let mut other = offer("r9", "p9");
        other.organisation = "beta".into();
        let full = |reserved: &Reserved| {
            assert_eq!(*reserved, Reserved { packages: 5000, bags: 1000, organisation: 0 });
            Err(Shortage { missing: 7, quota: false })
        };
        let outcome = registry.offer(&other, NOW, full, sign).await.unwrap();
        assert!(matches!(outcome, OfferOutcome::NoRoom(Shortage { missing: 7, quota: false })));
        assert_eq!(registry.submissions(&Default::default()).await.unwrap().len(), 1);
        // A root that gives way gives its space back.
        let own = |reserved: &Reserved| {
            assert_eq!(*reserved, Reserved::default());
            Ok(())
        };
        registry.offer(&offer("r2", "p2"), NOW, own, sign).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_failed_signature_leaves_nothing_behind() {
    on_both("signature", async |registry, _| {
        let failed = registry.offer(&offer("r1", "p1"), NOW, |_| Ok(()), |_| Err("no key".into())).await;
        assert!(matches!(failed, Err(RegistryError::Signing(_))));
        assert!(registry.submissions(&Default::default()).await.unwrap().is_empty());
        assert_eq!(Centre(registry).open("r1", "p1").await.number, "CDE-2026-000001");
    })
    .await;
}
