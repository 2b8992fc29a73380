//! Frames: what comes back, what is refused, and how early.

use proptest::prelude::*;

use super::*;
use crate::bitmap::Bitmap;
use crate::message::part::{Phase, Receipt, ReceiptKind, Span, Stage, State};
use crate::reject::{Code, Reason};

fn hello() -> ToCentre {
    ToCentre::Hello {
        newest: 1,
        oldest: 1,
        program: "sealpost 0.1.0".into(),
        language: "zh".into(),
        log: None,
    }
}

fn decode_all<M: Wire>(bytes: &[u8], piece: usize) -> Result<Vec<M>, DecodeError> {
    let mut decoder = Decoder::default();
    let mut messages = Vec::new();
    for chunk in bytes.chunks(piece.max(1)) {
        decoder.push(chunk);
        while let Some(message) = decoder.next_message()? {
            messages.push(message);
        }
    }
    Ok(messages)
}

fn every_to_centre() -> Vec<ToCentre> {
    vec![
        hello(),
        ToCentre::Offer { head: vec![1; 5000] },
        ToCentre::Finish { package_digest: [2; 32] },
        ToCentre::Status { number: "CDE-2026-000001".into() },
        ToCentre::Receipts { number: "CDE-2026-000001".into() },
        ToCentre::Renew { request: vec![3; 400] },
        ToCentre::Enrol {
            token: vec![4; 16],
            tls_request: vec![5; 400],
            signing_request: vec![6; 400],
            kem: 25722,
            public_key: vec![7; 1216],
        },
    ]
}

fn every_to_applicant() -> Vec<ToApplicant> {
    let reason = Reason::new(Code::NoSpace, "磁盘已满");
    let receipt = Receipt { kind: ReceiptKind::Offer, cose: vec![8; 3000] };
    let mut have = Bitmap::new(100).unwrap();
    (0..40).for_each(|index| {
        have.insert(index);
    });
    let state = State {
        number: "CDE-2026-000001".into(),
        state: "delivered".into(),
        application: "x202600001".into(),
        sequence: "0000".into(),
        manifest_root: [9; 32],
        package_digest: Some([10; 32]),
        files: None,
        bytes: None,
        offered_at: 1,
        delivered_at: Some(2),
        closed_at: None,
        segments_durable: 100,
        segments: 100,
        phase: Some(Phase::Verify),
        safe_to_resend: false,
    };
    vec![
        ToApplicant::Hello { protocol: 1, card: vec![11; 2000], time: 1_800_000_000, log: None },
        ToApplicant::Offered {
            number: "CDE-2026-000001".into(),
            epoch: 3,
            stage: Stage::Receiving,
            have,
            receipts: vec![receipt.clone()],
        },
        ToApplicant::Durable { spans: vec![Span { first: 0, count: 9 }] },
        ToApplicant::Again { spans: vec![Span { first: 3, count: 1 }], reason: reason.clone() },
        ToApplicant::Paused { reason: reason.clone(), missing: Some(1 << 40), retry_after: 60 },
        ToApplicant::Phase { phase: Phase::Backup, done: 1, total: 2 },
        ToApplicant::Receipt { receipt: receipt.clone() },
        ToApplicant::Findings { offset: 0, total: 3, bytes: vec![1, 2, 3] },
        ToApplicant::Refused {
            reason: reason.clone(),
            receipt: Some(receipt),
            missing: None,
            safe_to_resend: true,
        },
        ToApplicant::TakenOver { number: "CDE-2026-000001".into() },
        ToApplicant::State { state },
        ToApplicant::Renewed { chain: vec![vec![1; 600].into()] },
        ToApplicant::Enrolled {
            organisation: "acme".into(),
            ca: vec![1; 500],
            tls_chain: vec![vec![2; 600].into()],
            signing_chain: vec![vec![3; 600].into()],
            card: vec![4; 2000],
        },
        ToApplicant::Fault { reason },
    ]
}

#[test]
fn every_message_comes_back_however_it_is_cut() {
    let to_centre = every_to_centre();
    let to_applicant = every_to_applicant();
    assert_eq!(to_centre.len(), TO_CENTRE_LIMITS.len());
    assert_eq!(to_applicant.len(), TO_APPLICANT_LIMITS.len());
    let centre: Vec<u8> = to_centre.iter().flat_map(|message| encode(message).unwrap()).collect();
    let applicant: Vec<u8> = to_applicant.iter().flat_map(|message| encode(message).unwrap()).collect();
    for piece in [1, 3, 7, 1000, usize::MAX] {
        assert_eq!(decode_all::<ToCentre>(&centre, piece).unwrap(), to_centre);
        assert_eq!(decode_all::<ToApplicant>(&applicant, piece).unwrap(), to_applicant);
    }
}

