//! Sweeps in the registry: what is read next, what is gone on with, what comes first.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod both;

use both::{Centre, NOW, on_both};
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::places::Config;
use sealpost_receiver::fixity::schedule;
use sealpost_receiver::registry::database::Registry;
use sealpost_receiver::registry::error::RegistryError;
use sealpost_receiver::registry::fixity::{ARCHIVE, Asked, Tally};
use sealpost_receiver::registry::log::Event;

fn asked(number: Option<&str>, scheduled: bool) -> Asked {
    Asked { number: number.map(str::to_owned), rate: 7, scheduled }
}

async fn check(registry: &Registry, sweep: i64, thing: &str, now: Moment) {
    registry.checked(sweep, thing, (&[], Tally { bytes: 10, damages: 2, repaired: 1 }), now).await.unwrap();
}

/// Two registered submissions, one that was refused after its delivery, and one that is only offered.
async fn house(registry: &Registry) -> Vec<String> {
    let centre = Centre(registry);
    let mut numbers = Vec::new();
    for (root, package) in [("r1", "p1"), ("r2", "p2")] {
        let mut offer = both::offer(root, package);
        offer.sequence = format!("000{}", numbers.len());
        centre.offer_at(&offer, NOW).await;
        let rows = registry.submissions(&Default::default()).await.unwrap();
        let row = rows.into_iter().find(|row| row.package == package).unwrap();
        centre.deliver(&row).await.unwrap();
        let claim = centre.claim("desk", NOW).await.unwrap();
        centre.verify(&claim).await.unwrap();
        centre.register(&claim).await.unwrap();
        numbers.push(row.number);
    }
    for (root, package, sequence) in [("r3", "p3", "0002"), ("r4", "p4", "0003")] {
        let mut offer = both::offer(root, package);
        offer.sequence = sequence.into();
        centre.offer_at(&offer, NOW).await;
    }
    let rows = registry.submissions(&Default::default()).await.unwrap();
    let refused = rows.into_iter().find(|row| row.package == "p3").unwrap();
    centre.deliver(&refused).await.unwrap();
    let claim = centre.claim("desk", NOW).await.unwrap();
    centre.refuse(&claim, false).await.unwrap();
    numbers.push(refused.number);
    numbers
}

#[tokio::test]
async fn the_oldest_check_comes_first_and_what_was_read_is_not_read_again() {
    on_both("sweeps", async |registry, _| {
        let numbers = house(registry).await;
        let first = registry.ask_sweep(&asked(None, false), NOW.plus_seconds(10)).await.unwrap();
        let all: Vec<_> = numbers.iter().cloned().chain([ARCHIVE.to_owned()]).collect();
        assert_eq!(registry.unchecked(&first).await.unwrap(), all);
        check(registry, first.id, &numbers[0], NOW.plus_seconds(20)).await;
        assert_eq!(registry.unchecked(&first).await.unwrap(), all[1..]);
        // Interrupted here: asked again, it is the same one, at the new rate.
        let again = Asked { rate: 9, ..asked(None, false) };
        let again = registry.ask_sweep(&again, NOW.plus_seconds(30)).await.unwrap();
        assert_eq!((again.id, again.rate, again.checked), (first.id, 9, 1));
        for thing in &all[1..] {
            check(registry, first.id, thing, NOW.plus_seconds(40)).await;
        }
        assert_eq!(registry.unchecked(&again).await.unwrap(), Vec::<String>::new());
        registry.end_sweep(first.id, NOW.plus_seconds(50)).await.unwrap();
        let ended = registry.sweep(first.id).await.unwrap();
        assert_eq!((ended.checked, ended.bytes, ended.damages, ended.repaired), (4, 40, 8, 4));
        // Ending twice says it once.
        let size = registry.log_size().await.unwrap();
        registry.end_sweep(first.id, NOW.plus_seconds(51)).await.unwrap();
        assert_eq!(registry.log_size().await.unwrap(), size);
        // The next one begins with what was read longest ago.
        let second = registry.ask_sweep(&asked(None, false), NOW.plus_seconds(60)).await.unwrap();
        assert!(second.id > first.id);
        assert_eq!(registry.unchecked(&second).await.unwrap()[0], numbers[0]);
    })
    .await;
}

