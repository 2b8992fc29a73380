//! The wire format against bytes that another program wrote from the specification alone: `tests/vectors/wire`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use transfer::bitmap::Bitmap;
use transfer::codec::{self, DecodeError, Decoder, Wire};
use transfer::invitation::{Invitation, InvitationError};
use transfer::message::part::{Log, Phase, Receipt, ReceiptKind, Span, Stage, State};
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::reject::{Code, Reason};
use transfer::segment::{HEAD_LEN, Segment, SegmentError, SegmentHead};

const NUMBER: &str = "CDE-2026-000001";

/// One vector file: its name and its `key: value` lines.
struct Vector {
    name: String,
    lines: BTreeMap<String, String>,
}

impl Vector {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/wire");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let all: Vec<Self> = files
            .map(|path| Self {
                name: path.file_stem().unwrap().to_str().unwrap().into(),
                lines: std::fs::read_to_string(&path)
                    .unwrap()
                    .lines()
                    .map(|line| line.split_once(": ").unwrap())
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            })
            .collect();
        assert!(all.len() >= 58, "vectors are missing: {}", all.len());
        all
    }

    fn of(kind: &str) -> Vec<Self> {
        Self::all().into_iter().filter(|vector| vector.lines["kind"] == kind).collect()
    }

    fn bytes(&self) -> Vec<u8> {
        crypto::hex::decode(&self.lines["bytes"]).unwrap()
    }

    fn expect(&self) -> &str {
        &self.lines["expect"]
    }
}

fn to_centre() -> BTreeMap<&'static str, ToCentre> {
    BTreeMap::from([
        (
            "hello",
            ToCentre::Hello {
                newest: 1,
                oldest: 1,
                program: "sealpost 0.1.0".into(),
                language: "zh".into(),
                log: None,
            },
        ),
        (
            "hello-log",
            ToCentre::Hello {
                newest: 1,
                oldest: 1,
                program: "sealpost 0.1.0".into(),
                language: "zh".into(),
                log: Some(1234),
            },
        ),
        ("offer", ToCentre::Offer { head: vec![1, 2, 3] }),
        ("finish", ToCentre::Finish { package_digest: [2; 32] }),
        ("status", ToCentre::Status { number: NUMBER.into() }),
        ("receipts", ToCentre::Receipts { number: NUMBER.into() }),
        ("renew", ToCentre::Renew { request: vec![3] }),
        (
            "enrol",
            ToCentre::Enrol {
                token: vec![4; 16],
                tls_request: vec![5],
                signing_request: vec![6],
                kem: 25722,
                public_key: vec![7],
            },
        ),
    ])
}

fn to_applicant() -> BTreeMap<&'static str, ToApplicant> {
    let reason = Reason::new(Code::NoSpace, "磁盘已满");
    let receipt = Receipt { kind: ReceiptKind::Offer, cose: vec![8; 3] };
    let mut have = Bitmap::new(100).unwrap();
    (0..40).for_each(|index| {
        have.insert(index);
    });
    let state = State {
        number: NUMBER.into(),
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
    let log = Log { checkpoint: "log\n1235\n".into(), proof: vec![[12; 32].into(), [13; 32].into()] };
    let offered = (NUMBER.to_owned(), Stage::Receiving, vec![receipt.clone()]);
    BTreeMap::from([
        ("greeting", ToApplicant::Hello { protocol: 1, card: vec![11], time: 1_800_000_000, log: None }),
        (
            "greeting-log",
            ToApplicant::Hello { protocol: 1, card: vec![11], time: 1_800_000_000, log: Some(log) },
        ),
        (
            "offered",
            ToApplicant::Offered { number: offered.0, epoch: 3, stage: offered.1, have, receipts: offered.2 },
        ),
        (
            "durable",
            ToApplicant::Durable { spans: vec![Span { first: 0, count: 9 }, Span { first: 20, count: 1 }] },
        ),
        ("again", ToApplicant::Again { spans: vec![Span { first: 3, count: 1 }], reason: reason.clone() }),
        ("paused", ToApplicant::Paused { reason: reason.clone(), missing: Some(1 << 40), retry_after: 60 }),
        ("phase", ToApplicant::Phase { phase: Phase::Backup, done: 1, total: 2 }),
        ("receipt", ToApplicant::Receipt { receipt: receipt.clone() }),
        ("findings", ToApplicant::Findings { offset: 0, total: 3, bytes: vec![1, 2, 3] }),
        (
            "refused",
            ToApplicant::Refused {
                reason: reason.clone(),
                receipt: Some(receipt),
                missing: None,
                safe_to_resend: true,
            },
        ),
        ("taken-over", ToApplicant::TakenOver { number: NUMBER.into() }),
        ("state", ToApplicant::State { state }),
        ("renewed", ToApplicant::Renewed { chain: vec![vec![1].into()] }),
        (
            "enrolled",
            ToApplicant::Enrolled {
                organisation: "acme".into(),
                ca: vec![1],
                tls_chain: vec![vec![2].into()],
                signing_chain: vec![vec![3].into()],
                card: vec![4],
            },
        ),
        ("fault", ToApplicant::Fault { reason }),
    ])
}

