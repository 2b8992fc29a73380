//! The receiver alone, against messages and answers given by hand.

use super::*;
use crate::bitmap::Bitmap;
use crate::message::part::{ReceiptKind, Span};
use crate::segment::SegmentHead;

const EPOCH: u32 = 7;

fn hello() -> ToCentre {
    ToCentre::Hello { newest: 1, oldest: 1, program: "test".into(), language: "en".into(), log: None }
}

fn orders(receiver: &mut Receiver) -> Vec<Order> {
    std::iter::from_fn(|| receiver.next_order()).collect()
}

fn receipt(kind: ReceiptKind) -> Receipt {
    Receipt { kind, cose: vec![0] }
}

fn accepted(stage: Stage, segments: u32, have: &[u32]) -> Accepted {
    let mut bitmap = Bitmap::new(segments).unwrap();
    have.iter().for_each(|index| {
        bitmap.insert(*index);
    });
    Accepted {
        number: "X-1".into(),
        epoch: EPOCH,
        stage,
        stream_len: u64::from(segments - 1) * (1 << 20) + 5,
        have: bitmap,
        receipts: vec![receipt(ReceiptKind::Offer)],
    }
}

fn ready() -> Receiver {
    let mut receiver = Receiver::new(vec![9]);
    receiver.hear(hello(), 5);
    let said = orders(&mut receiver);
    assert_eq!(said, [Order::Say(ToApplicant::Hello { protocol: 1, card: vec![9], time: 5, log: None })]);
    receiver
}

/// A session in which three segments, the last of five bytes, are wanted.
fn receiving(have: &[u32]) -> Receiver {
    let mut receiver = ready();
    receiver.hear(ToCentre::Offer { head: vec![1] }, 5);
    assert_eq!(orders(&mut receiver), [Order::Judge { head: vec![1] }]);
    receiver.judged(Judgement::Accepted(accepted(Stage::Receiving, 3, have)));
    assert!(matches!(&orders(&mut receiver)[..], [Order::Say(ToApplicant::Offered { epoch: EPOCH, .. })]));
    receiver
}

fn segment(epoch: u32, index: u32, length: usize) -> Segment {
    let bytes = vec![1; length];
    Segment::arrived(SegmentHead::of(epoch, index, &bytes), bytes).unwrap()
}

fn proper(index: u32) -> Segment {
    segment(EPOCH, index, if index == 2 { 5 } else { 1 << 20 })
}

fn durable(indices: &[u32]) -> Order {
    Order::Say(ToApplicant::Durable { spans: spans(indices.to_vec()) })
}

fn fault(orders: &[Order]) -> Option<Code> {
    match orders {
        [.., Order::Say(ToApplicant::Fault { reason }), Order::Close] => reason.known(),
        _ => None,
    }
}

#[test]
fn a_whole_delivery() {
    let mut receiver = receiving(&[]);
    for index in [2, 0, 1] {
        receiver.segment(proper(index));
    }
    assert_eq!(orders(&mut receiver), [2, 0, 1].map(|index| Order::Store(proper(index))));
    receiver.stored(&[2, 0]);
    assert_eq!(orders(&mut receiver), [durable(&[0, 2])]);
    receiver.stored(&[1]);
    receiver.hear(ToCentre::Finish { package_digest: [5; 32] }, 6);
    assert_eq!(orders(&mut receiver), [durable(&[1]), Order::Deliver { package_digest: [5; 32] }]);
    receiver.phase(Phase::Waiting, 0, 0);
    for kind in [ReceiptKind::Offer, ReceiptKind::Delivered, ReceiptKind::Delivered, ReceiptKind::Verified] {
        receiver.receipt(receipt(kind));
    }
    receiver.receipt(receipt(ReceiptKind::Registered));
    let said = orders(&mut receiver);
    let kinds = [ReceiptKind::Delivered, ReceiptKind::Verified, ReceiptKind::Registered];
    assert_eq!(said[1..], kinds.map(|kind| Order::Say(ToApplicant::Receipt { receipt: receipt(kind) })));
    assert!(!receiver.is_over(), "the applicant closes, after reading");
}

#[test]
fn a_durable_segment_is_acknowledged_again_without_writing() {
    let mut receiver = receiving(&[1]);
    receiver.segment(proper(1));
    assert_eq!(orders(&mut receiver), [durable(&[1])]);
}

