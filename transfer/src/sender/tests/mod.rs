//! The sender alone, against messages said by hand.

use super::*;
use crate::bitmap::Bitmap;
use crate::message::part::{Receipt, Span, Stage};
use crate::message::to_applicant::ToApplicant;

mod breaks;
mod endings;
mod segments;

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