fn judge<M: Wire + PartialEq + std::fmt::Debug>(kind: &str, expected: &BTreeMap<&'static str, M>) {
    let mut seen = 0;
    for vector in Vector::of(kind) {
        let (name, bytes) = (vector.name.as_str(), vector.bytes());
        let mut decoder = Decoder::default();
        decoder.push(&bytes);
        let found = decoder.next_message();
        if let Some(message) = expected.get(name) {
            seen += 1;
            assert_eq!(vector.expect(), "accepted", "{name}");
            assert_eq!(codec::encode(message).unwrap(), bytes, "{name} as written here");
            assert_eq!(found.unwrap().as_ref(), Some(message), "{name} as read here");
        } else {
            assert_eq!(format!("refused {}", code(&found.unwrap_err())), vector.expect(), "{name}");
        }
    }
    assert_eq!(seen, expected.len(), "each message has a vector");
}

fn code(error: &DecodeError) -> &'static str {
    match error {
        DecodeError::Empty => "empty",
        DecodeError::TooLong { .. } => "too-long",
        DecodeError::UnknownMessage { .. } => "unknown-message",
        DecodeError::Malformed => "malformed",
        DecodeError::Trailing => "trailing",
        _ => "otherwise",
    }
}

#[test]
fn messages_to_the_centre() {
    judge("to-centre", &to_centre());
}

#[test]
fn messages_to_the_applicant() {
    judge("to-applicant", &to_applicant());
}

#[test]
fn segments() {
    for vector in Vector::of("segment") {
        let bytes = vector.bytes();
        let (head, content) = bytes.split_first_chunk::<HEAD_LEN>().unwrap();
        let head = SegmentHead::from_bytes(head);
        assert_eq!(
            (head.epoch.to_string(), head.index.to_string()),
            (vector.lines["epoch"].clone(), vector.lines["index"].clone())
        );
        match Segment::arrived(head, content.to_vec()).unwrap().check() {
            Ok(segment) => {
                assert_eq!(vector.expect(), "accepted", "{}", vector.name);
                assert_eq!(
                    SegmentHead::of(head.epoch, head.index, content).to_bytes()[..],
                    bytes[..HEAD_LEN]
                );
                assert_eq!(segment.bytes(), content);
            }
            Err(error) => {
                assert_eq!(vector.expect(), "refused digest", "{}", vector.name);
                assert_eq!(error, SegmentError::Digest { index: head.index });
            }
        }
    }
}

#[test]
fn invitations() {
    for vector in Vector::of("invitation") {
        let found = match vector.lines["word"].parse::<Invitation>() {
            Ok(invitation) => {
                assert_eq!(invitation.address.to_string(), "centre.example:4433");
                assert_eq!(invitation.fingerprint.as_bytes(), &[7; 32]);
                assert_eq!(invitation.token, (0..16).collect::<Vec<u8>>());
                assert_eq!(invitation.organisation, "Acme 制药");
                assert_eq!(invitation.to_word().unwrap(), vector.lines["word"].to_lowercase());
                "accepted"
            }
            Err(InvitationError::NotAnInvitation) => "refused other",
            Err(InvitationError::OtherVersion) => "refused version",
            Err(InvitationError::Mistyped) => "refused mistyped",
            Err(InvitationError::Content) => "refused content",
            Err(_) => "refused otherwise",
        };
        assert_eq!(found, vector.expect(), "{}", vector.name);
    }
}
