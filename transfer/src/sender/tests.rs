//! The sender alone, against messages said by hand.

use super::*;
use crate::bitmap::Bitmap;
use crate::message::part::{Receipt, Span, Stage};
use crate::message::to_applicant::ToApplicant;

const SECOND: Duration = Duration::from_secs(1);

fn job(segments: u32) -> Job {
    Job {
        head: vec![1, 2, 3],
        segments,
        program: "test".into(),
        language: "en".into(),
        log: None,
        until: Milestone::Closed,
    }
}

fn settings() -> Settings {
    Settings { window: 4, at_hand: 2, ..Settings::default() }
}

fn steps(sender: &mut Sender) -> Vec<Step> {
    std::iter::from_fn(|| sender.next_step()).collect()
}

fn sent(steps: &[Step]) -> Vec<u32> {
    steps
        .iter()
        .filter_map(|step| if let Step::Send { index, .. } = step { Some(*index) } else { None })
        .collect()
}

fn outcome(steps: &[Step]) -> Option<&Outcome> {
    steps.iter().find_map(|step| if let Step::End(outcome) = step { Some(outcome) } else { None })
}

fn greeting() -> ToApplicant {
    ToApplicant::Hello { protocol: 1, card: vec![9], time: 5, log: None }
}

fn offered(stage: Stage, have: Bitmap, receipts: Vec<Receipt>) -> ToApplicant {
    ToApplicant::Offered { number: "X-1".into(), epoch: 7, stage, have, receipts }
}

fn receipt(kind: ReceiptKind) -> Receipt {
    Receipt { kind, cose: vec![0] }
}

fn durable(first: u32, count: u32) -> ToApplicant {
    ToApplicant::Durable { spans: vec![Span { first, count }] }
}

/// A sender whose offer was accepted, with `have` durable segments.
fn sending(segments: u32, have: u32, now: Instant) -> Sender {
    let mut sender = Sender::new(job(segments), settings(), now);
    assert_eq!(steps(&mut sender), [Step::Connect]);
    sender.connected(now);
    assert!(matches!(&steps(&mut sender)[..], [Step::Say(ToCentre::Hello { .. })]));
    sender.hear(greeting(), now);
    let said = steps(&mut sender);
    assert_eq!(said[0], Step::Tell(News::Greeted { card: vec![9], time: 5, log: None }));
    assert_eq!(said[1], Step::Say(ToCentre::Offer { head: vec![1, 2, 3] }));
    let mut bitmap = Bitmap::new(segments).unwrap();
    (0..have).for_each(|index| {
        bitmap.insert(index);
    });
    sender.hear(offered(Stage::Receiving, bitmap, vec![receipt(ReceiptKind::Offer)]), now);
    sender
}

#[test]
fn a_whole_job() {
    let now = Instant::now();
    let mut sender = sending(3, 0, now);
    assert_eq!(sent(&steps(&mut sender)), [0, 1], "no more in hand than two");
    sender.handed_over(0, now);
    assert_eq!(steps(&mut sender), [Step::Send { epoch: 7, index: 2 }]);
    sender.hear(durable(0, 3), now);
    let after = steps(&mut sender);
    assert_eq!(after, [Step::Tell(News::Durable { durable: 3, segments: 3 }), Step::Digest]);
    sender.finish([5; 32], now);
    assert_eq!(steps(&mut sender), [Step::Say(ToCentre::Finish { package_digest: [5; 32] })]);
    for kind in [ReceiptKind::Delivered, ReceiptKind::Verified, ReceiptKind::Registered] {
        sender.hear(ToApplicant::Receipt { receipt: receipt(kind) }, now);
    }
    let end = steps(&mut sender);
    assert_eq!(end.len(), 5, "three receipts, a hang-up, an end");
    assert_eq!(end[4], Step::End(Outcome::Registered));
    sender.tick(now + 1000 * SECOND);
    assert_eq!(steps(&mut sender), []);
    assert_eq!(sender.wake_at(), None);
}

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
fn a_dossier_filed_before_gets_its_receipts() {
    let now = Instant::now();
    let mut sender = Sender::new(job(5), settings(), now);
    sender.connected(now);
    sender.hear(greeting(), now);
    let all = [ReceiptKind::Offer, ReceiptKind::Delivered, ReceiptKind::Verified, ReceiptKind::Registered];
    sender.hear(offered(Stage::Closed, Bitmap::new(0).unwrap(), all.map(receipt).to_vec()), now);
    let steps = steps(&mut sender);
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Tell(News::Receipt(_)))).count(), 4);
    assert_eq!(outcome(&steps), Some(&Outcome::Registered));
    assert_eq!(sent(&steps), [] as [u32; 0]);
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

