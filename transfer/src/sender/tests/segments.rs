//! Which segments are asked for, and in which order.

use super::*;

#[test]
fn the_window_bounds_what_is_unacknowledged() {
    let now = Instant::now();
    let mut sender = sending(100, 0, now);
    let mut out = Vec::new();
    for _ in 0..10 {
        let new = sent(&steps(&mut sender));
        new.iter().for_each(|index| sender.handed_over(*index, now));
        out.extend(new);
    }
    assert_eq!(out, [0, 1, 2, 3]);
    sender.hear(durable(1, 1), now);
    assert_eq!(sent(&steps(&mut sender)), [4]);
}

#[test]
fn segments_are_asked_for_again_when_half_of_those_in_hand_are_gone() {
    let now = Instant::now();
    let mut sender = sending(100, 0, now);
    sender.settings = Settings { window: 12, at_hand: 8, ..settings() };
    assert_eq!(sent(&steps(&mut sender)), (0..8).collect::<Vec<_>>());
    for index in [2, 0, 1] {
        sender.handed_over(index, now);
        assert_eq!(sent(&steps(&mut sender)), [0; 0], "more than half are in hand");
    }
    sender.handed_over(3, now);
    assert_eq!(sent(&steps(&mut sender)), [8, 9, 10, 11], "as many as the window lets");
    sender.hear(durable(0, 2), now);
    assert_eq!(sent(&steps(&mut sender)), [0; 0], "eight are in hand");
    (4..8).for_each(|index| sender.handed_over(index, now));
    assert_eq!(sent(&steps(&mut sender)), [12, 13]);
}

#[test]
fn what_is_durable_is_not_sent_again() {
    let now = Instant::now();
    let mut sender = sending(5, 3, now);
    assert_eq!(sent(&steps(&mut sender)), [3, 4]);
}

#[test]
fn a_full_bitmap_goes_straight_to_the_digest() {
    let mut sender = sending(5, 5, Instant::now());
    assert_eq!(steps(&mut sender).last(), Some(&Step::Digest));
}

#[test]
fn lost_segments_are_sent_again_also_after_finish() {
    let now = Instant::now();
    let mut sender = sending(2, 2, now);
    steps(&mut sender);
    sender.finish([5; 32], now);
    steps(&mut sender);
    let reason = Reason::new(Code::Storage, "sync failed");
    sender.hear(ToApplicant::Again { spans: vec![Span { first: 1, count: 1 }], reason: reason.clone() }, now);
    let after = steps(&mut sender);
    assert_eq!(after, [Step::Tell(News::Again { segments: 1, reason }), Step::Send { epoch: 7, index: 1 }]);
    sender.hear(durable(1, 1), now);
    assert_eq!(steps(&mut sender).last(), Some(&Step::Digest));
}
