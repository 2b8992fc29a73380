//! A sender and the centre against each other, in memory, with invented time: messages and segments are delayed, segments
//! overtake each other, come twice or never, the line breaks and either side is killed between any two steps, clocks jump,
//! syncs fail, another session takes over. Every job must end exactly once, with everything delivered, and nothing is sent
//! again that was acknowledged.
//!
//! Everything follows from a seed: `SEALPOST_SEED` is the first, `SEALPOST_SEEDS` how many are tried.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod chance;
mod world;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use transfer::sender::Outcome;

use chance::{Chance, chances};
use world::World;

#[test]
fn every_schedule_ends_registered_once() {
    let (first, seeds) = (count("SEALPOST_SEED", 1), count("SEALPOST_SEEDS", 1000));
    for seed in first..first + seeds {
        if let Err(error) = schedule_of(seed) {
            panic!("SEALPOST_SEED={seed} SEALPOST_SEEDS=1 shows it again: {error}");
        }
    }
}

fn schedule_of(seed: u64) -> Result<(), TestError<(u32, Vec<Chance>)>> {
    let config = ProptestConfig { cases: 1, failure_persistence: None, ..ProptestConfig::default() };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let schedules = (1_u32..9, vec(chances(), 0..120));
    TestRunner::new_with_rng(config, rng).run(&schedules, |(segments, schedule)| {
        let mut world = World::new(segments);
        world.settle();
        for chance in schedule {
            if !world.is_over() {
                world.chance(chance);
            }
        }
        world.finish();
        prop_assert_eq!(&world.ends, &[Outcome::Registered]);
        prop_assert_eq!(world.inbox.deliveries, 1, "filed once");
        prop_assert!(world.inbox.durable.is_full());
        prop_assert_eq!(world.wasted, 0, "nothing acknowledged is sent again");
        Ok(())
    })
}

fn count(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn without_trouble_every_segment_travels_once() {
    let mut world = World::new(20);
    world.settle();
    world.finish();
    assert_eq!(world.ends, [Outcome::Registered]);
    assert!(world.inbox.written.values().all(|times| *times == 1));
    assert_eq!(world.inbox.written.len(), 20);
}

#[test]
fn a_break_at_each_step_of_a_job_is_survived() {
    for at in 0..60 {
        let mut world = World::new(5);
        world.settle();
        for step in 0..60 {
            if step == at {
                world.chance(Chance::Break);
            }
            if !world.is_over() {
                world.chance(match step % 4 {
                    0 => Chance::ToCentre,
                    1 => Chance::ToApplicant,
                    2 => Chance::Segment(1),
                    _ => Chance::Sync,
                });
            }
        }
        world.finish();
        assert_eq!(world.ends, [Outcome::Registered], "broken at step {at}");
        assert_eq!(world.inbox.deliveries, 1, "broken at step {at}");
        assert!(world.inbox.written.values().all(|times| *times == 1), "broken at step {at}");
    }
}
