//! The segment cipher against the vector, and against everything that is not what was sealed.

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;
use crypto::segment::{
    self, DataKey, FIRST, NoncePrefix, OpenError, REST, Salt, SealError, Stream, TAG, WIRE,
};
use proptest::prelude::*;

use crate::vector;

#[test]
fn seals_what_another_implementation_seals() {
    let vector = vector::read("stream");
    let (key, salt) = (DataKey::from_bytes(vector::array(&vector, "data_key")), salt(&vector));
    let prefix = NoncePrefix::from_bytes(vector::array(&vector, "prefix"));
    let aad = Sha256Digest::from_bytes(vector::array(&vector, "aad"));
    assert_eq!(Commitment::to(&key, &salt).to_string(), vector::text(&vector, "commitment"));

    let plaintext = pattern(usize::try_from(vector["plaintext_len"].as_u64().unwrap()).unwrap());
    let stream = Stream::new(&key, &salt, &prefix, &aad);
    let digests = vector["segments"].as_array().unwrap();
    for (index, (part, digest)) in parts(&plaintext).into_iter().zip(digests).enumerate() {
        let (index, last) = (u32::try_from(index).unwrap(), index + 1 == digests.len());
        let mut segment = part.to_vec();
        stream.seal(index, last, &mut segment).unwrap();
        assert_eq!(Sha256Digest::of(&segment).to_string(), digest.as_str().unwrap());
        stream.open(index, last, &mut segment).unwrap();
        assert!(segment == part);
    }
}

#[test]
fn the_first_segment_and_the_header_fill_one_mebibyte() {
    assert_eq!(segment::HEADER as u64 + FIRST + TAG as u64, WIRE);
    assert_eq!(REST + TAG as u64, WIRE);
}

#[test]
fn the_header_is_its_length_then_salt_then_prefix() {
    let header = segment::header(&Salt::from_bytes([7; 32]), &NoncePrefix::from_bytes([9; 7]));
    assert_eq!((header[0], header[1], header[32], header[33], header[39]), (40, 7, 7, 9, 9));
    assert_eq!(
        segment::parse_header(&header),
        Some((Salt::from_bytes([7; 32]), NoncePrefix::from_bytes([9; 7])))
    );
    let mut other = header;
    other[0] = 41;
    assert_eq!(segment::parse_header(&other), None);
}

#[test]
fn only_the_last_segment_may_be_short_and_none_empty() {
    let stream = stream(1);
    let refused = |index, last, length: u64| {
        let mut segment = vec![0; usize::try_from(length).unwrap()];
        let outcome = stream.seal(index, last, &mut segment);
        assert_eq!(segment.len() as u64, length, "a refused buffer is untouched");
        outcome == Err(SealError::Length { index, found: segment.len() })
    };
    assert!(refused(0, true, 0) && refused(0, false, FIRST - 1) && refused(0, true, FIRST + 1));
    assert!(refused(1, true, 0) && refused(1, false, REST - 1) && refused(1, true, REST + 1));
    stream.seal(7, true, &mut vec![0; 1]).unwrap();
    stream.seal(7, false, &mut vec![0; usize::try_from(REST).unwrap()]).unwrap();
    let mut short = vec![0; TAG];
    assert_eq!(stream.open(3, true, &mut short), Err(OpenError::Length { index: 3, found: TAG }));
    let mut shorter = vec![0; TAG - 1];
    assert_eq!(stream.open(3, true, &mut shorter), Err(OpenError::Length { index: 3, found: TAG - 1 }));
}

#[test]
fn a_segment_opens_at_its_place_only() {
    let stream = stream(1);
    let sealed = sealed(&stream, 4, b"a last segment");
    for (index, last) in [(3, true), (5, true), (4 << 8, true)] {
        assert_eq!(stream.open(index, last, &mut sealed.clone()), Err(OpenError::Forged { index }));
    }
    assert_eq!(self::stream(2).open(4, true, &mut sealed.clone()), Err(OpenError::Forged { index: 4 }));
    let mut full = vec![5; usize::try_from(REST).unwrap()];
    stream.seal(4, false, &mut full).unwrap();
    assert_eq!(stream.open(4, true, &mut full), Err(OpenError::Forged { index: 4 }));
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_to_itself(plaintext in prop::collection::vec(any::<u8>(), 1..300), index: u32) {
        let stream = stream(1);
        let mut segment = sealed(&stream, index, &plaintext);
        prop_assert_eq!(segment.len(), plaintext.len() + TAG);
        stream.open(index, true, &mut segment).unwrap();
        prop_assert_eq!(segment, plaintext);
    }

    #[test]
    fn a_flipped_bit_leaves_nothing(plaintext in prop::collection::vec(any::<u8>(), 1..100), at: prop::sample::Index) {
        let stream = stream(1);
        let mut segment = sealed(&stream, 9, &plaintext);
        let bit = at.index(segment.len() * 8);
        segment[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(stream.open(9, true, &mut segment), Err(OpenError::Forged { index: 9 }));
        prop_assert!(segment.is_empty());
    }
}

fn stream(seed: u8) -> Stream {
    Stream::new(
        &DataKey::from_bytes([seed; 32]),
        &Salt::from_bytes([2; 32]),
        &NoncePrefix::from_bytes([3; 7]),
        &Sha256Digest::of(b"header"),
    )
}

fn sealed(stream: &Stream, index: u32, plaintext: &[u8]) -> Vec<u8> {
    let mut segment = plaintext.to_vec();
    stream.seal(index, true, &mut segment).unwrap();
    segment
}

fn salt(vector: &serde_json::Value) -> Salt {
    Salt::from_bytes(vector::array(vector, "salt"))
}

/// SHA-256 in counter mode, as the vectors' maker does it.
fn pattern(length: usize) -> Vec<u8> {
    let blocks = (0..).flat_map(|block: u64| *Sha256Digest::of(&block.to_be_bytes()).as_bytes());
    blocks.take(length).collect()
}

fn parts(plaintext: &[u8]) -> Vec<&[u8]> {
    let (first, rest) = plaintext.split_at(usize::try_from(FIRST).unwrap());
    std::iter::once(first).chain(rest.chunks(usize::try_from(REST).unwrap())).collect()
}