#[tokio::test]
async fn one_submission_comes_before_everything_and_people_before_the_calendar() {
    on_both("urgent sweeps", async |registry, _| {
        let numbers = house(registry).await;
        let ask = async |asked| registry.ask_sweep(&asked, NOW.plus_seconds(10)).await.unwrap().id;
        let scheduled = ask(asked(None, true)).await;
        let everything = ask(asked(None, false)).await;
        let one = ask(asked(Some(&numbers[1]), false)).await;
        for id in [one, everything, scheduled] {
            assert_eq!(registry.open_sweep().await.unwrap().unwrap().id, id);
            registry.end_sweep(id, NOW.plus_seconds(20)).await.unwrap();
        }
        assert_eq!(registry.open_sweep().await.unwrap(), None);
        let unknown = registry.ask_sweep(&asked(Some("CDE-2026-999999"), false), NOW).await;
        assert!(matches!(unknown, Err(RegistryError::Unknown(_))));
    })
    .await;
}

#[tokio::test]
async fn a_sweep_is_due_when_something_was_neither_verified_nor_read_for_long() {
    on_both("due sweeps", async |registry, _| {
        let due = async |seconds| registry.has_unchecked_since(NOW.plus_seconds(seconds)).await.unwrap();
        assert!(!due(1_000).await, "nothing is kept yet");
        let numbers = house(registry).await;
        assert!(!due(0).await);
        assert!(due(1).await);
        let sweep = registry.ask_sweep(&asked(None, true), NOW.plus_seconds(10)).await.unwrap();
        for number in &numbers {
            assert!(due(1).await);
            check(registry, sweep.id, number, NOW.plus_seconds(20)).await;
        }
        assert!(!due(20).await);
        assert!(due(21).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_found_is_in_the_log_of_its_submission() {
    on_both("events of sweeps", async |registry, _| {
        let numbers = house(registry).await;
        let sweep = registry.ask_sweep(&asked(Some(&numbers[0]), false), NOW).await.unwrap().id;
        let before = registry.log_size().await.unwrap();
        registry.found(&[Event::new("damage", &numbers[0])], NOW).await.unwrap();
        let events = [Event::new("repaired", &numbers[0])];
        registry.checked(sweep, &numbers[0], (&events, Tally::default()), NOW).await.unwrap();
        registry.end_sweep(sweep, NOW).await.unwrap();
        let kinds: Vec<_> =
            registry.events_from(before, 9).await.unwrap().into_iter().map(|row| row.kind).collect();
        assert_eq!(kinds, ["damage", "repaired", "sweep"]);
    })
    .await;
}

#[tokio::test]
async fn the_calendar_asks_once_at_its_own_rate_and_never_when_told_so() {
    on_both("schedule", async |registry, _| {
        house(registry).await;
        let config = |fixity: &str| {
            let text = "[centre]\ncode = \"CDE\"\nname = \"x\"\n[network]\nlisten = \"127.0.0.1:0\"\n";
            let settings = toml::from_str(&format!("{text}{fixity}")).unwrap();
            Config { home: "/nowhere".into(), settings }
        };
        let due = async |fixity, days: u64| {
            let now = NOW.plus_seconds(days * 86_400);
            schedule::due(registry, &config(fixity), now).await.unwrap()
        };
        assert_eq!(due("", 29).await, None);
        assert_eq!(due("[fixity]\nevery_days = 0\n", 9_999).await, None);
        let asked = due("", 31).await.unwrap();
        assert_eq!((asked.scheduled, asked.rate, asked.number.as_ref()), (true, 52_428_800, None));
        let again = due("[fixity]\nevery_days = 7\nrate = 5\n", 31).await.unwrap();
        assert_eq!((again.id, again.rate), (asked.id, 5));
    })
    .await;
}
