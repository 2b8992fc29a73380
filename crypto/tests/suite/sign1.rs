//! Signed texts: one byte form, read alike by another library, and no bit that can change.

use coset::{CborSerializable, CoseSign1, Label, TaggedCborSerializable, cbor::Value, iana};
use crypto::certificate::CertificateDer;
use crypto::role::Role;
use crypto::sign1::{ParseError, Proofs, SignError, Signed, VerifyError};
use crypto::signature::SigningKey;

use crate::centre::{P256_PEM, authority, certificate, signer};

const TYPE: &str = "application/sealpost-statement+json";

#[test]
fn a_signed_text_reads_back_and_holds() {
    for key in keys() {
        let (signed, chain) = sign(&key);
        let read = Signed::parse(&signed.to_bytes()).unwrap();
        assert_eq!(read, signed);
        assert_eq!((read.content_type(), read.payload()), (TYPE, b"{\"a\":1}".as_slice()));
        assert_eq!((read.chain(), read.proofs()), (chain.as_slice(), None));
        assert_eq!(read.verify(), Ok(()));
    }
}

#[test]
fn another_library_reads_the_same() {
    for (key, algorithm) in keys().into_iter().zip([iana::Algorithm::EdDSA, iana::Algorithm::ES256]) {
        let (signed, chain) = sign(&key);
        let other = CoseSign1::from_tagged_slice(&signed.to_bytes()).unwrap();
        let header = &other.protected.header;
        assert_eq!(header.alg, Some(coset::RegisteredLabelWithPrivate::Assigned(algorithm)));
        assert_eq!(header.content_type, Some(coset::ContentType::Text(TYPE.to_owned())));
        assert_eq!(header.rest, [(Label::Int(33), Value::Bytes(chain[0].to_vec()))]);
        assert!(other.unprotected.is_empty());
        let verify =
            |signature: &[u8], message: &[u8]| key.public().verify(message, signature.try_into().unwrap());
        other.verify_signature(b"", verify).unwrap();
    }
}

#[test]
fn no_bit_can_change() {
    for key in keys() {
        let bytes = sign(&key).0.to_bytes();
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let holds = Signed::parse(&changed).is_ok_and(|signed| signed.verify().is_ok());
            assert!(!holds, "bit {bit}");
        }
    }
}

#[test]
fn no_byte_can_be_missing_or_more() {
    let bytes = sign(&SigningKey::generate().unwrap()).0.to_bytes();
    for end in 0..bytes.len() {
        assert!(Signed::parse(&bytes[..end]).is_err(), "{end} bytes");
    }
    assert_eq!(Signed::parse(&[bytes.as_slice(), b"\0"].concat()), Err(ParseError::Form));
}

#[test]
fn proofs_are_added_without_touching_the_signature() {
    let (signed, _) = sign(&SigningKey::generate().unwrap());
    let proofs = Proofs { receipts: vec![b"receipt".to_vec()], salt: vec![7; 16] };
    let proven = Signed::parse(&signed.with_proofs(proofs.clone()).to_bytes()).unwrap();
    assert_eq!((proven.proofs(), proven.verify()), (Some(&proofs), Ok(())));
    assert_ne!(proven.to_bytes(), signed.to_bytes());
    assert_eq!(proven.without_unprotected().to_bytes(), signed.to_bytes());
    let none = Proofs { receipts: Vec::new(), salt: vec![7; 16] };
    assert_eq!(Signed::parse(&signed.with_proofs(none).to_bytes()), Err(ParseError::Form));
}

#[test]
fn a_chain_of_two_is_an_array() {
    let authority = authority("CDE");
    let (key, leaf) = signer(&authority, Role::ApplicantSigning);
    let chain = [leaf, authority.anchor().der().clone()];
    let signed = Signed::sign(&key, TYPE, &chain, b"").unwrap();
    let read = Signed::parse(&signed.to_bytes()).unwrap();
    assert_eq!((read.chain(), read.verify()), (chain.as_slice(), Ok(())));
}

