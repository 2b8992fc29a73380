//! Chains judged at their own time, under the right CA, for the right purpose, and refused otherwise.

use crypto::certificate::{self, Certificate, CertificateDer};
use crypto::chain::{Anchor, ChainError, Purpose, judge};
use crypto::issue::{AUTHORITY_VALIDITY, BACKDATE, SIGNING_VALIDITY, TLS_VALIDITY};
use crypto::role::Role;
use crypto::sign1::Signed;
use crypto::signature::SigningKey;

use crate::centre::{ISSUED, YEAR, authority, signer, subject};

const PURPOSES: [Purpose; 5] =
    [Purpose::Client, Purpose::Server, Purpose::Statement, Purpose::Receipt, Purpose::Card];

#[test]
fn each_role_serves_its_purpose_and_no_other() {
    let authority = authority("CDE");
    for role in Role::ALL {
        let chain = [signer(&authority, role).1];
        for purpose in PURPOSES {
            let outcome = judge(&chain, authority.anchor(), ISSUED, purpose);
            if purpose.roles().contains(&role) {
                let leaf = outcome.unwrap();
                assert_eq!((leaf.role(), leaf.id.as_str()), (role, "acme"));
                assert_eq!(leaf.organisation, "Acme 制药");
            } else {
                let refused = ChainError::Purpose { id: "acme".to_owned(), role: Some(role), purpose };
                assert_eq!(outcome, Err(refused));
            }
        }
    }
}

#[test]
fn twenty_years_later_a_receipt_is_judged_at_its_own_time() {
    let authority = authority("CDE");
    let (key, certificate) = signer(&authority, Role::ReceiptDesk);
    let bytes =
        Signed::sign(&key, "application/sealpost-receipt+json", &[certificate], b"{}").unwrap().to_bytes();

    // What is left after twenty years: the file and the CA's certificate. The clock is asked by nobody.
    let (receipt, anchor) =
        (Signed::parse(&bytes).unwrap(), Anchor::from_pem(&pem(authority.anchor())).unwrap());
    receipt.verify().unwrap();
    let at = |time| judge(receipt.chain(), &anchor, time, Purpose::Receipt);
    assert_eq!(at(ISSUED + YEAR).unwrap().role(), Role::ReceiptDesk);

    let now = ISSUED + 20 * YEAR;
    assert!(matches!(at(now), Err(ChainError::Time { at, .. }) if at == now), "run out");
}

#[test]
fn even_after_the_authority_has_run_out() {
    let authority = authority("CDE");
    let (_, certificate) = signer(&authority, Role::ReceiptIntake);
    let at = |time| judge(std::slice::from_ref(&certificate), authority.anchor(), time, Purpose::Receipt);
    assert!(at(ISSUED).is_ok());
    assert!(at(ISSUED + AUTHORITY_VALIDITY + YEAR).is_err());
    // A leaf issued near the authority's end does not outlive it.
    let late = ISSUED + AUTHORITY_VALIDITY - YEAR;
    let subject = subject(Role::Card);
    let key = SigningKey::generate().unwrap();
    let leaf = [authority.issue(&subject, &key.public(), late).unwrap()];
    let at = |time| judge(&leaf, authority.anchor(), time, Purpose::Card);
    assert!(at(ISSUED + AUTHORITY_VALIDITY).is_ok());
    let past = ISSUED + AUTHORITY_VALIDITY + 1;
    assert!(matches!(at(past), Err(ChainError::Time { id, .. }) if id == "CDE"));
}

#[test]
fn validity_has_two_exact_ends() {
    let authority = authority("CDE");
    for (role, purpose, validity) in [
        (Role::ApplicantTls, Purpose::Client, TLS_VALIDITY),
        (Role::ApplicantSigning, Purpose::Statement, SIGNING_VALIDITY),
    ] {
        let chain = [signer(&authority, role).1];
        let good = |at| judge(&chain, authority.anchor(), at, purpose).is_ok();
        assert!(!good(ISSUED - BACKDATE - 1) && good(ISSUED - BACKDATE));
        assert!(good(ISSUED + validity) && !good(ISSUED + validity + 1));
        assert!(!good(0) && !good(u64::MAX));
    }
}

#[test]
fn another_centres_certificate_is_refused() {
    let (ours, theirs) = (authority("CDE"), authority("FDA"));
    let chain = [signer(&theirs, Role::ApplicantSigning).1];
    assert!(matches!(judge(&chain, ours.anchor(), ISSUED, Purpose::Statement), Err(ChainError::Path { .. })));
    // Not even under the same name: the key decides.
    let impostor = authority("CDE");
    let chain = [signer(&impostor, Role::ApplicantSigning).1];
    assert!(matches!(judge(&chain, ours.anchor(), ISSUED, Purpose::Statement), Err(ChainError::Path { .. })));
}

#[test]
fn a_leaf_cannot_issue() {
    let ours = authority("CDE");
    let certificate = signer(&ours, Role::ApplicantSigning).1;
    assert!(Anchor::from_der(certificate.clone()).is_err());
    // A certificate that an applicant made for himself and hung under his own.
    let forged = authority("acme");
    let chain = [signer(&forged, Role::ReceiptDesk).1, certificate];
    assert!(judge(&chain, ours.anchor(), ISSUED, Purpose::Receipt).is_err());
}

#[test]
fn no_bit_of_a_certificate_can_change() {
    let authority = authority("CDE");
    let der = signer(&authority, Role::Card).1;
    for bit in 0..der.len() * 8 {
        let mut changed = der.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let chain = [CertificateDer::from(changed)];
        assert!(judge(&chain, authority.anchor(), ISSUED, Purpose::Card).is_err(), "bit {bit}");
    }
}

#[test]
fn an_empty_chain_and_rubbish_are_refused() {
    let authority = authority("CDE");
    let anchor = authority.anchor();
    assert_eq!(judge(&[], anchor, ISSUED, Purpose::Card), Err(ChainError::Empty));
    let rubbish = [CertificateDer::from(b"rubbish".to_vec())];
    assert!(matches!(judge(&rubbish, anchor, ISSUED, Purpose::Card), Err(ChainError::Certificate(_))));
    assert!(Anchor::from_pem("").is_err());
    assert!(Anchor::from_pem("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").is_err());
}

#[test]
fn pem_reads_back_in_order() {
    let authority = authority("CDE");
    let both = [signer(&authority, Role::Card).1, authority.anchor().der().clone()];
    assert_eq!(certificate::from_pem(&certificate::to_pem(&both)).unwrap(), both);
    let trailing = CertificateDer::from([both[0].as_ref(), b"\0"].concat());
    assert!(Certificate::parse(&trailing).is_err());
}

fn pem(anchor: &Anchor) -> String {
    certificate::to_pem(std::slice::from_ref(anchor.der()))
}
