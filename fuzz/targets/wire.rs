//! Any bytes as what a peer says, in pieces of any length, or as the word of an invitation. What is understood is said
//! again, and must be understood as the same.
#![no_main]

use fuzz::corpus::Corpus;
use fuzz::vector::Vector;
use libfuzzer_sys::fuzz_target;
use transfer::codec::{self, Decoder, Wire};
use transfer::invitation::Invitation;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

fuzz_target!(init: seed(), |content: &[u8]| {
    let Some((first, said)) = content.split_first() else { return };
    let piece = usize::from(first / 3) + 1;
    match first % 3 {
        0 => listen::<ToCentre>(said, piece),
        1 => listen::<ToApplicant>(said, piece),
        _ => invite(said),
    }
});

fn listen<M: Wire + PartialEq + std::fmt::Debug>(said: &[u8], piece: usize) {
    let mut decoder = Decoder::<M>::default();
    for part in said.chunks(piece) {
        decoder.push(part);
        while let Ok(Some(message)) = decoder.next_message() {
            // a frame may be longer than what it says needs; never shorter
            let frame = codec::encode(&message).expect("what was understood can be said");
            let mut again = Decoder::<M>::default();
            again.push(&frame);
            assert_eq!(again.next_message(), Ok(Some(message)));
        }
    }
}

fn invite(said: &[u8]) {
    let word = std::str::from_utf8(said).ok().and_then(|text| text.parse::<Invitation>().ok());
    if let Some(invitation) = word {
        let again = invitation.to_word().expect("a word").parse::<Invitation>();
        assert!(again.is_ok_and(|again| again == invitation));
    }
}

fn seed() {
    let corpus = Corpus::of("wire");
    for vector in Vector::all("wire") {
        let choice = match vector.values("kind")[..] {
            ["to-centre"] => 0,
            ["to-applicant"] => 1,
            _ => 2,
        };
        let said = vector
            .documents("bytes")
            .pop()
            .or_else(|| Some(vector.values("word").first()?.as_bytes().to_vec()));
        // 252 is the greatest piece whatever the choice: most frames come whole
        corpus.keep(&vector.name, &[&[252 + choice], &said.unwrap_or_default()[..]].concat());
    }
}
