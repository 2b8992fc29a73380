//! Who this applicant is to one review centre: keys, certificates, and what is known of the centre.
//!
//! [`keys`] are made here and stay here, [`store`] keeps the public files, [`enrol`] redeems an invitation, [`renew`]
//! renews the TLS certificate inside a session, [`log`] remembers the centre's evidence log, [`expiry`] says when to warn.

pub mod enrol;
pub mod expiry;
pub mod keys;
pub mod log;
pub mod renew;
pub mod store;

use crypto::certificate::{Certificate, CertificateDer, CertificateError};
use crypto::chain::Anchor;
use crypto::signature::SigningKey;
use crypto::wrap::PrivateKey;
use package::card::{Card, CardError};
use package::evidence::{EvidenceError, Signer};
use package::identity::{CentreId, NotAnIdentity, OrganisationId};
use package::time::UtcTime;
use transfer::message::part;

use crate::home::Home;
use expiry::{Expiry, What, expiry};
use keys::{Keys, KeysError};
use log::{LogError, Memory};
use store::{Store, StoreError};

/// An enrolled applicant.
#[derive(Debug, Clone)]
pub struct Identity {
    store: Store,
    organisation: OrganisationId,
    address: String,
    anchor: Anchor,
    card: Card,
    tls: Tls,
    signer: Signer,
    decrypt: PrivateKey,
    log: Memory,
}

/// The certificate and key of this applicant's end of a connection.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Leaf first, without the CA.
    pub chain: Vec<CertificateDer<'static>>,
    /// The leaf's key.
    pub key: SigningKey,
    certificate: Certificate,
}

/// The identity of a home cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The public files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The private keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The card.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The signing certificate.
    #[error(transparent)]
    Signer(#[from] EvidenceError),
    /// The TLS certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The organisation's id.
    #[error(transparent)]
    Organisation(#[from] NotAnIdentity),
    /// The centre's evidence log.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Identity {
    /// Reads the identity of `home`.
    ///
    /// # Errors
    /// [`IdentityError`]; not enrolled is [`StoreError::NotEnrolled`].
    pub fn read(home: &Home) -> Result<Identity, IdentityError> {
        let store = Store::of(home);
        let enrolment = store.enrolment()?;
        let keys = Keys::read(home)?;
        let anchor = store.anchor()?;
        let card = Card::read(&store.card()?)?;
        let tls = Tls::new(store.tls()?, keys.tls)?;
        let signer = Signer::new(keys.signing, store.signing()?)?;
        let log = Memory::of(home, &card.face().centre, card.face().log.as_ref())?;
        Ok(Identity {
            log,
            organisation: enrolment.organisation.parse()?,
            address: enrolment.address,
            anchor,
            card,
            tls,
            signer,
            decrypt: keys.decrypt,
            store,
        })
    }

    /// The organisation's id at the centre.
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// The organisation's name, as its certificate says it.
    pub fn name(&self) -> &str {
        &self.signer.certificate().organisation
    }

    /// The centre's id.
    pub fn centre(&self) -> &CentreId {
        &self.card.face().centre
    }

    /// Where to reach the centre, best first: what the card says, then what the invitation said.
    pub fn addresses(&self) -> Vec<String> {
        let mut addresses = self.card.face().addresses.clone();
        if !addresses.contains(&self.address) {
            addresses.push(self.address.clone());
        }
        addresses
    }

    /// The pinned CA of the centre.
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// The centre's card as it is known here.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Certificate and key for connections.
    pub fn tls(&self) -> &Tls {
        &self.tls
    }

    /// What signs statements.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The key that opens this applicant's own packages.
    pub fn decrypt(&self) -> &PrivateKey {
        &self.decrypt
    }

    /// Takes the card that the centre showed: believed only under the pinned CA, kept only if it is newer, and never
    /// one with a lower serial. Returns whether it was new.
    ///
    /// # Errors
    /// [`IdentityError`].
    pub fn meet(&mut self, card: &[u8], now: u64) -> Result<bool, IdentityError> {
        let shown = Card::read(card)?;
        shown.trust(&self.anchor, UtcTime::from_seconds(now))?;
        shown.replaces(&self.card)?;
        if shown.face().serial == self.card.face().serial {
            return Ok(false);
        }
        self.store.keep_card(shown.bytes())?;
        self.card = shown;
        Ok(true)
    }

    /// Entries of the centre's log under the checkpoint that is remembered; the next greeting names it.
    pub fn log_size(&self) -> Option<u64> {
        self.log.size()
    }

    /// Takes the head of the log that the centre showed with its card, which must have been met before: it must follow
    /// from the one that is remembered.
    ///
    /// # Errors
    /// [`IdentityError::Log`].
    pub fn meet_log(&mut self, shown: Option<&part::Log>) -> Result<(), IdentityError> {
        Ok(self.log.meet(shown, self.card.face().log.as_ref())?)
    }

    /// Certificates that will run out and are worth a word.
    pub fn warnings(&self, now: u64) -> Vec<Expiry> {
        let tls = expiry(What::Tls, &self.tls.certificate, now);
        let signing = expiry(What::Signing, self.signer.certificate(), now);
        tls.into_iter().chain(signing).collect()
    }
}

impl Tls {
    fn new(chain: Vec<CertificateDer<'static>>, key: SigningKey) -> Result<Tls, CertificateError> {
        let certificate = Certificate::parse(chain.first().ok_or(CertificateError::Pem)?)?;
        Ok(Tls { chain, key, certificate })
    }

    /// What the certificate says.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Centre, NOW};

    #[test]
    fn a_newer_card_is_kept_and_an_older_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let centre = Centre::new();
        let mut identity = centre.enrol(&home);
        let (second, third) = (centre.card(2, 1 << 40), centre.card(3, 1 << 40));
        assert!(identity.meet(third.bytes(), NOW).unwrap());
        assert!(!identity.meet(third.bytes(), NOW).unwrap());
        let older = identity.meet(second.bytes(), NOW);
        assert!(matches!(older, Err(IdentityError::Card(CardError::LowerSerial { held: 3, found: 2 }))));
        assert_eq!(Identity::read(&home).unwrap().card().face().serial, 3);
    }

    #[test]
    fn another_centres_card_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let mut identity = Centre::new().enrol(&Home::at(folder.path()));
        let forged = Centre::new().card(9, 1 << 40);
        assert!(matches!(
            identity.meet(forged.bytes(), NOW),
            Err(IdentityError::Card(CardError::Evidence(_)))
        ));
    }

    #[test]
    fn a_home_without_an_enrolment_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Identity::read(&Home::at(folder.path()));
        assert!(matches!(missing, Err(IdentityError::Store(StoreError::NotEnrolled))));
    }
}