/// Each of these says the same as a good text, in a form that a lenient reader would take.
#[test]
fn other_forms_of_the_same_are_refused() {
    let good = CoseSign1::from_tagged_slice(&sign(&SigningKey::generate().unwrap()).0.to_bytes()).unwrap();
    let leaf = good.protected.header.rest[0].1.clone();
    let protected = |entries: Vec<(Value, Value)>| {
        let mut changed = good.clone();
        let bytes = encode(&Value::Map(entries));
        changed.protected = coset::ProtectedHeader::from_cbor_bstr(Value::Bytes(bytes)).unwrap();
        Signed::parse(&changed.to_tagged_vec().unwrap())
    };
    let (alg, kind, x5chain) =
        ((int(1), int(-8)), (int(3), Value::Text(TYPE.to_owned())), (int(33), leaf.clone()));
    let one = (int(33), Value::Array(vec![leaf]));
    assert!(protected(vec![alg.clone(), kind.clone(), x5chain.clone()]).is_ok(), "the good form");
    for (entries, what) in [
        (vec![kind.clone(), alg.clone(), x5chain.clone()], "another order"),
        (vec![alg.clone(), kind.clone(), one], "an array of one certificate"),
        (vec![alg.clone(), kind.clone()], "no chain"),
        (vec![alg.clone(), x5chain.clone()], "no content type"),
        (vec![kind.clone(), x5chain.clone()], "no algorithm"),
        (vec![alg.clone(), kind.clone(), (int(4), Value::Bytes(vec![1])), x5chain.clone()], "a kid"),
        (vec![alg.clone(), (int(3), int(50)), x5chain.clone()], "a content type by number"),
        (vec![(int(1), int(-35)), kind.clone(), x5chain.clone()], "another algorithm"),
    ] {
        assert!(protected(entries).is_err(), "{what}");
    }

    let mut unprotected = good.clone();
    unprotected.unprotected.key_id = b"kid".to_vec();
    assert_eq!(Signed::parse(&unprotected.to_tagged_vec().unwrap()), Err(ParseError::Form));
    assert_eq!(Signed::parse(&good.clone().to_vec().unwrap()), Err(ParseError::Form), "no tag");
    let mut detached = good;
    detached.payload = None;
    assert_eq!(Signed::parse(&detached.to_tagged_vec().unwrap()), Err(ParseError::Form));
}

#[test]
fn long_lengths_and_endless_strings_are_refused() {
    let bytes = sign(&SigningKey::generate().unwrap()).0.to_bytes();
    assert_eq!(bytes[..2], [0xd2, 0x84]);
    let long_tag = [&[0xd8, 18], &bytes[1..]].concat();
    assert_eq!(Signed::parse(&long_tag), Err(ParseError::NotDeterministic));
    let long_array = [&[0xd2, 0x98, 4], &bytes[2..]].concat();
    assert_eq!(Signed::parse(&long_array), Err(ParseError::NotDeterministic));
    let endless = [&[0xd2, 0x9f], &bytes[2..], &[0xff]].concat();
    assert_eq!(Signed::parse(&endless), Err(ParseError::Form));
    let huge = [0xd2, 0x84, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    assert_eq!(Signed::parse(&huge), Err(ParseError::Form));
}

#[test]
fn nobody_signs_under_anothers_certificate() {
    let authority = authority("CDE");
    let (key, other) = (SigningKey::generate().unwrap(), signer(&authority, Role::Card).1);
    let signed = Signed::sign(&key, TYPE, &[other], b"");
    assert_eq!(signed, Err(SignError::OtherKey { id: "acme".to_owned() }));
    assert_eq!(Signed::sign(&key, TYPE, &[], b""), Err(SignError::NoCertificate));
}

#[test]
fn the_algorithm_is_that_of_the_key() {
    let (signed, _) = sign(&SigningKey::generate().unwrap());
    let mut bytes = signed.to_bytes();
    let at = bytes.windows(2).position(|pair| pair == [1, 0x27]).unwrap() + 1;
    bytes[at] = 0x26;
    assert_eq!(Signed::parse(&bytes).unwrap().verify(), Err(VerifyError::Algorithm));
}

fn keys() -> [SigningKey; 2] {
    [SigningKey::generate().unwrap(), SigningKey::from_pkcs8_pem(P256_PEM).unwrap()]
}

fn sign(key: &SigningKey) -> (Signed, Vec<CertificateDer<'static>>) {
    let chain = vec![certificate(&authority("CDE"), Role::ApplicantSigning, &key.public())];
    (Signed::sign(key, TYPE, &chain, b"{\"a\":1}").unwrap(), chain)
}

fn int(number: i64) -> Value {
    Value::from(number)
}

fn encode(value: &Value) -> Vec<u8> {
    value.clone().to_vec().unwrap()
}
