//! The centre's card: what applicants accept, and what they never accept again.

use crate::centre::{Centre, YEAR, at};
use crypto::wrap::{Kem, PrivateKey};
use package::card::{Card, CardError};

#[test]
fn a_card_is_read_as_it_was_signed() {
    let centre = Centre::new();
    let card = Card::read(centre.card(3).bytes()).unwrap();
    assert_eq!(card.face(), &centre.face(3));
    assert_eq!(card.face().sealing_key(), Some(&centre.key));
    card.trust(centre.anchor(), at(0)).unwrap();
}

#[test]
fn a_card_of_another_ca_or_after_its_end_is_not_trusted() {
    let (centre, other) = (Centre::new(), Centre::new());
    assert!(centre.card(1).trust(other.anchor(), at(0)).is_err());
    let mut face = centre.face(1);
    face.end = at(10);
    let card = Card::sign(&face, &centre.card).unwrap();
    assert!(card.trust(centre.anchor(), at(10)).is_ok());
    assert!(matches!(card.trust(centre.anchor(), at(11)), Err(CardError::Ended(_))));
    assert!(centre.card(1).trust(centre.anchor(), at(YEAR + 1)).is_err());
}

#[test]
fn only_a_card_certificate_signs_cards() {
    let centre = Centre::new();
    for wrong in [&centre.applicant, &centre.intake, &centre.desk] {
        assert!(Card::sign(&centre.face(1), wrong).is_err());
    }
}

#[test]
fn a_lower_serial_or_a_second_face_is_never_accepted() {
    let centre = Centre::new();
    let held = centre.card(2);
    assert!(centre.card(3).replaces(&held).is_ok());
    assert!(centre.card(2).replaces(&held).is_ok(), "the same card again");
    assert!(matches!(centre.card(1).replaces(&held), Err(CardError::LowerSerial { held: 2, found: 1 })));
    let mut face = centre.face(2);
    face.encryption = vec![PrivateKey::generate(Kem::XWing).unwrap().public().clone()];
    let second = Card::sign(&face, &centre.card).unwrap();
    assert!(matches!(second.replaces(&held), Err(CardError::TwoFaces(2))));
}

#[test]
fn a_card_without_a_key_is_none() {
    let centre = Centre::new();
    let mut face = centre.face(1);
    face.encryption.clear();
    assert!(Card::sign(&face, &centre.card).is_err());
}
