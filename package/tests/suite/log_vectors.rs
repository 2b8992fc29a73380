//! The vectors of `tests/vectors/log`, written by another hand from `docs/log-format.md`.

use crypto::hex;
use crypto::inclusion::Inclusion;
use crypto::signature::VerifyingKey;
use package::log::checkpoint::{LogKeys, SignedCheckpoint};

use crate::outcomes::{Lines, compare};

#[test]
fn every_vector_has_the_outcome_that_it_states() {
    let (accepted, refused) = compare("log", outcome);
    assert!(accepted >= 6 && refused >= 18, "vectors are missing: {accepted}, {refused}");
}

fn outcome(lines: &Lines<'_>) -> Result<(), String> {
    let bytes = |name: &str| hex::decode(lines[name]).unwrap();
    let key = VerifyingKey::from_ed25519(&hex::array(lines["key"]).unwrap()).unwrap();
    if lines["kind"] == "checkpoint" {
        let note = String::from_utf8(bytes("note")).map_err(|error| error.to_string())?;
        let keys = LogKeys::new(lines["origin"].to_owned(), vec![key]);
        let read = SignedCheckpoint::read(&note, &keys).map_err(|error| error.to_string())?;
        assert_eq!(read.text(), note, "written again as it was");
        return Ok(());
    }
    let proof = Inclusion::parse(&bytes("proof")).map_err(|error| error.to_string())?;
    assert_eq!(proof.to_bytes(), bytes("proof"), "written again as it was");
    proof.verify(&key, &bytes("entry")).map(drop).map_err(|error| error.to_string())
}
