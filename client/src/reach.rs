//! Reaching the centre of an identity, and asking it something outside a submission.

use crypto::signature::SigningKey;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use transfer::address::{Address, AddressError};
use transfer::carrier::dial::{self, DialError, Dialled};
use transfer::carrier::line::LineError;
use transfer::carrier::tls::Credentials;
use transfer::carrier::tuning::Tuning;
use transfer::message::part;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::reject::Reason;
use transfer::version;

use crate::identity::{Identity, IdentityError};

/// The centre could not be reached or did not answer as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReachError {
    /// An address that is known is none.
    #[error("{text} is no address: {source}")]
    Address {
        /// What stands in the card or the invitation.
        text: String,
        /// What is wrong with it.
        source: AddressError,
    },
    /// The key of the TLS certificate cannot be used.
    #[error("the key of the TLS certificate cannot be used")]
    Key,
    /// No connection to any address.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The conversation broke.
    #[error(transparent)]
    Line(#[from] LineError),
    /// What the centre showed of itself is not believed.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The centre says no.
    #[error("{}", .0.message)]
    Said(Reason),
    /// The centre answered with something else.
    #[error("the centre answered with something that was not asked")]
    OutOfOrder,
}

/// What the centre said in its greeting.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// Its card, not yet believed.
    pub card: Vec<u8>,
    /// Its clock, seconds since the epoch.
    pub time: u64,
    /// The head of its log, not yet believed.
    pub log: Option<part::Log>,
}

/// Dials the centre at its addresses, best first.
///
/// # Errors
/// Why the last address was not reached.
pub async fn reach(identity: &Identity) -> Result<Dialled, ReachError> {
    let own = credentials(identity)?;
    let mut last = None;
    for text in identity.addresses() {
        let address = address(&text)?;
        match dial::member(&address, identity.anchor().der(), own.clone(), &Tuning::default()).await {
            Ok(dialled) => return Ok(dialled),
            Err(error) => last = Some(error),
        }
    }
    Err(last.map_or(ReachError::OutOfOrder, ReachError::Dial))
}

/// Reads an address.
///
/// # Errors
/// [`ReachError::Address`].
pub fn address(text: &str) -> Result<Address, ReachError> {
    text.parse().map_err(|source| ReachError::Address { text: text.to_owned(), source })
}

/// Says who speaks and hears who answers. `log` is the size of the centre's log that is remembered.
///
/// # Errors
/// [`ReachError`].
pub async fn greet(dialled: &mut Dialled, language: &str, log: Option<u64>) -> Result<Greeting, ReachError> {
    let hello = ToCentre::Hello {
        newest: version::NEWEST,
        oldest: version::OLDEST,
        program: PROGRAM.to_owned(),
        language: language.to_owned(),
        log,
    };
    match dialled.line.ask(&hello).await? {
        ToApplicant::Hello { card, time, log, .. } => Ok(Greeting { card, time, log }),
        other => Err(no(other)),
    }
}

/// Reaches the centre, greets it, learns its card and sees that its log only grew: ready for questions.
///
/// # Errors
/// [`ReachError`].
pub async fn meet(identity: &mut Identity, language: &str) -> Result<Dialled, ReachError> {
    let mut dialled = reach(identity).await?;
    let greeting = greet(&mut dialled, language, identity.log_size()).await?;
    identity.meet(&greeting.card, greeting.time)?;
    identity.meet_log(greeting.log.as_ref())?;
    Ok(dialled)
}

/// Turns an answer that is a no, or that was not asked for, into an error.
pub fn no(answer: ToApplicant) -> ReachError {
    match answer {
        ToApplicant::Refused { reason, .. } | ToApplicant::Fault { reason } => ReachError::Said(reason),
        _ => ReachError::OutOfOrder,
    }
}

fn credentials(identity: &Identity) -> Result<Credentials, ReachError> {
    let tls = identity.tls();
    Ok(Credentials { chain: tls.chain.clone(), key: private_key(&tls.key)? })
}

fn private_key(key: &SigningKey) -> Result<PrivateKeyDer<'static>, ReachError> {
    PrivateKeyDer::from_pem_slice(key.to_pkcs8_pem().as_bytes()).map_err(|_| ReachError::Key)
}

/// Program and version, as the centre's log has it.
pub const PROGRAM: &str = concat!("sealpost ", env!("CARGO_PKG_VERSION"));
