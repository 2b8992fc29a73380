//! Signatures against the examples of their standards, and against forms that a lenient verifier takes.

use crypto::hex;
use crypto::secret::Secret;
use crypto::signature::{Algorithm, SigningKey, VerifyingKey};
use proptest::prelude::*;

/// RFC 8032 section 7.1, TEST 2.
#[test]
fn ed25519_signs_the_example_of_its_standard() {
    let key = seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    assert_eq!(
        hex::encode(&key.public().to_spki()[12..]),
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    );
    assert_eq!(
        hex::encode(&key.sign(&[0x72])),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    );
}

/// RFC 6979 appendix A.2.5, SHA-256, message "sample".
#[test]
fn es256_verifies_the_example_of_its_standard() {
    let point = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6\
                 7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    let key = VerifyingKey::from_spki(&hex::decode(&format!("{P256_SPKI}{point}")).unwrap()).unwrap();
    assert_eq!(key.algorithm(), Algorithm::Es256);
    let signature = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
                     f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
    let signature = hex::array(signature).unwrap();
    assert!(key.verify(b"sample", &signature).is_ok());
    assert!(key.verify(b"simple", &signature).is_err());
    assert!(key.verify(b"sample", &[0; 64]).is_err());
    let zero_s: Vec<u8> = [&signature[..32], &[0; 32]].concat();
    assert!(key.verify(b"sample", &zero_s.try_into().unwrap()).is_err());
    assert!(key.verify(b"sample", &[0xff; 64]).is_err());
}

/// The same s plus the group order is the same number to a lenient verifier (RFC 8032 section 5.1.7).
#[test]
fn ed25519_takes_no_second_form_of_a_signature() {
    let key = seed(&"07".repeat(32));
    let mut signature = key.sign(b"text");
    let order: [u8; 32] =
        hex::array("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0;
    for (byte, addend) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(addend) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert_eq!(carry, 0);
    assert!(key.public().verify(b"text", &signature).is_err());
}

/// Under a key of small order one signature holds for every text: R = identity, s = 0.
#[test]
fn ed25519_keys_of_small_order_verify_nothing() {
    let identity = format!("01{}", "00".repeat(31));
    let key = VerifyingKey::from_spki(&hex::decode(&format!("{ED25519_SPKI}{identity}")).unwrap());
    let signature = hex::array(&format!("{identity}{}", "00".repeat(32))).unwrap();
    assert!(key.is_err() || key.unwrap().verify(b"any text", &signature).is_err());
}

#[test]
fn other_keys_are_refused() {
    let x25519 = format!("302a300506032b656e032100{}", "07".repeat(32));
    for spki in ["", ED25519_SPKI, &x25519, &format!("{P256_SPKI}04{}", "01".repeat(64))] {
        assert!(VerifyingKey::from_spki(&hex::decode(spki).unwrap()).is_err(), "{spki}");
    }
}

#[test]
fn algorithms_have_their_cose_numbers() {
    assert_eq!([Algorithm::Ed25519.number(), Algorithm::Es256.number()], [-8, -7]);
    assert_eq!(Algorithm::from_number(-8), Some(Algorithm::Ed25519));
    assert_eq!(Algorithm::from_number(-7), Some(Algorithm::Es256));
    assert_eq!(Algorithm::from_number(-35), None);
    assert_eq!(Algorithm::from_number(248), None);
}

proptest! {
    #[test]
    fn a_signature_is_for_one_key_and_one_text(a: [u8; 32], b: [u8; 32], text: Vec<u8>, more: u8) {
        let (key, other) = (SigningKey::from_seed(&Secret::from_bytes(a)), SigningKey::from_seed(&Secret::from_bytes(b)));
        let signature = key.sign(&text);
        let public = VerifyingKey::from_spki(&key.public().to_spki()).unwrap();
        prop_assert!(public.verify(&text, &signature).is_ok());
        prop_assert!(public.verify(&[text.as_slice(), &[more]].concat(), &signature).is_err());
        prop_assert_eq!(other.public().verify(&text, &signature).is_ok(), a == b);
    }
}

fn seed(hex: &str) -> SigningKey {
    SigningKey::from_seed(&Secret::from_bytes(hex::array(hex).unwrap()))
}

const ED25519_SPKI: &str = "302a300506032b6570032100";
const P256_SPKI: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
