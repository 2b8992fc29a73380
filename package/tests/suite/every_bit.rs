//! Every bit of a package counts: a change anywhere is refused, and the refusal names the place.

use std::sync::LazyLock;

use crate::support::{Parties, files, folder, noise, package};
use crypto::wrap::{Kem, PrivateKey};
use package::damage::{Damage, Fault};
use package::digests;
use package::head::Head;
use package::opener::{OpenError, Opener};

/// A package of three segments and the key that opens it.
struct Sample {
    bytes: Vec<u8>,
    payload: usize,
    key: PrivateKey,
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let source = folder(&files([("m1/a.pdf", noise(1_200_000, 1)), ("m1/b.pdf", noise(895_530, 2))]));
    let parties = Parties::new(Kem::X25519);
    let sealer = parties.sealer(source.path());
    assert_eq!(sealer.segments().count(), 3);
    let bytes = package(&sealer, source.path());
    Sample { payload: sealer.head().bytes().len(), bytes, key: parties.centre }
});

fn refusal(bytes: &[u8]) -> OpenError {
    let opened = Opener::new(bytes, &SAMPLE.key, &[]).and_then(|opener| opener.open(&mut ()));
    opened.expect_err("a changed package was opened")
}

fn damage(bytes: &[u8]) -> Damage {
    match refusal(bytes) {
        OpenError::Damage(damage) => damage,
        other => panic!("refused without a place: {other:?}"),
    }
}

fn flipped(at: usize, bit: usize) -> Vec<u8> {
    let mut bytes = SAMPLE.bytes.clone();
    bytes[at] ^= 1 << bit;
    bytes
}

#[test]
fn the_sample_itself_opens() {
    Opener::new(&SAMPLE.bytes[..], &SAMPLE.key, &[]).unwrap().open(&mut ()).unwrap();
}

#[test]
fn every_bit_of_the_clear_part() {
    // Frame, header, statement and padding: refused before any payload is read, whatever key one has.
    for at in 0..SAMPLE.payload {
        for bit in 0..8 {
            let mut head = SAMPLE.bytes[..SAMPLE.payload].to_vec();
            head[at] ^= 1 << bit;
            let sound = Head::parse(&head).and_then(|head| head.verify());
            assert!(sound.is_err(), "bit {bit} of byte {at} makes no difference");
        }
    }
}

#[test]
fn every_bit_of_the_stream_header_is_located() {
    for at in SAMPLE.payload..SAMPLE.payload + 40 {
        for bit in 0..8 {
            let damage = damage(&flipped(at, bit));
            assert_eq!(damage.place.segment, Some(0), "{damage}");
            let expected = match at - SAMPLE.payload {
                0 => Fault::StreamHeader,
                1..33 => Fault::Commitment,
                _ => Fault::Forged,
            };
            assert_eq!(damage.fault, expected, "byte {at}");
        }
    }
}

#[test]
fn every_bit_of_tags_and_last_segment_is_located() {
    // The tags, all their bits, are the last 16 bytes of their segments; of the rest of the payload one bit of every
    // so many bytes (`SEALPOST_FLIP_STEP`): each opens the whole package up to there.
    let step = std::env::var("SEALPOST_FLIP_STEP").ok().and_then(|step| step.parse().ok()).unwrap_or(99_991);
    let len = SAMPLE.bytes.len();
    let mebibyte = 1 << 20;
    let bounds = [SAMPLE.payload + mebibyte, SAMPLE.payload + 2 * mebibyte, len];
    let tags =
        bounds.iter().flat_map(|&bound| bound - 16..bound).flat_map(|at| (0..8).map(move |bit| (at, bit)));
    let sample = (SAMPLE.payload + 40..len).step_by(step).map(|at| (at, at % 8));
    for (at, bit) in tags.chain(sample) {
        let damage = damage(&flipped(at, bit));
        let segment = (at - SAMPLE.payload) / mebibyte;
        assert_eq!(damage.place.segment, Some(segment as u32), "byte {at}");
        assert_eq!(damage.place.offset, (SAMPLE.payload + segment * mebibyte) as u64);
        assert_eq!(damage.fault, Fault::Forged);
    }
}

#[test]
fn every_bit_of_the_last_segment_is_located() {
    let start = SAMPLE.payload + (2 << 20);
    assert!(SAMPLE.bytes.len() - start < 100, "the walk would take minutes: {}", SAMPLE.bytes.len() - start);
    for at in start..SAMPLE.bytes.len() {
        for bit in 0..8 {
            let damage = damage(&flipped(at, bit));
            assert_eq!(damage.place.segment, Some(2), "bit {bit} of byte {at}");
            assert_eq!(damage.fault, Fault::Forged);
        }
    }
}