#[test]
fn a_segment_that_is_being_stored_is_stored_once() {
    let mut receiver = receiving(&[]);
    receiver.segment(proper(1));
    receiver.segment(proper(1));
    assert_eq!(orders(&mut receiver), [Order::Store(proper(1))]);
}

#[test]
fn segments_without_a_place_end_the_session() {
    for wrong in [
        segment(EPOCH + 1, 0, 1 << 20),
        segment(EPOCH, 3, 5),
        segment(EPOCH, 0, (1 << 20) - 1),
        segment(EPOCH, 2, 6),
        segment(EPOCH, u32::MAX, 1),
    ] {
        let mut receiver = receiving(&[]);
        receiver.segment(wrong);
        assert_eq!(fault(&orders(&mut receiver)), Some(Code::Order));
        assert!(receiver.is_over());
    }
}

#[test]
fn what_waits_for_the_disk_is_bounded() {
    let mut receiver = ready();
    receiver.hear(ToCentre::Offer { head: vec![1] }, 5);
    receiver.judged(Judgement::Accepted(accepted(Stage::Receiving, 100, &[])));
    let mut taken = Vec::new();
    while receiver.wants_segments() {
        let index = u32::try_from(taken.len()).unwrap();
        receiver.segment(proper_of(index));
        taken.push(index);
    }
    assert_eq!(taken.len(), MAX_PENDING);
    receiver.stored(&taken[..1]);
    assert!(receiver.wants_segments());
}

fn proper_of(index: u32) -> Segment {
    assert_ne!(index, 99);
    segment(EPOCH, index, 1 << 20)
}

#[test]
fn lost_and_damaged_segments_are_asked_for_again() {
    let mut receiver = receiving(&[0, 1, 2]);
    receiver.hear(ToCentre::Finish { package_digest: [5; 32] }, 6);
    orders(&mut receiver);
    let reason = Reason::new(Code::Storage, "sync failed");
    receiver.lost(&[1, 2, 77], &reason);
    let again = ToApplicant::Again { spans: vec![Span { first: 1, count: 2 }], reason };
    assert_eq!(orders(&mut receiver), [Order::Say(again)]);
    receiver.hear(ToCentre::Finish { package_digest: [5; 32] }, 6);
    assert_eq!(orders(&mut receiver), [], "a finish that crossed with it is not taken");
    receiver.damaged(&[1], "flipped");
    receiver.segment(proper(1));
    receiver.segment(proper(2));
    receiver.stored(&[1, 2]);
    receiver.hear(ToCentre::Finish { package_digest: [5; 32] }, 6);
    assert_eq!(orders(&mut receiver).last(), Some(&Order::Deliver { package_digest: [5; 32] }));
}

#[test]
fn messages_out_of_order_end_the_session() {
    let offer = || ToCentre::Offer { head: vec![1] };
    let finish = || ToCentre::Finish { package_digest: [5; 32] };
    let status = || ToCentre::Status { number: "X-1".into() };
    let enrol = ToCentre::Enrol {
        token: vec![],
        tls_request: vec![],
        signing_request: vec![],
        kem: 32,
        public_key: vec![],
    };
    type Begin = fn() -> Receiver;
    let wrong: [(Begin, Vec<ToCentre>); 8] = [
        (|| Receiver::new(vec![]), vec![offer()]),
        (|| Receiver::new(vec![]), vec![status()]),
        (ready, vec![hello()]),
        (ready, vec![finish()]),
        (ready, vec![enrol]),
        (ready, vec![status(), status()]),
        (|| receiving(&[]), vec![offer()]),
        (|| receiving(&[]), vec![ToCentre::Receipts { number: "X-1".into() }]),
    ];
    for (session, messages) in wrong {
        let mut receiver = session();
        messages.iter().for_each(|message| receiver.hear(message.clone(), 5));
        assert_eq!(fault(&orders(&mut receiver)), Some(Code::Order), "{messages:?}");
        receiver.hear(offer(), 5);
        assert_eq!(orders(&mut receiver), [], "nothing is heard after the end");
    }
}

#[test]
fn a_segment_before_its_offer_ends_the_session() {
    let mut receiver = ready();
    receiver.segment(proper(0));
    assert_eq!(fault(&orders(&mut receiver)), Some(Code::Order));
}

