//! Breaks, silence and waits.

use super::*;

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
