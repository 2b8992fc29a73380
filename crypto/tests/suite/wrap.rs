//! The key wrap against vectors of another implementation, and against changed wraps, keys and infos.

use crypto::secret::Secret;
use crypto::segment::DataKey;
use crypto::wrap::{Kem, PrivateKey, PublicKey, UnwrapError};
use proptest::prelude::*;

use crate::vector;

#[test]
fn opens_an_x_wing_wrap_of_another_implementation() {
    opens("wrap-x-wing", Kem::XWing);
}

#[test]
fn opens_an_x25519_wrap_of_another_implementation() {
    opens("wrap-x25519", Kem::X25519);
}

fn opens(name: &str, kem: Kem) {
    let vector = vector::read(name);
    assert_eq!(vector["kem"].as_u64(), Some(kem.number().into()));
    let key = PrivateKey::from_secret(kem, Secret::from_bytes(vector::array(&vector, "private")));
    assert_eq!(key.public().as_bytes(), vector::bytes(&vector, "public"));
    assert_eq!(key.public().kid().to_string(), vector::text(&vector, "kid"));
    let wrap = vector::bytes(&vector, "wrap");
    assert_eq!(wrap.len(), kem.wrap_len());
    let data_key = key.unwrap(&vector::bytes(&vector, "info"), &wrap).unwrap();
    assert_eq!(data_key, DataKey::from_bytes(vector::array(&vector, "data_key")));
}

#[test]
fn numbers_and_lengths_are_those_of_the_format() {
    assert_eq!([Kem::XWing.number(), Kem::X25519.number()], [25722, 32]);
    assert_eq!([Kem::XWing.wrap_len(), Kem::X25519.wrap_len()], [1168, 80]);
    for kem in [Kem::XWing, Kem::X25519] {
        assert_eq!(Kem::from_number(kem.number().into()), Some(kem));
        let key = PrivateKey::generate(kem).unwrap();
        assert_eq!(key.public().as_bytes().len(), kem.public_len());
    }
    assert_eq!(Kem::from_number(16), None);
    assert_eq!(Kem::from_number(32 + (1 << 16)), None);
}

#[test]
fn a_wrap_is_for_one_key_and_one_info() {
    let data_key = DataKey::random().unwrap();
    for kem in [Kem::XWing, Kem::X25519] {
        let (right, wrong) = (PrivateKey::generate(kem).unwrap(), PrivateKey::generate(kem).unwrap());
        let wrap = right.public().wrap(b"info", &data_key).unwrap();
        assert_eq!(right.unwrap(b"info", &wrap), Ok(data_key.clone()));
        assert_eq!(right.unwrap(b"inf0", &wrap), Err(UnwrapError::Forged { kid: right.public().kid() }));
        assert_eq!(wrong.unwrap(b"info", &wrap), Err(UnwrapError::Forged { kid: wrong.public().kid() }));
        assert_ne!(right.public().wrap(b"info", &data_key).unwrap(), wrap, "each wrap is fresh");
    }
}

#[test]
fn a_wrap_of_another_length_is_refused() {
    let key = PrivateKey::generate(Kem::XWing).unwrap();
    let mut wrap = key.public().wrap(b"", &DataKey::random().unwrap()).unwrap();
    wrap.push(0);
    assert_eq!(key.unwrap(b"", &wrap), Err(UnwrapError::Length { expected: 1168, found: 1169 }));
    wrap.truncate(1167);
    assert_eq!(key.unwrap(b"", &wrap), Err(UnwrapError::Length { expected: 1168, found: 1167 }));
}

#[test]
fn public_keys_of_a_wrong_form_are_refused() {
    assert!(PublicKey::from_bytes(Kem::X25519, &[1; 31]).is_err());
    assert!(PublicKey::from_bytes(Kem::XWing, &[1; 32]).is_err());
    // ML-KEM coefficients are below 3329 (FIPS 203 section 7.2, modulus check).
    assert!(PublicKey::from_bytes(Kem::XWing, &[0xff; 1216]).is_err());
    // A point of small order gives a secret that anyone knows (RFC 9180 section 7.1.4).
    let zero = PublicKey::from_bytes(Kem::X25519, &[0; 32]);
    assert!(zero.is_err() || zero.unwrap().wrap(b"", &DataKey::random().unwrap()).is_err());
}

#[test]
fn private_keys_are_never_printed() {
    let key = PrivateKey::from_secret(Kem::X25519, Secret::from_bytes([0xa5; 32]));
    assert!(!format!("{key:?}").contains("a5a5"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_bit_anywhere_is_refused(seed: [u8; 32], at: prop::sample::Index) {
        let data_key = DataKey::from_bytes([7; 32]);
        for kem in [Kem::XWing, Kem::X25519] {
            let key = PrivateKey::from_secret(kem, Secret::from_bytes(seed));
            let mut wrap = key.public().wrap(b"info", &data_key).unwrap();
            let bit = at.index(wrap.len() * 8);
            wrap[bit / 8] ^= 1 << (bit % 8);
            // The highest bit of an X25519 share is ignored by RFC 7748 but not by the KEM, which hashes the share.
            prop_assert!(key.unwrap(b"info", &wrap).is_err(), "bit {} of {:?}", bit, kem);
        }
    }
}
