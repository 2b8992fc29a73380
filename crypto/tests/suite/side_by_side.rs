//! Digests of many messages at once are those of each alone. The judges are `md-5` and `sha2`, whole messages at a time.

use crypto::digest::{Md5, Md5Digest, Sha256, Sha256Digest, Sha512, Sha512Digest};
use md5::Digest as _;
use proptest::prelude::*;

fn message(length: usize, seed: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + at / 251 + seed * 13).to_le_bytes()[0]).collect()
}

/// Holds all three digests of all messages, each message given in pieces of its own length, to the judges.
fn judge(messages: &[Vec<u8>], pieces: &[usize]) {
    let mut hashers = vec![(Md5::new(), Sha256::new(), Sha512::new()); messages.len()];
    let mut rest: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mut round = 0;
    while rest.iter().any(|rest| !rest.is_empty()) {
        let mut now: Vec<&[u8]> = Vec::new();
        for (number, rest) in rest.iter_mut().enumerate() {
            let piece = pieces[(number + round) % pieces.len()].clamp(1, rest.len().max(1)).min(rest.len());
            let (piece, later) = rest.split_at(piece);
            now.push(piece);
            *rest = later;
        }
        Md5::update_each(hashers.iter_mut().map(|all| &mut all.0).zip(now.iter().copied()));
        Sha256::update_each(hashers.iter_mut().map(|all| &mut all.1).zip(now.iter().copied()));
        Sha512::update_each(hashers.iter_mut().map(|all| &mut all.2).zip(now));
        round += 1;
    }
    for (message, (md5, sha256, sha512)) in messages.iter().zip(hashers) {
        let length = message.len();
        assert_eq!(md5.finish().as_bytes()[..], md5::Md5::digest(message)[..], "MD5 of {length} bytes");
        assert_eq!(sha256.finish().as_bytes()[..], sha2::Sha256::digest(message)[..], "SHA-256 of {length}");
        assert_eq!(sha512.finish().as_bytes()[..], sha2::Sha512::digest(message)[..], "SHA-512 of {length}");
    }
}

#[test]
fn every_length_up_to_some_blocks() {
    for length in 0..=300 {
        let message = message(length, length);
        assert_eq!(Md5Digest::of(&message).as_bytes()[..], md5::Md5::digest(&message)[..], "{length}");
        assert_eq!(Sha256Digest::of(&message).as_bytes()[..], sha2::Sha256::digest(&message)[..], "{length}");
        assert_eq!(Sha512Digest::of(&message).as_bytes()[..], sha2::Sha512::digest(&message)[..], "{length}");
    }
    let messages: Vec<Vec<u8>> = (0..=300).map(|length| message(length, length)).collect();
    judge(&messages, &[usize::MAX]);
    judge(&messages, &[1, 63, 64, 65, 127, 128, 129]);
}

#[test]
fn any_number_of_messages_of_one_length() {
    for count in 0..=40 {
        let messages: Vec<Vec<u8>> = (0..count).map(|seed| message(1_000, seed)).collect();
        judge(&messages, &[usize::MAX]);
    }
}

#[test]
fn lanes_that_run_out_are_given_the_next_and_the_last_goes_on_alone() {
    let lengths = (0..60).map(|number| if number % 7 == 0 { 9_000 } else { number * 40 });
    let messages: Vec<Vec<u8>> = lengths.chain([100_000]).map(|length| message(length, length)).collect();
    judge(&messages, &[usize::MAX]);
    judge(&messages, &[4_096]);
}

#[test]
fn a_list_of_messages_gives_a_list_of_digests() {
    let messages: Vec<Vec<u8>> = (0..23).map(|seed| message(seed * 100, seed)).collect();
    let slices: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    assert_eq!(Md5Digest::of_each(&slices), slices.iter().map(|m| Md5Digest::of(m)).collect::<Vec<_>>());
    assert_eq!(
        Sha256Digest::of_each(&slices),
        slices.iter().map(|m| Sha256Digest::of(m)).collect::<Vec<_>>()
    );
    assert_eq!(Sha512Digest::of_each(&[]), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn messages_of_any_lengths_in_any_pieces(
        lengths in prop::collection::vec(0_usize..3_000, 0..40),
        pieces in prop::collection::vec(1_usize..1_000, 1..8),
    ) {
        let messages: Vec<Vec<u8>> = lengths.iter().map(|&length| message(length, length)).collect();
        judge(&messages, &pieces);
    }
}
