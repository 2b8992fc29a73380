//! Receipts as a centre signs them, and as applicants and archivists judge them.

use crate::centre::{Centre, NOW, YEAR, at, facts, grounds, package_digest, signer, size, verification};
use crypto::digest::Sha256Digest;
use crypto::issue::Authority;
use crypto::role::Role;
use crypto::sign1::{Proofs, Signed};
use package::evidence::EvidenceError;
use package::identity::{Carrier, PackageDigest};
use package::json::Object;
use package::receipt::body::{Body, Kind};
use package::receipt::issuer::{DeskIssuer, IntakeIssuer};
use package::receipt::link::LinkError;
use package::receipt::refusal::{Earlier, Stage};
use package::receipt::state::{Offered, Refused};
use package::receipt::step::Step;
use package::receipt::{self, Receipt, ReceiptError};
use package::statement::{Statement, StatementError};

fn read(bytes: &[Vec<u8>]) -> Vec<Receipt> {
    bytes.iter().map(|bytes| Receipt::read(bytes).unwrap()).collect()
}

/// Signs arbitrary JSON as a receipt, as a careless or hostile centre could.
fn forge(signer: &package::evidence::Signer, payload: &[u8]) -> Vec<u8> {
    Signed::sign(signer.key(), receipt::CONTENT_TYPE, signer.chain(), payload).unwrap().to_bytes()
}

fn payload(bytes: &[u8]) -> Object {
    Object::parse(Signed::parse(bytes).unwrap().payload()).unwrap()
}

#[test]
fn four_receipts_prove_a_registration_when_every_certificate_has_run_out() {
    let centre = Centre::new();
    let statement = centre.statement();
    let receipts = read(&centre.receipts());
    // Nothing below asks for today: a verifier in 2046 does exactly this.
    for receipt in &receipts {
        let leaf = receipt.trust(centre.anchor()).unwrap();
        assert!(leaf.not_after < NOW + 20 * YEAR);
        assert!(receipt.filing().is_of(&statement));
    }
    statement.trust(centre.anchor(), receipts[0].time()).unwrap();
    assert!(statement.trust(centre.anchor(), at(20 * YEAR)).is_err());
    let step = Step::of(receipts).unwrap().unwrap();
    assert!(matches!(step, Step::Registered(_)));
}

#[test]
fn receipts_are_read_in_any_order_and_a_gap_is_seen() {
    let centre = Centre::new();
    let bytes = centre.receipts();
    let mut shuffled = read(&bytes);
    shuffled.rotate_left(2);
    assert!(matches!(Step::of(shuffled), Ok(Some(Step::Registered(_)))));
    let mut gap = read(&bytes);
    gap.remove(1);
    assert_eq!(
        Step::of(gap).unwrap_err(),
        LinkError::Order { before: Some(Kind::Offer), found: Kind::Verified }
    );
    assert!(Step::of(Vec::new()).unwrap().is_none());
}

#[test]
fn a_receipt_may_be_signed_only_under_the_certificate_of_its_role() {
    let centre = Centre::new();
    let bytes = centre.receipts();
    for (index, wrong) in [(0, &centre.desk), (1, &centre.desk), (2, &centre.intake), (3, &centre.intake)] {
        let forged = forge(wrong, &payload(&bytes[index]).to_bytes());
        let error = Receipt::read(&forged).unwrap_err();
        assert!(matches!(error, ReceiptError::Evidence(EvidenceError::OtherRole { .. })), "{error}");
    }
    for wrong in [&centre.applicant, &centre.card] {
        let forged = forge(wrong, &payload(&bytes[3]).to_bytes());
        assert!(Receipt::read(&forged).is_err());
    }
    assert!(IntakeIssuer::new(centre.desk.clone()).is_err());
    assert!(DeskIssuer::new(centre.intake.clone()).is_err());
    assert!(DeskIssuer::new(centre.applicant).is_err());
}

#[test]
fn another_centres_receipt_is_not_trusted() {
    let (centre, other) = (Centre::new(), Centre::new());
    for receipt in read(&centre.receipts()) {
        assert!(receipt.trust(other.anchor()).is_err());
        assert!(centre.card(1).names(&receipt) && !other.card(1).names(&receipt));
    }
    // A certificate of the same CA that names another centre.
    let stranger = signer(&centre.authority, "NMPA", Role::ReceiptIntake);
    let forged = forge(&stranger, &payload(&centre.receipts()[0]).to_bytes());
    assert!(matches!(Receipt::read(&forged), Err(ReceiptError::OtherCentre { .. })));
}