#[test]
fn a_blind_check_names_the_block() {
    let head = Head::parse(&SAMPLE.bytes[..SAMPLE.payload]).unwrap();
    let noted = digests::check(&SAMPLE.bytes[SAMPLE.payload..], &head, None).unwrap().digests;
    for segment in 0..3u32 {
        let at = SAMPLE.payload + (segment as usize) * (1 << 20) + 45;
        let blind = digests::check(&flipped(at, 3)[SAMPLE.payload..], &head, Some(&noted)).unwrap();
        assert_eq!(blind.damages.len(), 1);
        assert_eq!(blind.damages[0].place.segment, Some(segment));
        assert_ne!(blind.digests.package_digest(), noted.package_digest());
    }
    let cut =
        digests::check(&SAMPLE.bytes[SAMPLE.payload..SAMPLE.bytes.len() - 1], &head, Some(&noted)).unwrap();
    assert_eq!(cut.damages[0].fault, Fault::Truncated);
    assert_eq!(cut.damages[0].place.offset, SAMPLE.bytes.len() as u64 - 1);
    let longer = [&SAMPLE.bytes[SAMPLE.payload..], &[0]].concat();
    let longer = digests::check(&longer[..], &head, Some(&noted)).unwrap();
    assert_eq!(longer.damages[0].fault, Fault::Longer);
}

#[test]
fn cut_or_longer_is_refused_everywhere() {
    let len = SAMPLE.bytes.len();
    let clear = [0, 7, 8, 11, 12, 100, SAMPLE.payload - 1];
    for at in clear {
        assert!(matches!(refusal(&SAMPLE.bytes[..at]), OpenError::Head(_)), "{at}");
    }
    let payload = SAMPLE.payload;
    for at in [
        payload,
        payload + 39,
        payload + 40,
        payload + (1 << 20),
        payload + (2 << 20) + 16,
        len - 16,
        len - 1,
    ] {
        let damage = damage(&SAMPLE.bytes[..at]);
        assert_eq!((damage.fault, damage.place.offset), (Fault::Truncated, at as u64));
    }
    let longer = [&SAMPLE.bytes[..], &[0]].concat();
    let damage = damage(&longer);
    assert_eq!((damage.fault, damage.place.offset), (Fault::Longer, len as u64));
}

#[test]
fn swapped_duplicated_and_spliced_segments_are_located() {
    let payload = SAMPLE.payload;
    let mebibyte = 1 << 20;
    let at = |segment: usize| payload + segment * mebibyte;
    let middle = SAMPLE.bytes[at(1)..at(2)].to_vec();

    let mut swapped = SAMPLE.bytes.clone();
    swapped.copy_within(at(0)..at(1), at(1));
    swapped[at(0)..at(1)].copy_from_slice(&middle);
    // Segment 1 begins with what is no stream header, or with one whose salt is not committed to.
    assert!(matches!(damage(&swapped).fault, Fault::StreamHeader | Fault::Commitment));

    let mut duplicated = SAMPLE.bytes[..at(2)].to_vec();
    duplicated.extend_from_slice(&middle);
    duplicated.truncate(SAMPLE.bytes.len());
    let refused = damage(&duplicated);
    assert_eq!((refused.fault, refused.place.segment), (Fault::Forged, Some(2)));

    let removed = [&SAMPLE.bytes[..at(1)], &SAMPLE.bytes[at(2)..]].concat();
    let refused = damage(&removed);
    assert_eq!((refused.fault, refused.place.segment), (Fault::Truncated, Some(1)));

    // A segment of another package of the same folder, for the same parties.
    let source = folder(&files([("m1/a.pdf", noise(1_200_000, 1)), ("m1/b.pdf", noise(895_530, 2))]));
    let parties = Parties::new(Kem::X25519);
    let other = parties.sealer(source.path());
    let mut spliced = SAMPLE.bytes.clone();
    spliced[at(1)..at(2)].copy_from_slice(&other.segment(1, source.path()).unwrap());
    let refused = damage(&spliced);
    assert_eq!((refused.fault, refused.place.segment), (Fault::Forged, Some(1)));
}

#[test]
fn a_foreign_head_does_not_fit_the_stream() {
    let source = folder(&files([("m1/a.pdf", noise(1_200_000, 1)), ("m1/b.pdf", noise(895_530, 2))]));
    let mut parties = Parties::new(Kem::X25519);
    parties.centre = SAMPLE.key.clone();
    let other = parties.sealer(source.path());
    let mut bytes = other.head().bytes().to_vec();
    bytes.extend_from_slice(&SAMPLE.bytes[SAMPLE.payload..]);
    assert_eq!(damage(&bytes).fault, Fault::Commitment);
}
