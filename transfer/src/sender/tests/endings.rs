//! How a job ends, or waits for what others send.

use super::*;

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