#[test]
fn a_break_offers_again_and_sends_only_what_is_missing() {
    let now = Instant::now();
    let mut sender = sending(4, 0, now);
    steps(&mut sender);
    sender.disconnected(now);
    assert_eq!(steps(&mut sender), [Step::Tell(News::Interrupted { retry_after: SECOND / 2 })]);
    sender.disconnected(now);
    assert_eq!(steps(&mut sender), [], "a second report of the same break is none");
    let wake = sender.wake_at().unwrap();
    sender.tick(wake - Duration::from_millis(1));
    assert_eq!(steps(&mut sender), []);
    sender.tick(wake);
    assert_eq!(steps(&mut sender), [Step::Connect]);
    sender.connected(wake);
    sender.hear(greeting(), wake);
    let mut have = Bitmap::new(4).unwrap();
    have.insert(1);
    sender.hear(offered(Stage::Receiving, have, vec![receipt(ReceiptKind::Offer)]), wake);
    let after = steps(&mut sender);
    assert!(!after.iter().any(|step| matches!(step, Step::Tell(News::Receipt(_)))), "R0 was told before");
    assert_eq!(sent(&after), [0, 2]);
}

#[test]
fn retries_come_slower_and_progress_makes_them_fast_again() {
    let mut now = Instant::now();
    let mut sender = Sender::new(job(4), settings(), now);
    let mut waits = Vec::new();
    for _ in 0..8 {
        sender.disconnected(now);
        waits.extend(steps(&mut sender).into_iter().filter_map(|step| match step {
            Step::Tell(News::Interrupted { retry_after }) => Some(retry_after.as_millis()),
            _ => None,
        }));
        now = sender.wake_at().unwrap();
        sender.tick(now);
    }
    assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    sender.connected(now);
    sender.hear(greeting(), now);
    sender.hear(offered(Stage::Receiving, Bitmap::new(4).unwrap(), vec![]), now);
    sender.hear(durable(0, 1), now);
    steps(&mut sender);
    sender.disconnected(now);
    assert_eq!(steps(&mut sender), [Step::Tell(News::Interrupted { retry_after: SECOND / 2 })]);
}

#[test]
fn a_silent_connection_is_given_up_and_a_slow_one_is_not() {
    let now = Instant::now();
    let stall = Settings::default().stall;
    let mut sender = sending(4, 0, now);
    steps(&mut sender);
    sender.tick(now + stall - SECOND);
    assert_eq!(steps(&mut sender), []);
    sender.moved(now + stall - SECOND);
    sender.tick(now + stall + SECOND);
    assert_eq!(steps(&mut sender), [], "bytes moved");
    sender.hear(durable(0, 1), now + stall + SECOND);
    steps(&mut sender);
    sender.tick(now + stall + stall + SECOND);
    assert_eq!(steps(&mut sender)[0], Step::Disconnect);
}

#[test]
fn a_connection_that_verifies_nothing_is_given_up_however_much_moves_on_it() {
    let now = Instant::now();
    let starving = Settings::default().starving;
    let mut sender = sending(4, 0, now);
    steps(&mut sender);
    let mut later = now;
    while later < now + starving {
        sender.moved(later);
        sender.tick(later);
        assert_eq!(steps(&mut sender), [], "{:?}", later - now);
        later += SECOND;
    }
    assert_eq!(sender.wake_at(), Some(now + starving));
    sender.tick(later);
    let after = steps(&mut sender);
    assert_eq!(after[..2], [Step::Tell(News::Starved { after: starving }), Step::Disconnect]);
}

#[test]
fn an_answer_that_does_not_come_is_not_waited_for_long() {
    let now = Instant::now();
    let answer = Settings::default().answer;
    let mut sender = Sender::new(job(4), settings(), now);
    sender.connected(now);
    steps(&mut sender);
    assert_eq!(sender.wake_at(), Some(now + answer));
    sender.tick(now + answer);
    assert_eq!(steps(&mut sender)[1], Step::Disconnect);
}

#[test]
fn patience_ends_a_job_with_what_is_certain() {
    let now = Instant::now();
    let end = Settings::default().patience;
    let mut sender = sending(4, 0, now);
    sender.tick(now + end);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::NotDelivered(None)));

    let mut sender = sending(4, 4, now);
    sender.finish([5; 32], now);
    sender.hear(ToApplicant::Receipt { receipt: receipt(ReceiptKind::Delivered) }, now);
    sender.hear(ToApplicant::Phase { phase: Phase::Verify, done: 1, total: 2 }, now + end - SECOND);
    sender.tick(now + end);
    assert_eq!(outcome(&steps(&mut sender)), None, "the centre works");
    sender.disconnected(now + end);
    sender.tick(now + end + end);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::Delivered(None)));
}

#[test]
fn a_desk_that_stands_still_is_not_waited_for_without_end() {
    let now = Instant::now();
    let end = Settings::default().patience;
    let mut sender = sending(1, 1, now);
    sender.finish([5; 32], now);
    sender.hear(ToApplicant::Receipt { receipt: receipt(ReceiptKind::Delivered) }, now);
    let waiting = ToApplicant::Phase { phase: Phase::Waiting, done: 0, total: 0 };
    let mut later = now;
    while outcome(&steps(&mut sender)).is_none() {
        assert!(later <= now + end + SECOND, "the job goes on");
        later += 10 * SECOND;
        sender.hear(waiting.clone(), later);
        sender.tick(later);
    }
    assert!(later >= now + end, "a sign of life keeps the connection");
}

