//! What a centre holds an offered package to before it takes one payload byte.

use crate::support::{NOW, Parties, files, folder, plan, signer};
use crypto::role::Role;
use crypto::wrap::{Kem, PrivateKey, PublicKey};
use ectd::name::ApplicationId;
use package::head::{Head, HeadError, Rights, Terms};
use package::header::RecipientsError;
use package::identity::{CentreId, OrganisationId};
use package::sealer::{BeginError, Filing, Sealer};
use package::time::UtcTime;

/// A registry in which everything is allowed but what is named here.
#[derive(Default)]
struct Registry {
    revoked: Option<String>,
    forbidden: bool,
}

impl Rights for Registry {
    fn revoked(&self, serial: &str) -> bool {
        self.revoked.as_deref() == Some(serial)
    }

    fn may_file(&self, _: &OrganisationId, _: &ApplicationId) -> bool {
        !self.forbidden
    }
}

struct Scene {
    parties: Parties,
    head: Head,
    centre: CentreId,
    keys: Vec<PublicKey>,
    registry: Registry,
}

impl Scene {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Filing)) -> Self {
        let parties = Parties::new(Kem::XWing);
        let source = folder(&files([("a", b"a".to_vec())]));
        let mut filing = parties.filing();
        change(&mut filing);
        let sealer = Sealer::new(plan(source.path()), &filing, &parties.signer).unwrap();
        Self {
            head: sealer.head().clone(),
            centre: "CDE".parse().unwrap(),
            keys: vec![parties.centre.public().clone()],
            registry: Registry::default(),
            parties,
        }
    }

    fn terms(&self) -> Terms<'_> {
        Terms {
            now: UtcTime::from_seconds(NOW),
            anchor: self.parties.anchor(),
            centre: &self.centre,
            keys: &self.keys,
            peer: None,
            rights: &self.registry,
        }
    }

    fn refusal(&self) -> HeadError {
        self.head.accept(&self.terms()).expect_err("accepted")
    }
}

#[test]
fn a_sound_package_is_accepted() {
    let scene = Scene::new();
    let acme: OrganisationId = "acme".parse().unwrap();
    let accepted = scene.head.accept(&Terms { peer: Some(&acme), ..scene.terms() }).unwrap();
    assert_eq!(accepted.leaf().id, "acme");
    assert_eq!(accepted.head().file_name(), "x202600001-0000.sealpost");
}

#[test]
fn dates_revocation_and_another_ca() {
    let scene = Scene::new();
    let years = 3 * 365 * 86_400;
    let late = Terms { now: UtcTime::from_seconds(NOW + years), ..scene.terms() };
    assert!(matches!(scene.head.accept(&late), Err(HeadError::Statement(_))));
    let other = Parties::new(Kem::XWing);
    let foreign = Terms { anchor: other.anchor(), ..scene.terms() };
    assert!(matches!(scene.head.accept(&foreign), Err(HeadError::Statement(_))));
    let mut scene = scene;
    scene.registry.revoked = Some(scene.head.statement().certificate().serial.clone());
    assert!(matches!(scene.refusal(), HeadError::Revoked { .. }));
}

#[test]
fn addressee_sender_and_rights() {
    let scene = Scene::with(|filing| filing.centre = "EMA".parse().unwrap());
    assert!(matches!(scene.refusal(), HeadError::OtherCentre { .. }));
    let mut scene = Scene::new();
    let other: OrganisationId = "other".parse().unwrap();
    let refused = scene.head.accept(&Terms { peer: Some(&other), ..scene.terms() });
    assert!(matches!(refused, Err(HeadError::OtherPeer { .. })));
    scene.registry.forbidden = true;
    assert!(matches!(scene.refusal(), HeadError::NotPermitted { .. }));
}

#[test]
fn keys_and_time() {
    let mut scene = Scene::new();
    scene.keys = vec![PrivateKey::generate(Kem::XWing).unwrap().public().clone()];
    assert!(matches!(scene.refusal(), HeadError::UnknownKey { .. }));
    let early = Scene::with(|filing| filing.time = UtcTime::from_seconds(NOW + 300));
    assert!(early.head.accept(&early.terms()).is_ok());
    let future = Scene::with(|filing| filing.time = UtcTime::from_seconds(NOW + 301));
    assert!(matches!(future.refusal(), HeadError::Future { .. }));
}

#[test]
fn a_package_that_would_be_refused_is_never_begun() {
    let parties = Parties::new(Kem::XWing);
    let source = folder(&files([("a", b"a".to_vec())]));
    let begin = |change: &dyn Fn(&mut Filing)| {
        let mut filing = parties.filing();
        change(&mut filing);
        Sealer::new(plan(source.path()), &filing, &parties.signer)
    };
    let classical = PrivateKey::generate(Kem::X25519).unwrap();
    let mixed = begin(&|filing| filing.applicant_key = classical.public().clone());
    assert!(matches!(mixed, Err(BeginError::Head(HeadError::Recipients(RecipientsError::MixedKems)))));
    let same = begin(&|filing| filing.applicant_key = filing.centre_key.clone());
    assert!(matches!(same, Err(BeginError::Head(HeadError::Recipients(RecipientsError::SameKey)))));
    assert!(matches!(
        begin(&|filing| filing.organisation = "other".parse().unwrap()),
        Err(BeginError::Statement(_))
    ));
    let receipt = signer(&parties.authority, "acme", Role::ReceiptDesk);
    let wrong = Sealer::new(plan(source.path()), &parties.filing(), &receipt);
    assert!(matches!(wrong, Err(BeginError::Statement(_))));
}

#[test]
fn the_earlier_check_answers() {
    // Each of these packages is wrong in two ways; what comes first in docs/package-format.md is what is said.
    let mut scene = Scene::with(|filing| {
        filing.centre = "EMA".parse().unwrap();
        filing.time = UtcTime::from_seconds(NOW + 1_000_000);
    });
    scene.keys.clear();
    assert!(matches!(scene.refusal(), HeadError::OtherCentre { .. }));
    scene.registry.forbidden = true;
    scene.registry.revoked = Some(scene.head.statement().certificate().serial.clone());
    assert!(matches!(scene.refusal(), HeadError::Revoked { .. }));
    scene.centre = "EMA".parse().unwrap();
    scene.registry.revoked = None;
    assert!(matches!(scene.refusal(), HeadError::NotPermitted { .. }));
    scene.registry.forbidden = false;
    assert!(matches!(scene.refusal(), HeadError::UnknownKey { .. }));
}