#[test]
fn a_receipt_is_judged_at_its_own_time() {
    let centre = Centre::new();
    let late = at(3 * YEAR);
    let offered = Offered::issue(&centre.intake(), centre.filing(), Carrier::DISC, size(), late).unwrap();
    assert!(offered.receipt().trust(centre.anchor()).is_err(), "the certificate had run out by then");
    assert!(Authority::generate("CDE", "x", NOW).is_ok());
}

#[test]
fn links_are_proven() {
    let centre = Centre::new();
    let bytes = centre.receipts();
    let offered = Offered::read(Receipt::read(&bytes[0]).unwrap()).unwrap();
    let changed = |name: &str, value: package::json::Value| {
        let forged = forge(&centre.intake, &payload(&bytes[1]).with(name, value).to_bytes());
        offered.delivered(Receipt::read(&forged).unwrap()).unwrap_err()
    };
    let digest = Sha256Digest::of(b"another").to_string();
    assert_eq!(changed("after", digest.clone().into()), LinkError::After(Kind::Delivered));
    assert_eq!(changed("after", package::json::Value::Null), LinkError::After(Kind::Delivered));
    for name in ["manifest_root", "header_sha256", "statement_sha256"] {
        assert_eq!(changed(name, digest.clone().into()), LinkError::OtherFiling(Kind::Delivered));
    }
    assert_eq!(changed("package", "08".repeat(16).into()), LinkError::OtherFiling(Kind::Delivered));
    assert_eq!(changed("number", "CDE-2026-000002".into()), LinkError::OtherFiling(Kind::Delivered));
    assert_eq!(changed("sequence", "0001".into()), LinkError::OtherFiling(Kind::Delivered));
    assert_eq!(changed("segments", 4u64.into()), LinkError::OtherSize);
    assert_eq!(changed("time", at(59).into()), LinkError::Older(Kind::Delivered));
}

#[test]
fn a_receipt_after_delivery_names_the_delivered_package() {
    let centre = Centre::new();
    let delivered = centre.delivered(&centre.offered());
    let mut other = verification();
    other.package_digest = PackageDigest(Sha256Digest::of(b"other"));
    let error = delivered.verify(&centre.desk(), other, at(180)).unwrap_err();
    assert!(matches!(error, ReceiptError::Link(LinkError::OtherDigest(Kind::Verified))));
}

#[test]
fn no_copy_no_receipt() {
    let centre = Centre::new();
    let delivered = centre.delivered(&centre.offered());
    let mut without = verification();
    without.copies.clear();
    assert!(delivered.verify(&centre.desk(), without, at(180)).is_err());
}

#[test]
fn a_clock_set_back_makes_no_older_receipt() {
    let centre = Centre::new();
    let offered = centre.offered();
    let delivered = offered.deliver(&centre.intake(), Carrier::QUIC, package_digest(), at(0)).unwrap();
    assert_eq!(delivered.receipt().time(), offered.receipt().time());
}

#[test]
fn a_refusal_stands_at_every_stage_and_ends_the_chain() {
    let centre = Centre::new();
    let (intake, desk) = (centre.intake(), centre.desk());
    let offered = centre.offered();
    let delivered = centre.delivered(&offered);
    let verified = centre.verified(&delivered);
    let at_offer = Refused::issue(&intake, centre.filing(), Carrier::QUIC, grounds(), at(60)).unwrap();
    let refusals = [
        (at_offer, Stage::Offer),
        (offered.refuse(&intake, grounds(), at(61)).unwrap(), Stage::Delivery),
        (delivered.refuse(&desk, grounds(), at(121)).unwrap(), Stage::Verification),
        (verified.refuse(&desk, grounds(), at(181)).unwrap(), Stage::Registration),
    ];
    for (refused, stage) in &refusals {
        let Body::Refused(refusal) = refused.receipt().body() else { panic!("no refusal") };
        assert_eq!(refusal.stage, *stage);
        assert_eq!(refusal.package_digest.is_some(), stage.follows_delivery());
        let again = Receipt::read(refused.receipt().bytes()).unwrap();
        again.trust(centre.anchor()).unwrap();
    }
    // A refusal of one stage does not follow the receipt of another.
    assert!(offered.refused(refusals[0].0.receipt().clone()).is_err());
    assert!(offered.refused(refusals[2].0.receipt().clone()).is_err());
    assert!(delivered.refused(refusals[1].0.receipt().clone()).is_err());
    let ended = Step::first(refusals[0].0.receipt().clone()).unwrap();
    assert!(ended.next(delivered.receipt().clone()).is_err());
}