#[test]
fn the_bytes_of_a_greeting_are_pinned() {
    let frame = encode(&hello()).unwrap();
    assert_eq!(&frame[..4], &[0, 0, 0, 23], "length");
    assert_eq!(&frame[4..9], &[0x82, 0x00, 0x84, 0x01, 0x01], "[0, [1, 1, …");
    assert_eq!(&frame[9..], b"\x6esealpost 0.1.0\x62zh");
}

#[test]
fn a_claimed_length_reserves_nothing() {
    let mut decoder = Decoder::<ToCentre>::default();
    decoder.push(&(u32::try_from(MAX_FRAME).unwrap()).to_be_bytes());
    assert_eq!(decoder.next_message(), Ok(None));
    assert!(decoder.buffer.capacity() < 64);
    assert!(decoder.is_midway());
}

#[test]
fn a_length_over_any_limit_is_refused_at_once() {
    assert_eq!(
        decode_all::<ToCentre>(&u32::MAX.to_be_bytes(), 4),
        Err(DecodeError::TooLong { length: u32::MAX as usize, limit: MAX_FRAME })
    );
    assert_eq!(decode_all::<ToCentre>(&[0; 4], 4), Err(DecodeError::Empty));
}

#[test]
fn a_length_over_the_messages_limit_is_refused_by_its_first_bytes() {
    let mut bytes = 100_000_u32.to_be_bytes().to_vec();
    bytes.extend([0x82, 0x00, 0x84, 0x01, 0x01, 0x60]);
    assert_eq!(decode_all::<ToCentre>(&bytes, 1), Err(DecodeError::TooLong { length: 100_000, limit: 1024 }));
}

#[test]
fn an_unknown_message_is_refused_by_its_first_bytes() {
    let mut bytes = 1000_u32.to_be_bytes().to_vec();
    bytes.extend([0x82, 0x18, 99, 0x80, 0, 0]);
    assert_eq!(decode_all::<ToCentre>(&bytes, 1), Err(DecodeError::UnknownMessage { number: 99 }));
    assert_eq!(decode_all::<ToApplicant>(&bytes, 1), Err(DecodeError::UnknownMessage { number: 99 }));
}

#[test]
fn bytes_after_the_message_are_refused() {
    let mut frame = encode(&hello()).unwrap();
    frame.push(0);
    frame[3] += 1;
    assert_eq!(decode_all::<ToCentre>(&frame, 100), Err(DecodeError::Trailing));
}

#[test]
fn a_claimed_length_inside_the_message_is_refused() {
    // Offer whose head claims 2^63 bytes; then Durable with 2^32 spans.
    let mut bytes = 13_u32.to_be_bytes().to_vec();
    bytes.extend([0x82, 0x01, 0x81, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]);
    assert_eq!(decode_all::<ToCentre>(&bytes, 100), Err(DecodeError::Malformed));
    let mut bytes = 9_u32.to_be_bytes().to_vec();
    bytes.extend([0x82, 0x02, 0x81, 0x9a, 0xff, 0xff, 0xff, 0xff, 0x80]);
    assert_eq!(decode_all::<ToApplicant>(&bytes, 100), Err(DecodeError::Malformed));
}

#[test]
fn a_message_over_its_limit_is_not_sent() {
    let long = ToCentre::Status { number: "x".repeat(200) };
    assert_eq!(encode(&long), Err(EncodeError::TooLong { length: 205, limit: 128 }));
    assert!(
        encode(&ToCentre::Offer { head: vec![0; (1 << 20) + (64 << 10) + 4096 + 16] }).is_ok(),
        "the greatest head"
    );
}

#[test]
fn a_later_versions_field_is_skipped() {
    let mut bytes = 24_u32.to_be_bytes().to_vec();
    bytes.extend([0x82, 0x00, 0x86, 0x01, 0x01]);
    bytes.extend(b"\x6esealpost 0.1.0\x62zh\xf6\xf5");
    bytes[3] = u8::try_from(bytes.len() - 4).unwrap();
    assert_eq!(decode_all::<ToCentre>(&bytes, 5), Ok(vec![hello()]));
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..20) {
        let _ = decode_all::<ToCentre>(&bytes, piece);
        let _ = decode_all::<ToApplicant>(&bytes, piece);
    }

    #[test]
    fn hostile_bodies_never_panic(number in 0_u8..20, body in prop::collection::vec(any::<u8>(), 0..120)) {
        let mut bytes = u32::try_from(body.len() + 2).unwrap().to_be_bytes().to_vec();
        bytes.extend([0x82, number]);
        bytes.extend(body);
        let _ = decode_all::<ToCentre>(&bytes, 300);
        let _ = decode_all::<ToApplicant>(&bytes, 300);
    }

    #[test]
    fn a_flipped_bit_never_panics(at in 0_usize..6000, bit in 0_u8..8) {
        for message in every_to_applicant() {
            let mut frame = encode(&message).unwrap();
            if at < frame.len() {
                frame[at] ^= 1 << bit;
                let _ = decode_all::<ToApplicant>(&frame, 64);
            }
        }
    }
}