#[test]
fn no_wait_ends_at_the_second_receipt() {
    let now = Instant::now();
    let mut sender = Sender::new(Job { until: Milestone::Delivered, ..job(1) }, settings(), now);
    sender.connected(now);
    sender.hear(greeting(), now);
    let receipts = [ReceiptKind::Offer, ReceiptKind::Delivered].map(receipt).to_vec();
    sender.hear(offered(Stage::Delivered, Bitmap::new(0).unwrap(), receipts), now);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::Delivered(None)));
}

#[test]
fn a_refusal_ends_the_job_with_its_receipt() {
    let now = Instant::now();
    let mut sender = Sender::new(job(4), settings(), now);
    sender.connected(now);
    sender.hear(greeting(), now);
    steps(&mut sender);
    let reason = Reason::new(Code::Occupied, "filed before");
    sender.hear(
        ToApplicant::Refused {
            reason: reason.clone(),
            receipt: Some(receipt(ReceiptKind::Refused)),
            missing: None,
            safe_to_resend: false,
        },
        now,
    );
    let after = steps(&mut sender);
    assert_eq!(after[0], Step::Tell(News::Receipt(receipt(ReceiptKind::Refused))));
    let refusal = Refusal { reason, missing: None, safe_to_resend: false };
    assert_eq!(outcome(&after), Some(&Outcome::Refused(Some(refusal))));
}

#[test]
fn a_pause_is_told_and_waited_out() {
    let now = Instant::now();
    let mut sender = sending(4, 0, now);
    steps(&mut sender);
    let reason = Reason::new(Code::NoSpace, "full");
    sender.hear(ToApplicant::Paused { reason: reason.clone(), missing: Some(9), retry_after: 60 }, now);
    let after = steps(&mut sender);
    assert_eq!(after[0], Step::Tell(News::Paused { reason, missing: Some(9) }));
    assert_eq!(after[1], Step::Disconnect);
    assert_eq!(sender.wake_at(), Some(now + 60 * SECOND));
}

#[test]
fn the_last_setback_is_why_patience_ended() {
    let now = Instant::now();
    let mut sender = sending(4, 0, now);
    let reason = Reason::new(Code::NoSpace, "full");
    sender.hear(ToApplicant::Paused { reason: reason.clone(), missing: Some(9), retry_after: 60 }, now);
    sender.tick(now + Settings::default().patience);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::NotDelivered(Some(reason))));
}

#[test]
fn a_taken_over_session_sends_nothing_and_waits_for_the_receipts() {
    let now = Instant::now();
    let mut sender = sending(4, 0, now);
    steps(&mut sender);
    sender.hear(ToApplicant::TakenOver { number: "X-1".into() }, now);
    sender.hear(durable(0, 2), now);
    sender.handed_over(0, now);
    assert_eq!(steps(&mut sender), [Step::Tell(News::TakenOver)]);
    sender.hear(ToApplicant::Receipt { receipt: receipt(ReceiptKind::Registered) }, now);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::Registered));
}

#[test]
fn faults_that_can_pass_are_waited_out_and_others_end_the_job() {
    let now = Instant::now();
    let mut sender = sending(4, 0, now);
    sender.hear(ToApplicant::Fault { reason: Reason::new(Code::Draining, "") }, now);
    assert_eq!(outcome(&steps(&mut sender)), None);
    assert!(sender.wake_at().is_some());

    let mut sender = sending(4, 0, now);
    let reason = Reason::new(Code::Revoked, "");
    sender.hear(ToApplicant::Fault { reason: reason.clone() }, now);
    assert_eq!(outcome(&steps(&mut sender)), Some(&Outcome::NotDelivered(Some(reason))));
}

#[test]
fn a_centre_out_of_order_ends_the_job() {
    let now = Instant::now();
    let wrong = [
        greeting(),
        durable(3, 2),
        ToApplicant::Again {
            spans: vec![Span { first: 0, count: 0 }],
            reason: Reason::new(Code::Storage, ""),
        },
        offered(Stage::Receiving, Bitmap::new(4).unwrap(), vec![]),
        ToApplicant::Renewed { chain: vec![] },
    ];
    for message in wrong {
        let mut sender = sending(4, 0, now);
        sender.hear(message.clone(), now);
        let after = steps(&mut sender);
        let Some(Outcome::NotDelivered(Some(reason))) = outcome(&after) else {
            panic!("{message:?}: {after:?}")
        };
        assert_eq!(reason.known(), Some(Code::Order), "{message:?}");
    }
    let mut sender = Sender::new(job(4), settings(), now);
    sender.connected(now);
    sender.hear(greeting(), now);
    sender.hear(offered(Stage::Receiving, Bitmap::new(5).unwrap(), vec![]), now);
    assert!(outcome(&steps(&mut sender)).is_some(), "a bitmap of another package");
}
