//! Redeeming an invitation: the keys are made here, the centre certifies them, and what it sends back is believed only
//! under the CA whose fingerprint the invitation named.
//!
//! An enrolment that was interrupted is run again with the same word: the keys are the same, and the centre knows them.

use crypto::certificate::CertificateDer;
use crypto::chain::{Anchor, ChainError, Leaf, Purpose, judge};
use crypto::issue::{IssueError, Request};
use crypto::signature::SigningKey;
use durable::error::FileError;
use durable::folder;
use durable::lock::{Lock, LockError};
use package::card::{Card, CardError};
use package::identity::NotAnIdentity;
use package::time::UtcTime;
use transfer::carrier::dial::Dialled;
use transfer::invitation::Invitation;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

use crate::home::Home;
use crate::identity::keys::{Keys, KeysError};
use crate::identity::store::{Enrolment, Parts, Store, StoreError};
use crate::identity::{Identity, IdentityError};
use crate::network::Network;
use crate::reach::{Greeting, ReachError, greet, no, reach_as_newcomer};

/// No enrolment.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolError {
    /// This home belongs to another centre or organisation.
    #[error("this home is enrolled as {organisation} with another centre")]
    HomeInUse {
        /// The organisation's id there.
        organisation: String,
    },
    /// Another process enrols in this home.
    #[error("another process works in this home")]
    Busy,
    /// A file call failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The public files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The request for certificates.
    #[error(transparent)]
    Request(#[from] IssueError),
    /// The centre could not be reached, or refused.
    #[error(transparent)]
    Reach(#[from] ReachError),
    /// A certificate that came back.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The card that came back.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The CA that came back is not that of the invitation.
    #[error("the centre sent another CA certificate than the invitation names")]
    OtherCa,
    /// A certificate that came back is for another key or another organisation.
    #[error("the centre certified another key or organisation than this one")]
    OtherSubject,
    /// The organisation's id that came back is none.
    #[error(transparent)]
    Organisation(#[from] NotAnIdentity),
    /// What was stored cannot be read again.
    #[error(transparent)]
    Identity(#[from] Box<IdentityError>),
}

/// Redeems `invitation` for `home`.
///
/// # Errors
/// [`EnrolError`]; the keys stay and the same call can be made again.
pub async fn enrol(
    home: &Home,
    invitation: &Invitation,
    network: &Network,
    language: &str,
) -> Result<Identity, EnrolError> {
    folder::create_private(home.root())?;
    let _lock = lock(home)?;
    is_free_for(home, invitation)?;
    let mut dialled = reach_as_newcomer(invitation, network).await?;
    let greeting = greet(&mut dialled, language, None).await?;
    let anchor = anchor(&dialled, invitation)?;
    let card = Card::read(&greeting.card)?;
    card.trust(&anchor, UtcTime::from_seconds(greeting.time))?;
    let keys = Keys::make(home, card.face().policy.kem)?;
    let answer = dialled.line.ask(&request(&keys, invitation)?).await.map_err(ReachError::from)?;
    let given = Given::of(answer)?;
    let _polite = tokio::time::timeout(GOODBYE, dialled.hang_up()).await;
    given.keep(home, invitation, &keys, &anchor, &greeting)?;
    Identity::read(home).map_err(|error| EnrolError::Identity(Box::new(error)))
}

fn lock(home: &Home) -> Result<Lock, EnrolError> {
    match Lock::acquire(&home.identity_lock()) {
        Ok(lock) => Ok(lock),
        Err(LockError::File(error)) => Err(error.into()),
        Err(_) => Err(EnrolError::Busy),
    }
}

/// A home belongs to one centre: its receipts and jobs are that centre's.
fn is_free_for(home: &Home, invitation: &Invitation) -> Result<(), EnrolError> {
    let store = Store::of(home);
    match store.enrolment() {
        Err(StoreError::NotEnrolled) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) if store.anchor()?.fingerprint() == invitation.fingerprint => Ok(()),
        Ok(enrolment) => Err(EnrolError::HomeInUse { organisation: enrolment.organisation }),
    }
}

fn anchor(dialled: &Dialled, invitation: &Invitation) -> Result<Anchor, EnrolError> {
    let anchor = Anchor::from_der(dialled.ca.clone())?;
    if anchor.fingerprint() == invitation.fingerprint { Ok(anchor) } else { Err(EnrolError::OtherCa) }
}

fn request(keys: &Keys, invitation: &Invitation) -> Result<ToCentre, EnrolError> {
    let signed = |key: &SigningKey| Request::make(key, NAME).map(|request| request.der().to_vec());
    let public = keys.decrypt.public();
    Ok(ToCentre::Enrol {
        token: invitation.token.clone(),
        tls_request: signed(&keys.tls)?,
        signing_request: signed(&keys.signing)?,
        kem: public.kem().number(),
        public_key: public.as_bytes().to_vec(),
    })
}

/// What the centre gave.
struct Given {
    organisation: String,
    ca: CertificateDer<'static>,
    tls: Vec<CertificateDer<'static>>,
    signing: Vec<CertificateDer<'static>>,
    card: Vec<u8>,
}

impl Given {
    fn of(answer: ToApplicant) -> Result<Given, EnrolError> {
        match answer {
            ToApplicant::Enrolled { organisation, ca, tls_chain, signing_chain, card } => Ok(Given {
                organisation,
                ca: ca.into(),
                tls: tls_chain.into_iter().map(|der| Vec::from(der).into()).collect(),
                signing: signing_chain.into_iter().map(|der| Vec::from(der).into()).collect(),
                card,
            }),
            other => Err(no(other).into()),
        }
    }

    /// Believes and keeps everything, or nothing.
    fn keep(
        &self,
        home: &Home,
        invitation: &Invitation,
        keys: &Keys,
        anchor: &Anchor,
        greeting: &Greeting,
    ) -> Result<(), EnrolError> {
        if self.ca != *anchor.der() {
            return Err(EnrolError::OtherCa);
        }
        let tls = judge(&self.tls, anchor, greeting.time, Purpose::Client)?;
        let signing = judge(&self.signing, anchor, greeting.time, Purpose::Statement)?;
        self.is_ours(&tls, &keys.tls)?;
        self.is_ours(&signing, &keys.signing)?;
        let card = Card::read(&self.card)?;
        card.trust(anchor, UtcTime::from_seconds(greeting.time))?;
        let enrolment =
            Enrolment { address: invitation.address.to_string(), organisation: self.organisation.clone() };
        let parts = Parts { anchor, tls: &self.tls, signing: &self.signing, card: &self.card };
        Ok(Store::of(home).keep(&enrolment, &parts)?)
    }

    fn is_ours(&self, leaf: &Leaf, key: &SigningKey) -> Result<(), EnrolError> {
        let ours = leaf.id == self.organisation && leaf.key.as_ref() == Some(&key.public());
        if ours { Ok(()) } else { Err(EnrolError::OtherSubject) }
    }
}

/// The name in a request; the centre gives the true one.
const NAME: &str = "applicant";

/// How long a goodbye may take.
const GOODBYE: std::time::Duration = std::time::Duration::from_secs(2);