#[test]
fn a_program_of_another_time_is_told_so() {
    let mut receiver = Receiver::new(vec![]);
    receiver.hear(
        ToCentre::Hello { newest: 9, oldest: 8, program: String::new(), language: String::new(), log: None },
        5,
    );
    assert_eq!(fault(&orders(&mut receiver)), Some(Code::Version));
}

#[test]
fn a_session_taken_over_gets_the_same_receipts() {
    let mut receiver = receiving(&[0]);
    receiver.taken_over("X-1".into());
    receiver.segment(proper(1));
    receiver.hear(ToCentre::Finish { package_digest: [5; 32] }, 6);
    receiver.stored(&[1]);
    assert_eq!(orders(&mut receiver), [Order::Say(ToApplicant::TakenOver { number: "X-1".into() })]);
    receiver.receipt(receipt(ReceiptKind::Delivered));
    let said = ToApplicant::Receipt { receipt: receipt(ReceiptKind::Delivered) };
    assert_eq!(orders(&mut receiver), [Order::Say(said)]);
}

#[test]
fn revocation_and_drain_end_the_session_at_once() {
    let mut receiver = receiving(&[]);
    receiver.revoked();
    assert_eq!(fault(&orders(&mut receiver)), Some(Code::Revoked));
    receiver.segment(proper(0));
    receiver.receipt(receipt(ReceiptKind::Delivered));
    assert_eq!(orders(&mut receiver), []);
    let mut receiver = receiving(&[]);
    receiver.drain();
    assert_eq!(fault(&orders(&mut receiver)), Some(Code::Draining));
}

#[test]
fn a_pause_is_the_last_word_and_keeps_what_is_stored() {
    let mut receiver = receiving(&[]);
    receiver.segment(proper(0));
    receiver.pause(Reason::new(Code::NoSpace, "full"), Some(1000), 60);
    let last = orders(&mut receiver);
    assert!(matches!(last[1], Order::Say(ToApplicant::Paused { missing: Some(1000), retry_after: 60, .. })));
    assert_eq!(last[2], Order::Close);
}

#[test]
fn an_offer_refused_stays_refused() {
    let mut receiver = ready();
    receiver.hear(ToCentre::Offer { head: vec![1] }, 5);
    orders(&mut receiver);
    let reason = Reason::new(Code::Occupied, "filed before");
    receiver.judged(Judgement::Refused(Refused {
        reason,
        receipt: Some(receipt(ReceiptKind::Refused)),
        missing: None,
        safe_to_resend: false,
    }));
    assert!(matches!(&orders(&mut receiver)[..], [Order::Say(ToApplicant::Refused { .. })]));
    receiver.judged(Judgement::Accepted(accepted(Stage::Receiving, 3, &[])));
    receiver.segment(proper(0));
    assert_eq!(orders(&mut receiver), []);
}

#[test]
fn questions_are_answered_in_any_state() {
    for session in [ready as fn() -> Receiver, || receiving(&[])] {
        let mut receiver = session();
        receiver.hear(ToCentre::Status { number: "X-1".into() }, 5);
        assert_eq!(orders(&mut receiver), [Order::Status { number: "X-1".into() }]);
        receiver.renewed(vec![vec![1]]);
        assert_eq!(orders(&mut receiver), [], "not the answer to this question");
        receiver.fault(Reason::new(Code::Unknown, ""));
        assert!(matches!(&orders(&mut receiver)[..], [Order::Say(ToApplicant::Fault { .. })]));
        receiver.hear(ToCentre::Renew { request: vec![2] }, 5);
        assert_eq!(orders(&mut receiver), [Order::Renew { request: vec![2] }]);
        receiver.renewed(vec![vec![1]]);
        assert!(matches!(&orders(&mut receiver)[..], [Order::Say(ToApplicant::Renewed { .. })]));
    }
}

#[test]
fn findings_come_in_pieces() {
    let mut receiver = receiving(&[]);
    receiver.findings(&vec![1; FINDINGS_PIECE + 10]);
    let pieces: Vec<(u64, usize)> = orders(&mut receiver)
        .iter()
        .map(|order| match order {
            Order::Say(ToApplicant::Findings { offset, bytes, .. }) => (*offset, bytes.len()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(pieces, [(0, FINDINGS_PIECE), (FINDINGS_PIECE as u64, 10)]);
}