#[test]
fn a_refusal_has_a_reason_and_may_cite_who_came_first() {
    let centre = Centre::new();
    let offered = centre.offered();
    let mut without = grounds();
    without.reasons.clear();
    assert!(offered.refuse(&centre.intake(), without, at(61)).is_err());
    let mut citing = grounds();
    let earlier =
        Earlier { number: "CDE-2025-000042".parse().unwrap(), receipt_sha256: offered.receipt().digest() };
    citing.earlier = Some(earlier.clone());
    let refused = offered.refuse(&centre.intake(), citing, at(61)).unwrap();
    let Body::Refused(refusal) = refused.receipt().body() else { panic!("no refusal") };
    assert_eq!(refusal.earlier, Some(earlier));
}

#[test]
fn a_proof_added_later_changes_neither_signature_nor_links() {
    let centre = Centre::new();
    let bytes = centre.receipts();
    let with = |salt: usize| {
        let proofs = Proofs { receipts: vec![vec![1, 2, 3]], salt: vec![0; salt] };
        Signed::parse(&bytes[0]).unwrap().with_proofs(proofs).to_bytes()
    };
    let (plain, proven) = (Receipt::read(&bytes[0]).unwrap(), Receipt::read(&with(16)).unwrap());
    assert!(plain.proofs().is_none() && proven.proofs().is_some());
    assert_ne!(plain.bytes(), proven.bytes());
    assert_eq!(plain.digest(), proven.digest());
    proven.trust(centre.anchor()).unwrap();
    Offered::read(proven).unwrap().delivered(Receipt::read(&bytes[1]).unwrap()).unwrap();
    assert!(matches!(Receipt::read(&with(15)), Err(ReceiptError::Salt)));
}

#[test]
fn members_are_demanded_and_unknown_ones_ignored() {
    let centre = Centre::new();
    let bytes = centre.receipts();
    for (index, signer) in [(0, &centre.intake), (1, &centre.intake), (2, &centre.desk), (3, &centre.desk)] {
        let text = String::from_utf8(payload(&bytes[index]).to_bytes()).unwrap();
        let twice = text.replacen('{', "{\"format\":\"sealpost-receipt/1\",", 1);
        assert!(Receipt::read(&forge(signer, twice.as_bytes())).is_err(), "duplicate member");
        let future = text.replacen('{', "{\"later\":[1],", 1);
        assert!(Receipt::read(&forge(signer, future.as_bytes())).is_ok(), "unknown member");
        let object = payload(&bytes[index]);
        for name in object.names() {
            let without = text.replacen(&format!("\"{name}\":"), "\"_\":", 1);
            assert!(Receipt::read(&forge(signer, without.as_bytes())).is_err(), "without {name}");
        }
    }
}

#[test]
fn every_changed_byte_of_a_receipt_is_refused() {
    let centre = Centre::new();
    let bytes = centre.receipts().remove(2);
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 1;
        // Only the certificate's own signature lies outside of ours; trust in the CA covers that.
        let sound = Receipt::read(&changed).is_ok_and(|receipt| receipt.trust(centre.anchor()).is_ok());
        assert!(!sound, "byte {index}");
    }
    assert!(Receipt::read(&bytes[..bytes.len() - 1]).is_err());
    assert!(Receipt::read(&[bytes, vec![0]].concat()).is_err());
}

#[test]
fn a_statement_is_its_organisations() {
    let centre = Centre::new();
    let statement = centre.statement();
    let again = Statement::read(statement.bytes()).unwrap();
    assert_eq!(again.facts(), &facts());
    assert_eq!(again.trust(centre.anchor(), at(0)).unwrap().role(), Role::ApplicantSigning);
    let mut other = facts();
    other.organisation = "rival".parse().unwrap();
    assert!(matches!(
        Statement::sign(&other, &centre.applicant),
        Err(StatementError::OtherOrganisation { .. })
    ));
    let tls = signer(&centre.authority, "acme", Role::ApplicantTls);
    assert!(Statement::sign(&facts(), &tls).is_err());
    assert!(Statement::read(&centre.receipts()[0]).is_err());
    let proofs = Proofs { receipts: vec![vec![1]], salt: vec![0; 16] };
    let unsigned = Signed::parse(statement.bytes()).unwrap().with_proofs(proofs).to_bytes();
    assert!(matches!(Statement::read(&unsigned), Err(StatementError::Unprotected)));
}

#[test]
fn a_remark_has_at_most_two_thousand_bytes() {
    use package::statement::Remark;
    assert!("药".repeat(666).parse::<Remark>().is_ok());
    assert!("药".repeat(667).parse::<Remark>().is_err());
    assert!("".parse::<Remark>().is_err());
}
