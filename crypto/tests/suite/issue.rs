//! What the CA gives, and to whom.

use std::collections::BTreeSet;

use crypto::certificate::Certificate;
use crypto::issue::{Authority, IssueError, Request, SERVER_NAME};
use crypto::role::{Role, Usage};
use crypto::signature::{Algorithm, SigningKey};

use crate::centre::{ISSUED, P256_PEM, YEAR, authority, certificate, signer, subject};

#[test]
fn a_request_carries_a_key_and_its_proof() {
    for key in [SigningKey::generate().unwrap(), SigningKey::from_pkcs8_pem(P256_PEM).unwrap()] {
        let request = Request::make(&key, "acme").unwrap();
        let received = Request::parse(request.der()).unwrap();
        assert_eq!(received, request);
        assert_eq!(received.key(), &key.public());
    }
}

#[test]
fn no_changed_bit_gets_another_key_certified() {
    let key = SigningKey::generate().unwrap();
    let der = Request::make(&key, "acme").unwrap().der().to_vec();
    let mut refused = 0;
    for bit in 0..der.len() * 8 {
        let mut changed = der.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        // The outermost tag is outside the signature; whatever is read there, the key is the one that signed.
        let other = Request::parse(&changed).is_ok_and(|request| request.key() != &key.public());
        assert!(!other, "bit {bit}");
        refused += usize::from(Request::parse(&changed).is_err());
    }
    assert!(refused > der.len() * 7, "nearly all do not even read");
}

#[test]
fn a_certificate_says_what_the_authority_said() {
    let authority = authority("CDE");
    for role in Role::ALL {
        let (key, der) = signer(&authority, role);
        let said = Certificate::parse(&der).unwrap();
        assert_eq!((said.id.as_str(), said.organisation.as_str()), ("acme", "Acme 制药"));
        assert_eq!((said.role, said.usages.as_slice()), (Some(role), [role.usage()].as_slice()));
        assert_eq!((said.key.as_ref(), said.spki_sha256), (Some(&key.public()), key.public().fingerprint()));
        assert!(said.digital_signature && !said.authority);
    }
    let own = authority.anchor().certificate();
    assert!(own.authority && own.role.is_none() && own.id == "CDE");
    assert_eq!(own.not_after, ISSUED + 30 * YEAR);
}

#[test]
fn usages_and_roles_are_paired_as_the_format_says() {
    assert_eq!(Role::ApplicantTls.usage(), Usage::ClientAuth);
    assert_eq!(Role::CentreTls.usage(), Usage::ServerAuth);
    let signing = [Role::ApplicantSigning, Role::ReceiptIntake, Role::ReceiptDesk, Role::Card];
    assert!(signing.iter().all(|role| role.usage() == Usage::DocumentSigning));
    assert!(Role::ALL.iter().all(|role| role.unit().parse() == Ok(*role)));
    assert!("desk".parse::<Role>().is_err());
}

#[test]
fn only_the_centres_server_has_a_name() {
    let authority = authority("CDE");
    for role in Role::ALL {
        let der = signer(&authority, role).1;
        let named = der.windows(SERVER_NAME.len()).any(|window| window == SERVER_NAME.as_bytes());
        assert_eq!(named, role == Role::CentreTls, "{role}");
    }
}

#[test]
fn serials_never_repeat_even_for_one_key() {
    let authority = authority("CDE");
    let key = SigningKey::generate().unwrap().public();
    let serials: BTreeSet<String> = (0..20)
        .map(|_| Certificate::parse(&certificate(&authority, Role::Card, &key)).unwrap().serial)
        .collect();
    assert_eq!(serials.len(), 20);
    assert!(serials.iter().all(|serial| serial.len() == 32));
}

#[test]
fn an_authority_comes_back_from_its_files_and_only_with_its_key() {
    let authority = authority("CDE");
    let key = SigningKey::from_pkcs8_pem(&authority.key().to_pkcs8_pem()).unwrap();
    let again = Authority::new(key, authority.anchor().clone()).unwrap();
    let leaf = [signer(&again, Role::Card).1];
    let purpose = crypto::chain::Purpose::Card;
    assert!(crypto::chain::judge(&leaf, authority.anchor(), ISSUED, purpose).is_ok());
    let other = Authority::new(SigningKey::generate().unwrap(), authority.anchor().clone());
    assert!(matches!(other, Err(IssueError::OtherKey)));
}

#[test]
fn dates_beyond_the_calendar_are_refused() {
    let authority = authority("CDE");
    let key = SigningKey::generate().unwrap().public();
    let issued = authority.issue(&subject(Role::Card), &key, u64::MAX);
    assert!(matches!(issued, Err(IssueError::Time { .. })));
}

#[test]
fn keys_of_openssl_are_read() {
    let ed25519 = SigningKey::from_pkcs8_pem(include_str!("../vectors/ed25519.pem")).unwrap();
    assert_eq!(ed25519.algorithm(), Algorithm::Ed25519);
    assert_eq!(SigningKey::from_pkcs8_pem(P256_PEM).unwrap().algorithm(), Algorithm::Es256);
    assert!(SigningKey::from_pkcs8_pem("").is_err());
    assert!(SigningKey::from_pkcs8_pem(&P256_PEM.replace("PRIVATE", "PUBLIC")).is_err());
    let again = SigningKey::from_pkcs8_pem(&ed25519.to_pkcs8_pem()).unwrap();
    assert_eq!(again.public(), ed25519.public());
    assert_eq!(format!("{ed25519:?}"), "SigningKey(Ed25519, redacted)");
}
