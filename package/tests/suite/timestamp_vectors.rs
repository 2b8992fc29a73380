//! The vectors of `tests/vectors/timestamp`: tokens that another hand or openssl's own authority made, and others that only
//! look like it.

use crypto::certificate::{CertificateDer, to_pem};
use crypto::hex;
use crypto::timestamp::authorities::Authorities;
use crypto::timestamp::{TimestampError, Token};

use crate::outcomes::{Lines, compare};

#[test]
fn every_vector_has_the_outcome_that_it_states() {
    let (accepted, refused) = compare("timestamp", |lines| outcome(lines).map(drop));
    assert!(accepted >= 19 && refused >= 28, "vectors are missing: {accepted}, {refused}");
}

#[test]
fn a_token_says_when_under_which_policy_and_by_whom() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/vectors/timestamp/rsa.vector"
    ));
    let text = text.unwrap();
    let token = outcome(&text.lines().map(|line| line.split_once(": ").unwrap()).collect()).unwrap();
    assert_eq!(token.time(), 1_795_341_933, "2026-11-22T10:05:33Z");
    assert_eq!((token.authority(), &*token.policy().to_string()), ("RSA Stamper", "1.2.3.4.1"));
    assert_eq!(token.serial(), "4d");
}

#[test]
fn no_changed_bit_is_believed_and_none_breaks_the_reader() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/vectors/timestamp/p256.vector"
    ));
    let text = text.unwrap();
    let lines: Lines<'_> = text.lines().map(|line| line.split_once(": ").unwrap()).collect();
    let (data, token, trust) = parts(&lines);
    for at in 0..token.len() {
        let mut changed = token.clone();
        changed[at] ^= 1 << (at % 8);
        // What nobody signed says nothing: versions, and the list of hash functions.
        if let Ok(read) = judge(&data, &changed, &trust) {
            assert_eq!(said(&judge(&data, &token, &trust).unwrap()), said(&read), "{at}");
        }
        let _ = judge(&data, &token[..at], &trust).unwrap_err();
    }
}

fn said(token: &Token) -> (u64, String, String) {
    (token.time(), token.policy().to_string(), token.authority().to_owned())
}

fn outcome(lines: &Lines<'_>) -> Result<Token, TimestampError> {
    let (data, token, trust) = parts(lines);
    judge(&data, &token, &trust)
}

fn judge(data: &[u8], token: &[u8], trust: &Authorities) -> Result<Token, TimestampError> {
    let token = Token::read(token)?;
    token.stamps(data)?;
    token.trust(trust)?;
    Ok(token)
}

fn parts(lines: &Lines<'_>) -> (Vec<u8>, Vec<u8>, Authorities) {
    let bytes = |name: &str| hex::decode(lines[name]).unwrap();
    let trust = to_pem(&[CertificateDer::from(bytes("trust"))]);
    (bytes("data"), bytes("token"), Authorities::from_pem(&trust).unwrap())
}
